// An RFC 3161 token: what it says, and whether an authority that somebody trusts signed it. RFC 3161, 2.3 and 2.4.2; RFC 5652, 5; RFC 5816.
import { createHash, X509Certificate } from 'node:crypto'
import { type ContentInfo, id_signedData, SignedData, type SignerInfo } from '@peculiar/asn1-cms'
import { AsnConvert } from '@peculiar/asn1-schema'
import { id_ct_tstInfo, TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp'
import { type BaseBlock, fromBER, type Sequence } from 'asn1js'
import { readTime } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import type { Digest, Instant } from '../model.ts'
import { pathTo, stampsAlone } from './certificate-path.ts'
import { hashes, isSigned } from './cms-signature.ts'
import { type WithinSigned, withinSigned } from './ess-certificate.ts'

export type Token = {
  /** What it is of. */
  imprint: Digest
  /** When the authority says that it was shown it. */
  at: Instant
  nonce: Uint8Array | null
  /** The subject of the certificate that signed, on one line. */
  authority: string
  policy: string
}

/**
 * `trusted`: certificates in PEM, of which one must be the signer's or stand above it at the token's own time; null: whoever
 * signed, then nothing is said of who that is. Throws TIMESTAMP_INVALID.
 */
export const readToken = (answer: Uint8Array, trusted: readonly string[] | null): Token => {
  try {
    return read(answer, trusted)
  } catch (cause) {
    if (cause instanceof EvidenceError) throw cause
    throw invalid(cause instanceof Error ? cause.message : String(cause), cause)
  }
}

const read = (answer: Uint8Array, trusted: readonly string[] | null): Token => {
  whole(answer)
  const { status, timeStampToken } = AsnConvert.parse(answer, TimeStampResp)
  if (status.status > 1 || !timeStampToken) throw invalid(`the authority refused: status ${status.status}`)
  const content = timeStampToken as ContentInfo
  if (content.contentType !== id_signedData) throw invalid('the token is not signed')
  const signed = AsnConvert.parse(content.content, SignedData)
  const { eContentType, eContent } = signed.encapContentInfo
  const [signer, ...others] = signed.signerInfos
  if (eContentType !== id_ct_tstInfo || !eContent?.single) throw invalid('what is signed is no TSTInfo')
  if (!signer || others.length > 0) throw invalid('a token has one signer')
  const told = new Uint8Array(eContent.single.buffer)
  const certificates = certificatesIn(content.content)
  const own = certificates.find((one) => isOf(one, signer))
  if (!own) throw invalid('the certificate of who signed is not in it')
  const { at, ...said } = saidIn(told)
  holds(signer, attributesIn(content.content), told, own)
  stampsAlone(own)
  if (trusted) pathTo(trusted.map(certificate), own, certificates, at)
  return { ...said, at, authority: own.subject.split('\n').reverse().join(', ') }
}

const saidIn = (told: Uint8Array): Omit<Token, 'authority'> => {
  whole(told)
  const info = AsnConvert.parse(told, TSTInfo)
  const { hashAlgorithm, hashedMessage } = info.messageImprint
  const at = readTime(info.genTime)
  if (hashes[hashAlgorithm.algorithm] !== 'sha256' || hashedMessage.byteLength !== 32)
    throw invalid('the imprint is no SHA-256')
  if (info.version !== 1 || !at) throw invalid('the token says no time')
  return {
    imprint: `sha256:${Buffer.from(hashedMessage.buffer).toString('hex')}`,
    at,
    nonce: info.nonce ? new Uint8Array(info.nonce) : null,
    policy: info.policy,
  }
}

const holds = (
  signer: SignerInfo,
  attributes: WithinSigned | undefined,
  told: Uint8Array,
  own: X509Certificate,
): void => {
  const hash = hashes[signer.digestAlgorithm.algorithm]
  if (!attributes || !hash) throw invalid('it is not signed as a token is')
  if (attributes.contentType !== id_ct_tstInfo) throw invalid('the signature is of another kind of content')
  if (!createHash(hash).update(told).digest().equals(attributes.messageDigest))
    throw invalid('the signature is of another content')
  // Else a token could be attributed to another certificate of the same key.
  const names = attributes.certificate
  if (!names || !createHash(names.hash).update(own.raw).digest().equals(names.digest))
    throw invalid('the signature names another certificate')
  if (!isSigned(signer, attributes.bytes, own.publicKey)) throw invalid('the signature does not hold')
}

// As the authority sent them: written anew they might differ, and then no signature over them would hold.
const partsOf = (block: BaseBlock | undefined): BaseBlock[] => (block as Sequence | undefined)?.valueBlock.value ?? []
const isTagged = ({ idBlock }: BaseBlock): boolean => idBlock.tagClass === 3 && idBlock.tagNumber === 0
const isSequence = ({ idBlock }: BaseBlock): boolean => idBlock.tagClass === 1 && idBlock.tagNumber === 16

const certificatesIn = (signedData: ArrayBuffer): X509Certificate[] =>
  partsOf(partsOf(fromBER(signedData).result).find(isTagged))
    .filter(isSequence)
    .map(({ valueBeforeDecodeView }) => new X509Certificate(valueBeforeDecodeView))

// Behind version, who signed and the digest's algorithm; who signed may carry the same tag.
const attributesIn = (signedData: ArrayBuffer): WithinSigned | undefined => {
  const [signer] = partsOf(partsOf(fromBER(signedData).result).at(-1))
  const own = partsOf(signer).slice(3).find(isTagged)
  return own && withinSigned(own.valueBeforeDecodeView)
}

// By its number; that it is this one, its digest among what is signed says.
const isOf = ({ serialNumber, raw }: X509Certificate, { sid }: SignerInfo): boolean => {
  const named = sid.issuerAndSerialNumber
  if (named) return BigInt(`0x${Buffer.from(named.serialNumber).toString('hex')}`) === BigInt(`0x${serialNumber}`)
  return sid.subjectKeyIdentifier !== undefined && raw.includes(Buffer.from(sid.subjectKeyIdentifier.buffer))
}

const certificate = (pem: string): X509Certificate => new X509Certificate(pem)

// What stands behind it nobody signed.
const whole = (bytes: Uint8Array): void => {
  const { offset } = fromBER(bytes)
  if (offset !== bytes.length) throw invalid('it is not DER, or something stands behind it')
}

export const invalid = (why: string, cause?: unknown): EvidenceError =>
  new EvidenceError(
    'TIMESTAMP_INVALID',
    { why },
    { hint: 'openssl ts -verify -digest HEX -in TOKEN -CAfile PEM says the same of it', cause },
  )
