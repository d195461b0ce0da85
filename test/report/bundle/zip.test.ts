// Zips: what we write every program reads, and of what others write nothing is taken for ours.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { centralHeader, endRecords, localHeader, type ZipEntry } from '../../../src/report/bundle/zip-format.ts'
import { readZip } from '../../../src/report/bundle/zip-read.ts'
import { makeZip } from '../../../src/report/bundle/zip-write.ts'
import { inMemory, zipped } from './zips.ts'

const files = { 'a.txt': 'one', 'b/c.json': '{}'.repeat(500), 'b/d.ndjson.gz': Buffer.from([31, 139, 8, 0]), e: '' }
const any = () => true
const read = (bytes: Uint8Array, isOurs: (name: string) => boolean = any) => readZip(inMemory(bytes), isOurs)
const has = (tool: string): boolean => {
  try {
    return execFileSync('sh', ['-c', `command -v ${tool}`]).length > 0
  } catch {
    return false
  }
}

describe('a zip', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'zip-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('is the same bytes every time', async () => {
    expect(Buffer.compare(await zipped(files), await zipped(files))).toBe(0)
  })

  it('gives back what was put in', async () => {
    const zip = await read(await zipped(files))
    expect(zip.names).toEqual(Object.keys(files))
    for (const [name, body] of Object.entries(files))
      expect(Buffer.compare((await zip.read(name)) ?? Buffer.from('-'), Buffer.from(body))).toBe(0)
    expect(await zip.read('missing')).toBeUndefined()
  })

  it('is the same whether an entry comes at once or in pieces, but for how it is packed', async () => {
    const bodies = [Buffer.from('a'.repeat(70_000)), Buffer.from('b'.repeat(10)), Buffer.from('')]
    const pieces: Uint8Array[] = []
    const zip = makeZip(async (bytes) => void pieces.push(bytes))
    await zip.add('in-pieces', () => bodies)
    await zip.add('none', () => [])
    await zip.add('short', () => [Buffer.from('x')])
    await zip.end()
    const made = await read(Buffer.concat(pieces))
    expect((await made.read('in-pieces'))?.toString()).toBe(Buffer.concat(bodies).toString())
    expect([(await made.read('none'))?.length, (await made.read('short'))?.toString()]).toEqual([0, 'x'])
  })

  it('gives back any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 8 }), async (bodies) => {
        const zip = await read(await zipped(Object.fromEntries(bodies.map((body, nth) => [`f${nth}`, body]))))
        for (const [nth, body] of bodies.entries())
          expect(Buffer.compare((await zip.read(`f${nth}`)) ?? Buffer.from('-'), body)).toBe(0)
      }),
      { numRuns: 40 },
    )
  })

  it('is read by another library', async () => {
    const found = unzipSync(await zipped(files))
    expect(
      Object.fromEntries(Object.entries(found).map(([name, body]) => [name, Buffer.from(body).toString('latin1')])),
    ).toEqual(
      Object.fromEntries(Object.entries(files).map(([name, body]) => [name, Buffer.from(body).toString('latin1')])),
    )
  })

  it.skipIf(!has('unzip'))('is unpacked by unzip (skipped where there is none)', async () => {
    writeFileSync(join(folder, 'a.zip'), await zipped(files))
    execFileSync('unzip', ['-q', 'a.zip', '-d', 'out'], { cwd: folder })
    expect(readFileSync(join(folder, 'out/b/c.json'), 'utf8')).toBe(files['b/c.json'])
  })

  it('holds more entries than the old records can count, and python reads it', { timeout: 60_000 }, async () => {
    const many = Object.fromEntries(
      Array.from({ length: 66_000 }, (_, nth) => [`f${String(nth).padStart(6, '0')}`, 'x']),
    )
    const bytes = await zipped(many)
    expect((await read(bytes)).names).toHaveLength(66_000)
    if (!has('python3')) return
    writeFileSync(join(folder, 'many.zip'), bytes)
    const count = 'import zipfile,sys; z=zipfile.ZipFile(sys.argv[1]); print(len(z.namelist()), z.read("f065999"))'
    expect(execFileSync('python3', ['-c', count, join(folder, 'many.zip')], { encoding: 'utf8' })).toBe("66000 b'x'\n")
  })

  it('names places beyond 4 GiB in 64 bits, and reads them', async () => {
    const far: ZipEntry = { name: 'z', method: 0, crc: crc32('far'), packed: 3, bytes: 3, at: 0x1_2345_6789 }
    const [header, central] = [localHeader(far), centralHeader(far)]
    expect([Buffer.from(header).readUInt16LE(4), central.length]).toEqual([45, 46 + 1 + 12])
    const end = endRecords(1, far.at + header.length + 3, central.length)
    // Zeros up to there are not held: a gap stands before it, which is what the reader must find.
    const tail = Buffer.concat([header, Buffer.from('far'), central, end])
    const sparse = {
      size: far.at + tail.length,
      read: async (at: number, length: number) => tail.subarray(at - far.at, at - far.at + length),
    }
    await expect(readZip(sparse, any)).rejects.toThrow('does not begin where the one before it ends')
  })

  it('is written in order, and nothing twice', async () => {
    const zip = makeZip(async () => undefined)
    await zip.add('b', Buffer.from(''))
    await expect(zip.add('a', Buffer.from(''))).rejects.toThrow('does not come behind')
    await expect(zip.add('b', Buffer.from(''))).rejects.toThrow('does not come behind')
  })
})

