// Gzip in exactly one form: one member, no name, no time, no tail (RFC 1952). Anything else is somebody else's.
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { EvidenceError } from '../errors.ts'

const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
/** Far above a part's 16 MiB, so that a bomb is refused and an oversized line is not. */
const limit = 256 * 1024 * 1024

export const gzip = (bytes: Uint8Array): Uint8Array => {
  const tail = Buffer.alloc(8)
  tail.writeUInt32LE(crc32(bytes), 0)
  tail.writeUInt32LE(bytes.length, 4)
  return Buffer.concat([head, deflateRawSync(bytes), tail])
}

/** Throws GZIP_INVALID for whatever `gzip` would not have written around these bytes. */
export const gunzip = (bytes: Uint8Array): Uint8Array => {
  if (bytes.length < 18 || !head.equals(bytes.subarray(0, head.length))) refuse('not our gzip header')
  const { buffer, engine } = inflate(bytes.subarray(head.length))
  const tail = Buffer.from(bytes.subarray(head.length + engine.bytesWritten))
  if (tail.length !== 8) refuse('more than one member, or a tail')
  if (tail.readUInt32LE(0) !== crc32(buffer) || tail.readUInt32LE(4) !== buffer.length) refuse('checksum differs')
  return buffer
}

type Inflated = { buffer: Buffer; engine: { bytesWritten: number } }

const inflate = (bytes: Uint8Array): Inflated => {
  try {
    // With `info` the answer also says how much of the input the one member took.
    return inflateRawSync(bytes, { maxOutputLength: limit, info: true }) as unknown as Inflated
  } catch (cause) {
    return refuse('not deflate data, or more than it may be', cause)
  }
}

const refuse = (why: string, cause?: unknown): never => {
  throw new EvidenceError(
    'GZIP_INVALID',
    { why },
    { hint: 'the bytes were altered, or written by another program', cause },
  )
}
