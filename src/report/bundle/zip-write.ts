// Writes a zip as it goes: the same entries in the same order are the same bytes on every machine.
import { crc32 } from 'node:zlib'
import { deflateSync } from 'fflate'
import { EvidenceError } from '../../errors.ts'
import { byBytes } from '../../store/order.ts'
import { centralHeader, endRecords, localHeader, mostBytes, type ZipEntry } from './zip-format.ts'

/** Takes the bytes one after the other. */
export type Sink = (bytes: Uint8Array) => Promise<void>

export type ZipWriter = {
  /** In the order of their names, each once. Throws USAGE for what is too large to be an entry. */
  add(name: string, body: Uint8Array): Promise<void>
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
      if (body.length > mostBytes) tooLarge(name, body.length)
      // Not by zlib, which packs otherwise on another processor.
      const smaller = name.endsWith('.gz') ? undefined : deflateSync(body, { level: 6 })
      const isPacked = smaller !== undefined && smaller.length < body.length
      const packed = isPacked ? smaller : body
      const entry: ZipEntry = {
        ...{ name, method: isPacked ? 8 : 0, crc: crc32(body) },
        ...{ packed: packed.length, bytes: body.length, at },
      }
      entries.push(entry)
      await put(localHeader(entry))
      await put(packed)
    },
    async end() {
      const start = at
      for (const entry of entries) await put(centralHeader(entry))
      await put(endRecords(entries.length, start, at - start))
      return at
    },
  }
}

const tooLarge = (name: string, bytes: number): never => {
  throw new EvidenceError('USAGE', { name, bytes }, { hint: 'choose a shorter --period, or hand on the bucket itself' })
}
