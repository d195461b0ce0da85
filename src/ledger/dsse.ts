// DSSE envelopes (github.com/secure-systems-lab/dsse, v1.0.2): one payload, its ECDSA P-256 signatures, one spelling.
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import * as z from 'zod/mini'
import { EvidenceError } from '../errors.ts'
import { parseCanonical, utf8, writeJson } from '../json.ts'
import type { Signer } from './signer.ts'

export const payloadType = 'application/vnd.in-toto+json'

export type Envelope = { payload: Uint8Array; signatures: { keyid: string; sig: Uint8Array }[] }

/** What is signed: the pre-authentication encoding of the payload. */
export const pae = (payload: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `), payload])

/** The key's id: SHA-256 of its SubjectPublicKeyInfo, in hex. `openssl pkey -pubin -outform DER | sha256sum` gives the same. */
export const keyId = (publicKey: string): string =>
  createHash('sha256')
    .update(createPublicKey(publicKey).export({ type: 'spki', format: 'der' }))
    .digest('hex')

/** The envelope as it is stored, signed by each in this order. Throws SIGNER_UNAVAILABLE. */
export const seal = async (payload: Uint8Array, ...signers: [Signer, ...Signer[]]): Promise<Uint8Array> => {
  const signatures: { keyid: string; sig: string }[] = []
  for (const signer of signers) {
    const { publicKey } = await signer.describe()
    const sig = await signer.sign(pae(payload))
    signatures.push({ keyid: keyId(publicKey), sig: Buffer.from(sig).toString('base64') })
  }
  return Buffer.from(writeJson({ payload: Buffer.from(payload).toString('base64'), payloadType, signatures }))
}

const shape = z.strictObject({
  payload: z.string(),
  payloadType: z.literal(payloadType),
  signatures: z.array(z.strictObject({ keyid: z.string().check(z.regex(/^[0-9a-f]{64}$/)), sig: z.string() })),
})

/** Reads an envelope in its one spelling; says nothing of its signatures. Throws ENVELOPE_INVALID. */
export const open = (bytes: Uint8Array): Envelope => {
  try {
    const { payload, signatures } = shape.parse(parseCanonical(utf8(bytes)))
    return {
      payload: fromBase64(payload),
      signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: strictDer(fromBase64(sig)) })),
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EvidenceError(
      'ENVELOPE_INVALID',
      { why },
      { hint: 'the bytes were altered, or written by another program', cause },
    )
  }
}

/** Whether the signature is this key's over this payload. */
export const isSignedBy = (key: KeyObject, payload: Uint8Array, sig: Uint8Array): boolean =>
  verify('sha256', pae(payload), key, sig)

// Base64 has spellings that decode alike (blanks, junk, set pad bits): only the one that encodes back is ours.
const fromBase64 = (text: string): Uint8Array => {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) throw new Error('base64 not as it is written')
  return bytes
}

// ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }, DER: shortest lengths, no superfluous zeros, positive, no tail.
const strictDer = (sig: Uint8Array): Uint8Array => {
  const integer = (at: number): number => {
    const length = sig[at + 1] ?? 0
    const [first = 0, second = 0] = sig.subarray(at + 2, at + 4)
    if (sig[at] !== 0x02 || length < 1 || length > 33 || first >= 0x80) throw new Error('signature is not DER')
    if (first === 0 && (length === 1 || second < 0x80)) throw new Error('signature is not DER')
    return at + 2 + length
  }
  if (sig[0] !== 0x30 || sig[1] !== sig.length - 2 || integer(integer(2)) !== sig.length)
    throw new Error('signature is not DER')
  return sig
}