/** Written by us, record for record, whatever the entries say. */
const crafted = (
  entries: (Partial<ZipEntry> & { name: string; body: Uint8Array; says?: Partial<ZipEntry> })[],
): Buffer => {
  let at = 0
  const placed = entries.map(({ body, says, ...given }) => {
    const entry: ZipEntry = { method: 0, crc: crc32(body), packed: body.length, bytes: body.length, at, ...given }
    const local = Buffer.concat([localHeader({ ...entry, ...says }), body])
    at += local.length
    return { entry, local }
  })
  const central = Buffer.concat(placed.map(({ entry }) => centralHeader(entry)))
  return Buffer.concat([...placed.map(({ local }) => local), central, endRecords(placed.length, at, central.length)])
}
const x = Buffer.from('x')
const bomb = deflateRawSync(Buffer.alloc(5_000_000))

describe('a crafted zip is refused:', () => {
  const edited = async (edit: (bytes: Buffer) => Buffer | undefined): Promise<Buffer> => {
    const bytes = await zipped(files)
    return edit(bytes) ?? bytes
  }
  const central = (bytes: Buffer): number => bytes.readUInt32LE(bytes.length - 6)

  it.each<[string, Buffer | Promise<Buffer>, string]>([
    ['no zip', Buffer.from('PK'), 'too short'],
    ['text', Buffer.alloc(100, 32), 'does not end as a zip does'],
    [
      'a name twice',
      crafted([
        { name: 'a', body: x },
        { name: 'a', body: Buffer.from('y') },
      ]),
      '"a" stands twice',
    ],
    [
      'names out of order',
      crafted([
        { name: 'b', body: x },
        { name: 'a', body: x },
      ]),
      '"a" is out of order',
    ],
    ['a tail', edited((bytes) => Buffer.concat([bytes, x])), 'stands behind its end'],
    ['a second zip behind it', edited((bytes) => Buffer.concat([bytes, bytes])), 'its end is not'],
    ['a head before it', edited((bytes) => Buffer.concat([Buffer.from('#!/bin/sh\n'), bytes])), ''],
    [
      'a comment',
      edited((bytes) => Buffer.concat([bytes.subarray(0, -2), Buffer.from([1, 0]), x])),
      'does not end as a zip does',
    ],
    [
      'a link',
      edited((bytes) => void bytes.writeUInt32LE(0o120777 * 0x1_0000, central(bytes) + 38)),
      'not as we write it',
    ],
    [
      'an executable',
      edited((bytes) => void bytes.writeUInt32LE(0o100755 * 0x1_0000, central(bytes) + 38)),
      'not as we write it',
    ],
    ['encryption', edited((bytes) => void bytes.writeUInt16LE(1, central(bytes) + 8)), 'not as we write it'],
    ['another time', edited((bytes) => void bytes.writeUInt16LE(0x5a21, central(bytes) + 14)), 'not as we write it'],
    ['another compression', edited((bytes) => void bytes.writeUInt16LE(14, central(bytes) + 10)), 'compression 14'],
    ['another disk', edited((bytes) => void bytes.writeUInt16LE(1, bytes.length - 18)), 'its end'],
    ['a count that is wrong', edited((bytes) => void bytes.writeUInt16LE(3, bytes.length - 12)), 'its end'],
    [
      'a directory elsewhere',
      edited((bytes) => void bytes.writeUInt32LE(0xffff_fff0, bytes.length - 6)),
      'not where it says',
    ],
    ['something between two entries', gapped(), 'something stands between'],
    [
      'two entries over the same bytes',
      crafted([
        { name: 'a', body: x },
        { name: 'b', body: x, at: 0 },
      ]),
      'does not begin where',
    ],
    ['what another program writes', Buffer.from(zipSync({ a: x })), 'not as we write it'],
    [
      'an entry larger than deflate can make',
      crafted([{ name: 'a', body: x, method: 8, bytes: 5_000 }]),
      'says that 1 bytes are 5000',
    ],
    ['a stored entry that says another size', crafted([{ name: 'a', body: x, bytes: 2 }]), 'says that 1 bytes are 2'],
  ])('%s', async (_, bytes, why) => {
    await expect(read(await bytes)).rejects.toMatchObject({
      code: 'BUNDLE_INVALID',
      message: expect.stringContaining(why),
    })
  })

  it.each([
    '../a',
    '/a',
    'a/../b',
    'C:\\a',
    'a\\b',
    '.hidden',
    'a//b',
    'ledger/x',
    'a\u0000b',
    'LEDGER/1',
    'VERIFY.MD',
  ])('a name that is none of ours: %j', async (name) => {
    const bytes = crafted([{ name, body: x }])
    await expect(read(bytes, (one) => ['VERIFY.md', 'ledger/000000000001.dsse.json'].includes(one))).rejects.toThrow(
      'is no name of a bundle',
    )
  })

  it.each<[string, Buffer, string]>([
    ['other bytes', crafted([{ name: 'a', body: x, crc: 7 }]), 'is not what the directory says'],
    [
      'another name in its own header',
      crafted([{ name: 'a', body: x, says: { name: 'b' } }]),
      'says otherwise of itself',
    ],
    [
      'another compression in its own header',
      crafted([{ name: 'a', body: x, says: { method: 8 } }]),
      'says otherwise of itself',
    ],
    [
      'a bomb',
      crafted([{ name: 'a', body: bomb, method: 8, bytes: 5_000, crc: 0 }]),
      'cannot be unpacked to 5000 bytes',
    ],
    ['a tail behind what is packed', tailed(), 'has a tail'],
    [
      'what does not unpack',
      crafted([{ name: 'a', body: Buffer.from('zzzz'), method: 8, bytes: 100 }]),
      'cannot be unpacked',
    ],
    ['less than it says', short(), 'is not what the directory says'],
  ])('an entry of %s', async (_, bytes, why) => {
    const zip = await read(bytes)
    await expect(zip.read('a')).rejects.toMatchObject({ code: 'BUNDLE_INVALID', message: expect.stringContaining(why) })
  })

  // The bits that fill the last byte of what is packed say nothing, and are nothing that could be read.
  it('any byte of it changed, or it holds the same', { timeout: 60_000 }, async () => {
    const honest = await zipped(files)
    const held = await contentsOf(honest)
    for (let at = 0; at < honest.length; at++) {
      const bytes = Buffer.from(honest)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      const outcome = await contentsOf(bytes).catch(({ code }) => code)
      if (outcome !== 'BUNDLE_INVALID') expect(outcome).toEqual(held)
    }
  })
})

const contentsOf = async (bytes: Buffer): Promise<(string | undefined)[]> => {
  const zip = await read(bytes, (name) => name in files)
  return Promise.all(Object.keys(files).map(async (name) => (await zip.read(name))?.toString()))
}

function gapped(): Buffer {
  const first = crafted([{ name: 'a', body: x }])
  const local = first.subarray(0, 32)
  const entry: ZipEntry = { name: 'a', method: 0, crc: crc32(x), packed: 1, bytes: 1, at: 0 }
  const directory = centralHeader(entry)
  return Buffer.concat([local, Buffer.from('gap'), directory, endRecords(1, local.length + 3, directory.length)])
}
function tailed(): Buffer {
  const plain = Buffer.from('x'.repeat(200))
  const body = Buffer.concat([deflateRawSync(plain), Buffer.from('tail')])
  return crafted([{ name: 'a', body, method: 8, bytes: 200, crc: crc32(plain) }])
}
function short(): Buffer {
  const plain = Buffer.from('x'.repeat(200))
  return crafted([{ name: 'a', body: deflateRawSync(plain), method: 8, bytes: 300, crc: crc32(plain) }])
}
