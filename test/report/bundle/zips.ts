// Zips for tests: made in memory, taken apart, and put together otherwise.
import type { Bytes } from '../../../src/report/bundle/zip-read.ts'
import { makeZip } from '../../../src/report/bundle/zip-write.ts'

export const zipped = async (files: Record<string, string | Uint8Array>): Promise<Buffer> => {
  const pieces: Uint8Array[] = []
  const zip = makeZip(async (bytes) => void pieces.push(bytes))
  for (const [name, body] of Object.entries(files)) await zip.add(name, Buffer.from(body))
  await zip.end()
  return Buffer.concat(pieces)
}

export const inMemory = (bytes: Uint8Array): Bytes => ({
  size: bytes.length,
  read: async (at, length) => bytes.subarray(at, at + length),
})
