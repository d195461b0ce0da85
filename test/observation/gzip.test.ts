// Gzip in exactly one form.
import { execFileSync } from 'node:child_process'
import { gunzipSync, gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gunzip, gzip } from '../../src/observation/gzip.ts'

const refused = expect.objectContaining({ code: 'GZIP_INVALID' })
const small = gzip(Buffer.from('evidence\n'))
const changed = (at: number, byte: number): Uint8Array => small.map((own, index) => (index === at ? byte : own))

describe('what we write', () => {
  it('is read back, by us and by zlib, and is the same twice', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
        expect(Buffer.compare(gunzip(gzip(bytes)), bytes)).toBe(0)
        expect(Buffer.compare(gunzipSync(gzip(bytes)), bytes)).toBe(0)
        expect(Buffer.compare(gzip(bytes), gzip(bytes))).toBe(0)
      }),
      { numRuns: 100, seed: 1 },
    )
  })

  it('is read by gzip', () => {
    expect(execFileSync('gzip', ['-dc'], { input: small }).toString()).toBe('evidence\n')
  })
})

describe('what others write', () => {
  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['a part', small.subarray(0, -1)],
    ['two members', Buffer.concat([small, small])],
    ['an empty second member', Buffer.concat([small, gzip(new Uint8Array())])],
    ['a tail', Buffer.concat([small, Buffer.from([0])])],
    ['another checksum', changed(small.length - 8, 0)],
    ['another length', changed(small.length - 1, 1)],
    ['the header of another program', gzipSync('evidence\n')],
    ['a time', changed(4, 1)],
    ['a flag for text', changed(3, 1)],
    ['a name', Buffer.concat([changed(3, 8).subarray(0, 10), Buffer.from('a\0'), small.subarray(10)])],
    ['a comment', Buffer.concat([changed(3, 16).subarray(0, 10), Buffer.from('a\0'), small.subarray(10)])],
    ['an extra field', Buffer.concat([changed(3, 4).subarray(0, 10), Buffer.from([1, 0, 0]), small.subarray(10)])],
    ['a header checksum', changed(3, 2)],
    ['another operating system', changed(9, 3)],
    ['another method', changed(2, 7)],
    ['raw lines', Buffer.from('evidence\nevidence\nevidence\n')],
  ])('is refused with %s', (_, bytes) => {
    expect(() => gunzip(bytes)).toThrow(refused)
  })

  it('is refused where it unpacks to more than anything of ours', { timeout: 20_000 }, () => {
    expect(() => gunzip(gzip(Buffer.alloc(256 * 1024 * 1024 + 1)))).toThrow(refused)
  })

  it('never comes out otherwise than as it went in', () => {
    fc.assert(
      fc.property(fc.nat(small.length - 1), fc.nat(255), (at, byte) => {
        try {
          return Buffer.from(gunzip(changed(at, byte))).toString() === 'evidence\n'
        } catch (error) {
          return (error as { code?: string }).code === 'GZIP_INVALID'
        }
      }),
      { numRuns: 500, seed: 1 },
    )
  })
})
