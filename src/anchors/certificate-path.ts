// From the certificate that signed a token up to one that somebody trusts: RFC 5280, 6.1, as far as time-stamping takes it.
import type { X509Certificate } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import {
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  type Extension,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
} from '@peculiar/asn1-x509'
import { isLater, readTime } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import type { Instant } from '../model.ts'

const timeStamping = '1.3.6.1.5.5.7.3.8'
const longest = 8

/** RFC 3161, 2.3: the key is for time-stamping alone, and says so critically. Throws TIMESTAMP_INVALID. */
export const stampsAlone = (own: X509Certificate): void => {
  const usage = extension(own, id_ce_extKeyUsage)
  const purposes = usage ? [...AsnConvert.parse(usage.extnValue.buffer, ExtendedKeyUsage)] : []
  if (usage?.critical && purposes.length === 1 && purposes[0] === timeStamping) return
  throw invalid(own, 'is not for time-stamping alone')
}

/**
 * One of the trusted certificates is the signer's own, or issued it through others of those at hand, each valid at that time: a
 * token outlives the certificate that signed it. Whether one was revoked nobody is asked. Throws TIMESTAMP_INVALID.
 */
export const pathTo = (
  trusted: readonly X509Certificate[],
  own: X509Certificate,
  others: readonly X509Certificate[],
  at: Instant,
): void => {
  const isTrusted = (one: X509Certificate): boolean => trusted.some(({ raw }) => raw.equals(one.raw))
  const climb = (one: X509Certificate, below: number): boolean => {
    if (!isValid(one, at)) return false
    if (isTrusted(one)) return true
    if (below >= longest) return false
    return [...trusted, ...others].some((issuer) => issued(issuer, one, below) && climb(issuer, below + 1))
  }
  if (!isValid(own, at))
    throw invalid(own, `is valid from ${own.validFrom} to ${own.validTo}, and the token is of ${at}`)
  if (!climb(own, 0)) throw invalid(own, 'is not of an authority that you trust: no path leads to a certificate given')
}

const isValid = ({ validFromDate, validToDate }: X509Certificate, at: Instant): boolean => {
  const [from, to] = [readTime(validFromDate), readTime(validToDate)]
  return from !== undefined && to !== undefined && !isLater(from, at) && !isLater(at, to)
}

/** `below`: how many certificates of authorities stand between the issuer and the signer. */
const issued = (issuer: X509Certificate, one: X509Certificate, below: number): boolean => {
  if (issuer.raw.equals(one.raw) || !issuer.ca || !one.checkIssued(issuer) || !one.verify(issuer.publicKey))
    return false
  const found = extension(issuer, id_ce_basicConstraints)
  const most = found && AsnConvert.parse(found.extnValue.buffer, BasicConstraints).pathLenConstraint
  return most === undefined || below <= most
}

const extension = ({ raw }: X509Certificate, id: string): Extension | undefined =>
  AsnConvert.parse(raw, Certificate).tbsCertificate.extensions?.find(({ extnID }) => extnID === id)

const invalid = ({ subject }: X509Certificate, why: string): EvidenceError =>
  new EvidenceError(
    'TIMESTAMP_INVALID',
    { certificate: subject.split('\n').reverse().join(', '), why },
    { hint: "give the certificate of the authority's root, or of the authority itself, in PEM" },
  )
