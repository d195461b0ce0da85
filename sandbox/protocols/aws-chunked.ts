// Bodies sent as aws-chunked, with checksums in a trailer. Chunk signatures are not verified, as no signature is.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
import { AwsFault } from '../service.ts'
import type { Request } from './protocol.ts'

/** The request with its plain body, and the trailer among its headers. */
export const unchunked = (request: Request): Request => {
  const { headers, body } = request
  if (!(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-')) return request
  const bytes = Buffer.from(body)
  const chunks: Uint8Array[] = []
  let at = 0
  for (;;) {
    const end = bytes.indexOf('\r\n', at)
    const size = Number.parseInt(bytes.toString('latin1', at, end).split(';')[0] ?? '', 16)
    if (end < 0 || Number.isNaN(size)) throw incomplete()
    at = end + 2
    if (size === 0) break
    chunks.push(bytes.subarray(at, at + size))
    at += size + 2
  }
  const plain = Buffer.concat(chunks)
  if (plain.length !== Number(headers['x-amz-decoded-content-length'])) throw incomplete()
  return { ...request, body: plain, headers: { ...headers, ...trailer(bytes.toString('latin1', at)) } }
}

const trailer = (lines: string): Record<string, string> =>
  Object.fromEntries(
    lines
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => {
        const [name = '', ...value] = line.split(':')
        return [name.trim().toLowerCase(), value.join(':').trim()]
      }),
  )

const incomplete = (): AwsFault =>
  new AwsFault(
    'IncompleteBody',
    400,
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  )
