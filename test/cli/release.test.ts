// verify --release: a file as sha256sum writes it becomes a pin, and nothing else does.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { pinsOf } from '../../src/cli/given-pins.ts'

const folder = mkdtempSync(join(tmpdir(), 'eks-evidence-release-pin-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const given = (text: string) => {
  const release = join(folder, 'SHA256SUMS')
  writeFileSync(release, text)
  return pinsOf({ release }).release
}
const one = 'a'.repeat(64)
const other = '0123456789abcdef'.repeat(4)

describe('--release', () => {
  it('reads the digests of sha256sum, of text and of binary files', () => {
    expect(given(`${one}  collect.zip\n${other} *dist/eks-evidence.js\n`)).toEqual([`sha256:${one}`, `sha256:${other}`])
  })

  it('is no pin where it is not given', () => {
    expect(pinsOf({})).not.toHaveProperty('release')
  })

  it.each([
    ['an empty file', ''],
    ['a digest without a name', `${one}\n`],
    ['base64, as Lambda says it', `${Buffer.from(one, 'hex').toString('base64')}  collect.zip\n`],
    ['capitals', `${one.toUpperCase()}  collect.zip\n`],
    ['a line of something else', `${one}  collect.zip\nhello\n`],
  ])('refuses %s', (_, text) => {
    expect(() => given(text)).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })
})
