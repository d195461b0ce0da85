// What a CMS signer signs beside the content: its kind, its digest, and which certificate signs. RFC 5652, 11; RFC 2634, 5.4; RFC 5035.
import { type BaseBlock, fromBER, ObjectIdentifier, OctetString, Sequence, Set as SetOf } from 'asn1js'
import { hashes } from './cms-signature.ts'

export type WithinSigned = {
  /** What the signature is over. */
  bytes: Uint8Array
  contentType: string
  messageDigest: Uint8Array
  /** The digest of the certificate that signs, by ESSCertIDv2, else by ESSCertID, which knows SHA-1 alone. */
  certificate: { hash: string; digest: Uint8Array } | undefined
}

const oid = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
}

/** Of the attributes as they stand in the signer, under the tag [0]: signed is the SET. Undefined for what lacks one that a token has, or has it twice. */
export const withinSigned = (raw: Uint8Array): WithinSigned | undefined => {
  const bytes = Uint8Array.from(raw)
  bytes[0] = 0x31
  const { result, offset } = fromBER(bytes)
  if (!(result instanceof SetOf) || offset !== bytes.length) return undefined
  const found = new Map<string, BaseBlock>()
  for (const attribute of result.valueBlock.value) {
    const [type, values] = partsOf(attribute)
    const [value, ...more] = partsOf(values)
    if (!(type instanceof ObjectIdentifier) || !value || more.length > 0) return undefined
    const name = type.valueBlock.toString()
    if (found.has(name)) return undefined
    found.set(name, value)
  }
  const [type, digest] = [found.get(oid.contentType), found.get(oid.messageDigest)]
  if (!(type instanceof ObjectIdentifier) || !(digest instanceof OctetString)) return undefined
  return {
    bytes,
    contentType: type.valueBlock.toString(),
    messageDigest: digest.valueBlock.valueHexView,
    certificate: certificateOf(found),
  }
}

const certificateOf = (found: ReadonlyMap<string, BaseBlock>): WithinSigned['certificate'] => {
  const newer = found.get(oid.signingCertificateV2)
  // SigningCertificate ::= SEQUENCE { certs SEQUENCE OF ESSCertID, ... }: the first is the signer's.
  const [certs] = partsOf(newer ?? found.get(oid.signingCertificate))
  const [first] = partsOf(certs)
  const parts = partsOf(first)
  const digest = parts.find((one) => one instanceof OctetString)
  if (!digest) return undefined
  const [algorithm] = partsOf(parts[0])
  const named = newer && algorithm instanceof ObjectIdentifier ? hashes[algorithm.valueBlock.toString()] : undefined
  // DEFAULT id-sha256; one that is named and not known stays unknown.
  const hash = newer ? (algorithm ? named : 'sha256') : 'sha1'
  return hash && { hash, digest: digest.valueBlock.valueHexView }
}

const partsOf = (block: BaseBlock | undefined): BaseBlock[] =>
  block instanceof Sequence || block instanceof SetOf ? block.valueBlock.value : []
