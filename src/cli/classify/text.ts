// The text of a file or of standard input, in chunks: gzip is unpacked, by its magic bytes and whatever the file is called.
import { createReadStream } from 'node:fs'
import { TextDecoder } from 'node:util'
import { createGunzip } from 'node:zlib'
import { EvidenceError } from '../../errors.ts'

type Chunks = AsyncIterable<Uint8Array>

/**
 * `-` is standard input. Gives all that can be read before it throws INPUT_UNREADABLE: gzip that was cut is read up to the cut.
 * UTF-8, or UTF-16 with a byte order mark, as PowerShell writes it; what is no character becomes U+FFFD.
 */
export async function* textOf(file: string): AsyncGenerator<string> {
  const refused = (why: string, hint: string, cause?: unknown): EvidenceError =>
    new EvidenceError('INPUT_UNREADABLE', { file: file === '-' ? 'standard input' : file, why }, { hint, cause })
  const read = begun(bytesOf(file, refused))
  let decoder: TextDecoder | undefined
  let isEmpty = true
  for await (const chunk of isGzip(await read.head) ? unpacked(read.all, refused) : read.all) {
    decoder ??= decoderOf(chunk, refused)
    const text = decoder.decode(chunk, { stream: true })
    isEmpty &&= text.trim() === ''
    yield text
  }
  if (decoder) yield decoder.decode()
  if (isEmpty) throw refused('it is empty', 'give the entries of an audit log, one a line')
}

type Refused = (why: string, hint: string, cause?: unknown) => EvidenceError

async function* bytesOf(file: string, refused: Refused): AsyncGenerator<Uint8Array> {
  try {
    yield* file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 256 * 1024 })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw refused(why, 'name a file that can be read, or - for standard input', cause)
  }
}

/** The first chunk is looked at before the rest is asked for. */
const begun = (bytes: AsyncGenerator<Uint8Array>): { head: Promise<Uint8Array>; all: Chunks } => {
  const first = (async () => {
    let head: Uint8Array = new Uint8Array()
    while (head.length < 4) {
      const { value, done } = await bytes.next()
      if (done) return head
      head = Buffer.concat([head, value])
    }
    return head
  })()
  async function* all(): AsyncGenerator<Uint8Array> {
    yield await first
    yield* bytes
  }
  return { head: first, all: all() }
}

const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b

async function* unpacked(bytes: Chunks, refused: Refused): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 })
  const out: Uint8Array[] = []
  let fault: (Error & { code?: string }) | undefined
  gunzip.on('data', (chunk: Uint8Array) => out.push(chunk))
  gunzip.on('error', (error) => {
    fault = error
  })
  let isOver = false
  // Of a write behind which nothing is read any more nobody is told.
  const over = new Promise<void>((resolve) => {
    const settle = (): void => {
      isOver = true
      resolve()
    }
    gunzip.once('end', settle).once('close', settle)
  })
  let given = 0
  for await (const chunk of bytes) {
    given += chunk.length
    if (isOver) continue
    await Promise.race([over, new Promise<void>((resolve) => gunzip.write(chunk, () => resolve()))])
    yield* out.splice(0)
  }
  if (!isOver) gunzip.end()
  await over
  yield* out.splice(0)
  const hint = 'fetch the file again; what was read up to there is judged'
  if (fault) throw refused(fault.code === 'Z_BUF_ERROR' ? 'the gzip data ends early' : `gzip: ${fault.message}`, hint)
  if (gunzip.bytesWritten < given)
    throw refused(`${given - gunzip.bytesWritten} bytes behind the gzip data are something else`, hint)
}

// Others would be read as lines of nothing that anybody wrote.
const archives: readonly { magic: string; is: string; hint: string }[] = [
  { magic: '504b0304', is: 'a zip archive', hint: 'unzip -p FILE | eks-evidence classify -' },
  { magic: '28b52ffd', is: 'packed by zstd', hint: 'zstd -dc FILE | eks-evidence classify -' },
  { magic: '425a68', is: 'packed by bzip2', hint: 'bzip2 -dc FILE | eks-evidence classify -' },
  { magic: 'fd377a58', is: 'packed by xz', hint: 'xz -dc FILE | eks-evidence classify -' },
  { magic: '50415231', is: 'Parquet', hint: 'give the entries as JSON, one a line' },
]

const decoderOf = (chunk: Uint8Array, refused: Refused): TextDecoder => {
  const magic = Buffer.from(chunk.subarray(0, 4)).toString('hex')
  if (magic.startsWith('fffe')) return new TextDecoder('utf-16le')
  if (magic.startsWith('feff')) return new TextDecoder('utf-16be')
  const archive = archives.find((one) => magic.startsWith(one.magic))
  if (archive) throw refused(`it is ${archive.is}`, archive.hint)
  if (chunk.includes(0)) throw refused('it is binary', 'give text in UTF-8: the entries of an audit log, one a line')
  return new TextDecoder()
}
