// Asks a time-stamping authority for a token over an entry's digest, as RFC 3161, 3.4 has it: by HTTP.
import { EvidenceError } from '../errors.ts'
import type { Digest, Instant } from '../model.ts'
import { nonceOf, refusedWhy, timestampRequest } from './timestamp-request.ts'

// Tokens with all their certificates are some six kilobytes.
const largest = 64 * 1_024
const patience = 20_000

/** The answer's bytes, which say of themselves that a token of this digest is in them. Throws TIMESTAMP_REFUSED. */
export const askTimestamp = async (authority: string, imprint: Digest, at: Instant): Promise<Uint8Array> => {
  const nonce = nonceOf(imprint, at)
  const answer = await post(authority, timestampRequest(imprint, nonce))
  const why = refusedWhy(answer, imprint, nonce)
  if (why === undefined) return answer
  throw refused(authority, why)
}

// A timestamp is worth what its signature is worth: authorities are asked by plain HTTP, as most of them offer it.
const post = async (authority: string, body: Uint8Array): Promise<Uint8Array> => {
  try {
    const answer = await fetch(authority, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body,
      signal: AbortSignal.timeout(patience),
    })
    const bytes = await limited(answer.body)
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
    return bytes
  } catch (cause) {
    throw refused(authority, said(cause), cause)
  }
}

const limited = async (body: AsyncIterable<Uint8Array> | null): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > largest) throw new Error(`the answer is larger than ${largest} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

// `fetch failed` says nothing; its cause does.
const said = (error: unknown): string => {
  const { message, cause } = error instanceof Error ? error : { message: String(error), cause: undefined }
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}

const refused = (authority: string, why: string, cause?: unknown): EvidenceError =>
  new EvidenceError(
    'TIMESTAMP_REFUSED',
    { authority, why },
    { hint: 'name the URL of an authority that speaks RFC 3161 by HTTP, and that can be reached from here', cause },
  )
