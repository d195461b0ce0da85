// Reads a zip of ours and refuses every other: nothing in it is hidden, twice, elsewhere, linked, or larger than it says.
import { crc32, inflateRawSync } from 'node:zlib'
import { EvidenceError } from '../../errors.ts'
import { centralHeader, endRecords, localHeader, mostBytes, mostEntries, type ZipEntry } from './zip-format.ts'

/** A file that can be read in places. */
export type Bytes = { size: number; read(at: number, length: number): Promise<Uint8Array> }

export type Zip = {
  /** In the order of their names. */
  names: readonly string[]
  /** Unpacked, as the directory says. */
  bytesOf(name: string): number
  /** Undefined where there is none. Throws BUNDLE_INVALID for an entry that is not what it says. */
  read(name: string): Promise<Uint8Array | undefined>
}

// To whoever verifies it is a finding, and no failure of the program.
const fault = (why: string): never => {
  throw new EvidenceError(
    'BUNDLE_INVALID',
    { why },
    { hint: 'ask for the file again: this one was altered, or another program wrote it' },
  )
}

const endBytes = 22
/** As many entries as there may be, each with a name of 210 bytes. */
const mostDirectory = mostEntries * 256

/**
 * What is written of a zip follows from its entries, so every record is made again and compared: flags, times, rights, comments,
 * extra fields, gaps and overlaps have no place to be. `isOurs` says which names may stand in it. Throws BUNDLE_INVALID.
 */
export const readZip = async (file: Bytes, isOurs: (name: string) => boolean): Promise<Zip> => {
  const { at, bytes } = await directoryOf(file)
  const entries = entriesOf(await file.read(at, bytes))
  const end = endRecords(entries.length, at, bytes)
  if (at + bytes + end.length !== file.size || Buffer.compare(end, await file.read(at + bytes, end.length)) !== 0)
    fault('its end is not as we write it, or something stands behind it')
  ordered(entries, at)
  for (const { name } of entries) if (!isOurs(name)) fault(`${shown(name)} is no name of a bundle`)
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  return {
    names: entries.map(({ name }) => name),
    bytesOf: (name) => byName.get(name)?.bytes ?? 0,
    read: async (name) => {
      const entry = byName.get(name)
      return entry && contents(file, entry)
    },
  }
}

const directoryOf = async (file: Bytes): Promise<{ at: number; bytes: number }> => {
  if (file.size < endBytes) fault('it is too short to be a zip')
  const end = view(await file.read(file.size - endBytes, endBytes))
  if (end.getUint32(0, true) !== 0x0605_4b50) fault('it does not end as a zip does, or something stands behind its end')
  let [bytes, at] = [end.getUint32(12, true), end.getUint32(16, true)]
  const large = file.size - endBytes - 76 // the ZIP64 record and its locator, where there are any
  if (large >= 0) {
    const record = view(await file.read(large, 56))
    if (record.getUint32(0, true) === 0x0606_4b50)
      [bytes, at] = [Number(record.getBigUint64(40, true)), Number(record.getBigUint64(48, true))]
  }
  if (bytes > mostDirectory || at + bytes > file.size - endBytes) fault('its directory is not where it says')
  return { at, bytes }
}

const entriesOf = (directory: Uint8Array): ZipEntry[] => {
  const on = view(directory)
  const entries: ZipEntry[] = []
  let at = 0
  while (at < directory.length) {
    if (at + 46 > directory.length) return fault('its directory breaks off')
    const [name, extra] = [on.getUint16(at + 28, true), on.getUint16(at + 30, true)]
    const next = at + 46 + name + extra
    if (next > directory.length) return fault('its directory breaks off')
    const method = on.getUint16(at + 10, true)
    if (method !== 0 && method !== 8) return fault(`compression ${method} is none of ours`)
    const place = on.getUint32(at + 42, true)
    const entry: ZipEntry = {
      name: Buffer.from(directory.subarray(at + 46, at + 46 + name)).toString('latin1'),
      ...{ method, crc: on.getUint32(at + 16, true) },
      ...{ packed: on.getUint32(at + 20, true), bytes: on.getUint32(at + 24, true) },
      at: extra === 12 && place === 0xffff_ffff ? Number(on.getBigUint64(next - 8, true)) : place,
    }
    if (Buffer.compare(centralHeader(entry), directory.subarray(at, next)) !== 0)
      return fault('its directory is not as we write it: links, comments, times, flags or other compression')
    entries.push(entry)
    at = next
  }
  return entries
}

// One behind the other from the first byte to the directory, and their names in order: none twice, none hidden between two.
const ordered = (entries: readonly ZipEntry[], directory: number): void => {
  let at = 0
  let last = ''
  for (const entry of entries) {
    const { name, packed, bytes, method } = entry
    if (name <= last) fault(name === last ? `${shown(name)} stands twice` : `${shown(name)} is out of order`)
    if (entry.at !== at) fault(`${shown(name)} does not begin where the one before it ends`)
    // Deflate cannot make more of a byte than 1,032.
    const isSaid = method === 0 ? packed === bytes : packed < bytes && bytes <= packed * 1_032
    if (bytes > mostBytes || !isSaid) fault(`${shown(name)} says that ${packed} bytes are ${bytes}`)
    at += 30 + name.length + packed
    last = name
  }
  if (at !== directory) fault('something stands between its last entry and its directory')
}

const contents = async (file: Bytes, entry: ZipEntry): Promise<Uint8Array> => {
  const { name, method, packed, bytes, crc, at } = entry
  const header = localHeader(entry)
  const whole = await file.read(at, header.length + packed)
  if (Buffer.compare(header, whole.subarray(0, header.length)) !== 0)
    fault(`${shown(name)} says otherwise of itself than the directory`)
  const body = method === 0 ? whole.subarray(header.length) : inflated(name, whole.subarray(header.length), bytes)
  if (body.length !== bytes || crc32(body) !== crc) fault(`${shown(name)} is not what the directory says of it`)
  return body
}

const inflated = (name: string, packed: Uint8Array, bytes: number): Uint8Array => {
  try {
    const { buffer, engine } = inflateRawSync(packed, { maxOutputLength: bytes, info: true }) as unknown as {
      buffer: Uint8Array
      engine: { bytesWritten: number }
    }
    return engine.bytesWritten === packed.length ? buffer : fault(`${shown(name)} has a tail`)
  } catch (error) {
    if (error instanceof EvidenceError) throw error
    return fault(`${shown(name)} cannot be unpacked to ${bytes} bytes`)
  }
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
/** A name is whatever somebody wrote into it: shown as text of one line. */
const shown = (name: string): string => JSON.stringify(name.slice(0, 120))
