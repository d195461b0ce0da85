// What a period report is made of: the same gives the same bytes.
import type { Digest } from '../model.ts'
import type { Anchor, Pins } from '../prove/pins.ts'
import type { Assurance, Verified } from '../prove/verify.ts'
import type { Told } from './paper/sections/told.ts'

export type Reported = Told & {
  /** What the full verify said of the same ledger, up to the same head; null where it was left out, which the first page says. */
  verified: Verified | null
  pinned: Pinned
  /** This program. */
  by: { version: string; commit: string }
  /** The IANA name of the zone whose bounds of the period stand beside those in UTC; null for none. */
  zone: string | null
}

/** What of the auditor's pins the report names. A key is named by its fingerprint, never held. */
export type Pinned = {
  /** SHA-256 of each key's SubjectPublicKeyInfo, in the order in which they signed. */
  keys: Digest[]
  anchors: Anchor[]
  configs: Digest[]
}

/** Without the full verify nothing was said of what it alone looks at. */
export const assuranceOf = ({ verified }: Pick<Reported, 'verified'>): Assurance | 'not verified' =>
  verified?.assurance ?? 'not verified'

export const pinnedOf = ({ publicKey, laterKeys, anchors, configs }: Pins, keyId: (pem: string) => string): Pinned => ({
  keys: [publicKey, ...laterKeys].map((pem): Digest => `sha256:${keyId(pem)}`),
  anchors: [...anchors].sort((a, b) => a.sequence - b.sequence),
  configs: [...configs].sort(),
})

/** The file names of what is written beside each other. */
export const pageName = 'report.html'
export const oscalName = 'oscal-assessment-results.json'
