// The question to a time-stamping authority, and whether its answer is one: RFC 3161, 2.4. All that the function needs of it.
import { sha256 } from '../digest.ts'
import type { Digest, Instant } from '../model.ts'

const bytesOf = (digest: Digest): Buffer => Buffer.from(digest.slice('sha256:'.length), 'hex')

/**
 * Eight bytes of which nobody saw the like before: of what is asked about, and when. It need not be secret, for it only tells
 * an answer to this question from one to an earlier one; positive, and in its shortest form.
 */
export const nonceOf = (imprint: Digest, at: Instant): Buffer => {
  const nonce = bytesOf(sha256(`${imprint} ${at}`)).subarray(0, 8)
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40
  return nonce
}

// AlgorithmIdentifier of SHA-256, 2.16.840.1.101.3.4.2.1, without parameters but NULL.
const ofSha256 = Buffer.from('300d06096086480165030402010500', 'hex')

/** TimeStampReq, DER: version 1, the imprint, the nonce, and that the authority's certificates are wanted. */
export const timestampRequest = (imprint: Digest, nonce: Uint8Array): Uint8Array => {
  const hash = bytesOf(imprint)
  const message = sequence(ofSha256, Buffer.of(0x04, hash.length), hash)
  return sequence(Buffer.of(0x02, 1, 1), message, Buffer.of(0x02, nonce.length), nonce, Buffer.of(0x01, 1, 0xff))
}

const sequence = (...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  if (body.length > 127) throw new RangeError('longer than a short length says')
  return Buffer.concat([Buffer.of(0x30, body.length), body])
}

/**
 * Why an answer is none to this question; undefined where it may be. Who signed it, and whether it holds, is told by
 * timestamp-token.ts, wherever somebody trusts an authority.
 */
export const refusedWhy = (answer: Uint8Array, imprint: Digest, nonce: Uint8Array): string | undefined => {
  const bytes = Buffer.from(answer)
  const status = statusOf(bytes)
  if (status === undefined) return 'the answer is no TimeStampResp'
  if (status > 1) return `the answer has the status ${status}`
  if (!bytes.includes(bytesOf(imprint))) return 'the token is of something else'
  return bytes.includes(Buffer.from(nonce)) ? undefined : 'the token answers another question'
}

// TimeStampResp ::= SEQUENCE { PKIStatusInfo ::= SEQUENCE { INTEGER ...
const statusOf = (bytes: Buffer): number | undefined => {
  const within = (at: number, tag: number): number | undefined => {
    if (bytes[at] !== tag) return undefined
    const length = bytes[at + 1] ?? 0x80
    return at + 2 + (length > 0x80 ? length - 0x80 : 0)
  }
  const outer = within(0, 0x30)
  const info = outer === undefined ? undefined : within(outer, 0x30)
  const at = info === undefined ? undefined : within(info, 0x02)
  return at === undefined || bytes[at - 1] !== 1 ? undefined : bytes[at]
}
