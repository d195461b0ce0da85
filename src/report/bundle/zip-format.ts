// The records of a zip as we write them (PKWARE's APPNOTE 6.3.10): one form for each entry, so that reading can hold them byte for byte.

export type ZipEntry = {
  name: string
  /** 0 stored, 8 deflated: no other is read or written. */
  method: 0 | 8
  crc: number
  /** Bytes in the file, and as they were before. */
  packed: number
  bytes: number
  /** Where its local header stands. */
  at: number
}

/** What does not fit into 32 bits, or 16, stands as all ones there and in full in the ZIP64 records. */
const most32 = 0xffff_ffff
const most16 = 0xffff
/** No single entry is as large, so that only places and numbers need the 64-bit records. */
export const mostBytes = 512 * 1024 * 1024
/** Their directory is held whole, by whoever writes and by whoever reads. */
export const mostEntries = 1_000_000

const madeBy = 3 << 8 // Unix, so that the rights below are told
const regularFile = 0o100644 * 0x1_0000
const date1980 = 0x21 // the first of January, midnight: a zip has no zone, and these bytes no time

const versionOf = (at: number): number => (at >= most32 ? 45 : 20)

/** 30 bytes and the name. */
export const localHeader = ({ name, method, crc, packed, bytes, at }: ZipEntry): Uint8Array =>
  record(
    [
      [4, 0x0403_4b50],
      ...[
        [2, versionOf(at)],
        [2, 0],
        [2, method],
        [2, 0],
        [2, date1980],
      ],
      ...[
        [4, crc],
        [4, packed],
        [4, bytes],
        [2, name.length],
        [2, 0],
      ],
    ],
    name,
  )

/** 46 bytes and the name, and where it stands beyond 4 GiB the place in 64 bits. */
export const centralHeader = ({ name, method, crc, packed, bytes, at }: ZipEntry): Uint8Array => {
  const isFar = at >= most32
  const header = record(
    [
      [4, 0x0201_4b50],
      ...[
        [2, madeBy + versionOf(at)],
        [2, versionOf(at)],
        [2, 0],
        [2, method],
        [2, 0],
        [2, date1980],
      ],
      ...[
        [4, crc],
        [4, packed],
        [4, bytes],
        [2, name.length],
        [2, isFar ? 12 : 0],
        [2, 0],
        [2, 0],
        [2, 0],
      ],
      ...[
        [4, regularFile],
        [4, isFar ? most32 : at],
      ],
    ],
    name,
  )
  return isFar
    ? Buffer.concat([
        header,
        record([
          [2, 1],
          [2, 8],
          [8, at],
        ]),
      ])
    : header
}

/** The end: of so many entries, whose central headers begin at `at` and take so many bytes. */
export const endRecords = (entries: number, at: number, bytes: number): Uint8Array => {
  const isLarge = entries >= most16 || at >= most32 || bytes >= most32
  const of = (most: number, value: number): number => Math.min(most, value)
  const end = record([
    [4, 0x0605_4b50],
    ...[
      [2, 0],
      [2, 0],
      [2, of(most16, entries)],
      [2, of(most16, entries)],
      [4, of(most32, bytes)],
      [4, of(most32, at)],
      [2, 0],
    ],
  ])
  if (!isLarge) return end
  const large = record([
    [4, 0x0606_4b50],
    ...[
      [8, 44],
      [2, madeBy + 45],
      [2, 45],
      [4, 0],
      [4, 0],
      [8, entries],
      [8, entries],
      [8, bytes],
      [8, at],
    ],
  ])
  return Buffer.concat([
    large,
    record([
      [4, 0x0706_4b50],
      [4, 0],
      [8, at + bytes],
      [4, 1],
    ]),
    end,
  ])
}

/** Little-endian numbers, each with its size in bytes, and a name behind them. */
const record = (fields: (readonly number[])[], name = ''): Uint8Array => {
  const made = Buffer.alloc(fields.reduce((sum, [size = 0]) => sum + size, 0) + name.length)
  let at = 0
  for (const [size = 0, value = 0] of fields) {
    if (size === 8) made.writeBigUInt64LE(BigInt(value), at)
    else made.writeUIntLE(value, at, size)
    at += size
  }
  made.write(name, at, 'latin1')
  return made
}
