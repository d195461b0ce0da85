// The pins as options of the command line.
import { isInstant } from '../clock.ts'
import { isDigest } from '../digest.ts'
import type { Digest, Slot } from '../model.ts'
import type { Pins } from '../prove/pins.ts'
import { anchorsOf, copiedAnchors, type GivenAnchors, isCopy, read, refuse, timestampsOf } from './given-anchors.ts'

export type GivenPins = GivenAnchors & {
  /** In the order in which they signed. */
  key?: string[]
  account?: string
  ledger?: string
  period?: string
  configDigest?: string[]
  release?: string
  sandbox?: boolean
}

/** As pinsOf, and where the anchors are a copy of the ledger, by what lies there. Throws STORE_UNREADABLE. */
export const allPinsOf = async (given: GivenPins): Promise<Partial<Pins>> => {
  const { anchors, ledger, ...rest } = given
  if (anchors === undefined || !isCopy(anchors)) return pinsOf(given)
  return { ...pinsOf({ ...rest, ...(ledger && { ledger }) }), anchors: await copiedAnchors(anchors, given, ledger) }
}

/** Throws USAGE for what cannot be read; what is missing is left to verify, which names it all at once. */
export const pinsOf = (given: GivenPins): Partial<Pins> => {
  const { key, account, ledger, period, anchors, configDigest, release, sandbox } = given
  const timestamps = timestampsOf(given)
  return {
    ...(key?.[0] !== undefined && { publicKey: read(key[0]), laterKeys: key.slice(1).map(read) }),
    ...(account !== undefined && { account }),
    ...(ledger !== undefined && { ledger: ledger as Digest }),
    ...(period !== undefined && { period: periodOf(period) }),
    anchors: anchors === undefined ? [] : anchorsOf(anchors, ledger),
    ...(timestamps && { timestamps }),
    configs: (configDigest ?? []).map((one) =>
      isDigest(one) ? one : refuse('--config-digest', one, 'sha256:<64 hex>'),
    ),
    ...(release !== undefined && { release: releaseOf(release) }),
    sandbox: sandbox === true,
  }
}

/** Days begin at midnight UTC. Throws USAGE. */
export const periodOf = (text: string): Slot => {
  const [start = '', end = '', ...more] = text
    .split('..')
    .map((one) => (/^\d{4}-\d{2}-\d{2}$/.test(one) ? `${one}T00:00:00Z` : one))
  if (more.length > 0 || !isInstant(start) || !isInstant(end) || start >= end)
    return refuse('--period', text, 'START..END in UTC and in this order, as 2026-01-01..2027-01-01')
  return { start, end }
}

/** As `sha256sum` writes it: 64 hex digits, a blank, a blank or `*`, the name. */
const releaseOf = (file: string): Digest[] => {
  const lines = read(file)
    .split('\n')
    .filter((line) => line.trim() !== '')
  const expected = 'lines of sha256sum: <64 hex>  collect.zip'
  if (lines.length === 0) return refuse('--release', file, expected)
  return lines.map((line): Digest => {
    const [, hex] = /^([0-9a-f]{64}) [ *]\S.*$/.exec(line) ?? []
    return hex === undefined ? refuse('--release', line, expected) : `sha256:${hex}`
  })
}
