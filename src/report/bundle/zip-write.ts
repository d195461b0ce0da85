// Writes a zip as it goes: the same entries in the same order are the same bytes on every machine.
import { crc32 } from 'node:zlib'
import { Deflate, deflateSync } from 'fflate'
import { EvidenceError } from '../../errors.ts'
import { byBytes } from '../../store/order.ts'
import { centralHeader, endRecords, localHeader, mostBytes, type ZipEntry } from './zip-format.ts'

/** Takes the bytes one after the other. */
export type Sink = (bytes: Uint8Array) => Promise<void>

/** The bytes of an entry, or what makes them piece by piece, the same each time. */
export type Body = Uint8Array | (() => Iterable<Uint8Array>)

export type ZipWriter = {
  /** In the order of their names, each once. Throws USAGE for what is too large to be an entry. */
  add(name: string, body: Body): Promise<void>
  /** Says how many bytes there are. */
  end(): Promise<number>
}

export const makeZip = (sink: Sink): ZipWriter => {
  const entries: ZipEntry[] = []
  let at = 0
  const put = async (bytes: Uint8Array): Promise<void> => {
    await sink(bytes)
    at += bytes.length
  }
  return {
    async add(name, body) {
      const last = entries.at(-1)?.name
      if (last !== undefined && byBytes(last, name) >= 0) throw new Error(`${name} does not come behind ${last}`)
      const { pieces, ...packed } = name.endsWith('.gz') ? stored(body) : deflated(body)
      if (packed.bytes > mostBytes) tooLarge(name, packed.bytes)
      const entry: ZipEntry = { name, ...packed, at }
      entries.push(entry)
      await put(localHeader(entry))
      for (const piece of pieces) await put(piece)
    },
    async end() {
      const start = at
      for (const entry of entries) await put(centralHeader(entry))
      await put(endRecords(entries.length, start, at - start))
      return at
    },
  }
}

type Packed = Pick<ZipEntry, 'method' | 'crc' | 'packed' | 'bytes'> & { pieces: Iterable<Uint8Array> }

const piecesOf = (body: Body): Iterable<Uint8Array> => (typeof body === 'function' ? body() : [body])

const stored = (body: Body): Packed => {
  let [crc, bytes] = [0, 0]
  for (const piece of piecesOf(body)) {
    crc = crc32(piece, crc)
    bytes += piece.length
  }
  return { method: 0, crc, packed: bytes, bytes, pieces: piecesOf(body) }
}

// Not by zlib, which packs otherwise on another processor. Only what is packed is held.
const deflated = (body: Body): Packed => {
  let [crc, bytes] = [0, 0]
  const pieces: Uint8Array[] = []
  if (typeof body === 'function') {
    const deflate = new Deflate({ level: 6 }, (piece) => pieces.push(piece))
    for (const piece of body()) {
      crc = crc32(piece, crc)
      bytes += piece.length
      deflate.push(piece)
    }
    deflate.push(new Uint8Array(), true)
  } else {
    crc = crc32(body)
    bytes = body.length
    pieces.push(deflateSync(body, { level: 6 }))
  }
  const packed = pieces.reduce((sum, { length }) => sum + length, 0)
  return packed < bytes ? { method: 8, crc, packed, bytes, pieces } : stored(body)
}

const tooLarge = (name: string, bytes: number): never => {
  throw new EvidenceError('USAGE', { name, bytes }, { hint: 'choose a shorter --period, or hand on the bucket itself' })
}
