// What a CertificateSigningRequest asks for, as far as it can be read without taking the certificate request apart.
// https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
import { isRecord } from '../json.ts'
import { said } from './sentence.ts'

export type SigningRequest = {
  /** '' where the object does not say. */
  signer: string
  usages: string[]
  /** Names of Kubernetes's own that stand in the request as text, its subject among them. */
  names: string[]
  approved: boolean
  denied: boolean
}

/** Undefined where there is no such object. */
export const signingRequest = (body: Record<string, unknown> | null): SigningRequest | undefined => {
  if (!isRecord(body?.spec)) return undefined
  const { signerName, usages, request } = body.spec
  const conditions = isRecord(body.status) && Array.isArray(body.status.conditions) ? body.status.conditions : []
  const types = conditions.map((one) => (isRecord(one) ? one.type : undefined))
  return {
    signer: typeof signerName === 'string' ? signerName : '',
    usages: Array.isArray(usages) ? usages.map(said) : [],
    names: namesIn(request),
    approved: types.includes('Approved'),
    denied: types.includes('Denied'),
  }
}

// PEM in base64, in it DER in base64, in it each name behind its kind and its length.
const namesIn = (request: unknown): string[] => {
  if (typeof request !== 'string') return []
  const pem = Buffer.from(request.slice(0, 20_000), 'base64').toString('latin1')
  const [, inner = ''] = /-----BEGIN[^-]*-----([^-]*)/.exec(pem) ?? []
  const der = Buffer.from(inner, 'base64')
  const found = [...der.toString('latin1').matchAll(/system:/g)].flatMap(({ index }) => {
    const [kind = 0, length = 0] = der.subarray(Math.max(0, index - 2), index)
    return texts.includes(kind) ? [der.toString('latin1', index, index + length)] : []
  })
  return [...new Set(found)].slice(0, 5)
}
// UTF8String, PrintableString, IA5String.
const texts = [0x0c, 0x13, 0x16]
