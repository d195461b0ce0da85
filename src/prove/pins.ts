// What the auditor brings along. Nothing in the store can stand in for it.
import { createPublicKey } from 'node:crypto'
import type { Anchor } from '../anchors/anchor.ts'
import { isInstant, seconds } from '../clock.ts'
import { isDigest } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import type { Digest, Slot } from '../model.ts'

export type { Anchor }

export type Pins = {
  /** The key that signed the ledger's first entry, PEM. */
  publicKey: string
  /** The keys that took over from it, as the auditor was told of them. A change to another is followed, and named. */
  laterKeys: string[]
  account: string
  /** The digest of the ledger's first payload. */
  ledger: Digest
  period: Slot
  anchors: Anchor[]
  /** What an authority of RFC 3161 answered, with what to call each, and whom of them the auditor trusts, in PEM. */
  timestamps?: { answers: { name: string; answer: Uint8Array }[]; trusted: string[] } | undefined
  /** Digests of configurations that the auditor accepted, among them changes that loosen a rule. */
  configs: Digest[]
  /** Digests of a release's files, which the collector's code is held against; left out: it is held against none. */
  release?: Digest[] | undefined
  /** The evidence was made against the local sandbox: its endpoints count, and nothing is said about AWS. */
  sandbox: boolean
}

/** Throws PINS_MISSING for what is missing or cannot be what it should be, all at once. */
export const checkPins = (pins: Partial<Pins>): Pins => {
  const faults = [
    pins.publicKey === undefined
      ? 'the public key (--key)'
      : isP256(pins.publicKey)
        ? []
        : 'a P-256 public key in PEM (--key)',
    (pins.laterKeys ?? []).every(isP256) ? [] : 'P-256 public keys in PEM, each of them (--key)',
    pins.account !== undefined && /^\d{12}$/.test(pins.account) ? [] : 'the account, 12 digits (--account)',
    isDigest(pins.ledger) ? [] : "the ledger's id, sha256:<64 hex> (--ledger)",
    pins.period &&
    isInstant(pins.period.start) &&
    isInstant(pins.period.end) &&
    seconds(pins.period.start) < seconds(pins.period.end)
      ? []
      : 'the period, START..END (--period)',
  ].flat()
  if (faults.length === 0) return { laterKeys: [], anchors: [], configs: [], sandbox: false, ...pins } as Pins
  throw new EvidenceError(
    'PINS_MISSING',
    { missing: faults },
    {
      hint: 'ask for these outside the store: whoever could change the evidence could change what it says of itself',
    },
  )
}

// Node.js would make the public key of a private one as well; that has no business with an auditor.
const isP256 = (pem: string): boolean => {
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) return false
  try {
    return createPublicKey(pem).asymmetricKeyDetails?.namedCurve === 'prime256v1'
  } catch {
    return false
  }
}
