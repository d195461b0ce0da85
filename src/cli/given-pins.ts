// The pins as options of the command line.
import { readFileSync } from 'node:fs'
import { isInstant } from '../clock.ts'
import { isDigest } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import { parseJson } from '../json.ts'
import type { Digest, Slot } from '../model.ts'
import type { Anchor, Pins } from '../prove/pins.ts'

export type GivenPins = {
  /** In the order in which they signed. */
  key?: string[]
  account?: string
  ledger?: string
  period?: string
  anchors?: string
  configDigest?: string[]
  release?: string
  sandbox?: boolean
}

/** Throws USAGE for what cannot be read; what is missing is left to verify, which names it all at once. */
export const pinsOf = ({
  key,
  account,
  ledger,
  period,
  anchors,
  configDigest,
  release,
  sandbox,
}: GivenPins): Partial<Pins> => ({
  ...(key?.[0] !== undefined && { publicKey: read(key[0]), laterKeys: key.slice(1).map(read) }),
  ...(account !== undefined && { account }),
  ...(ledger !== undefined && { ledger: ledger as Digest }),
  ...(period !== undefined && { period: periodOf(period) }),
  anchors: anchors === undefined ? [] : anchorsOf(anchors),
  configs: (configDigest ?? []).map((one) => (isDigest(one) ? one : refuse('--config-digest', one, 'sha256:<64 hex>'))),
  ...(release !== undefined && { release: releaseOf(release) }),
  sandbox: sandbox === true,
})

/** Days begin at midnight UTC. Throws USAGE. */
export const periodOf = (text: string): Slot => {
  const [start = '', end = '', ...more] = text
    .split('..')
    .map((one) => (/^\d{4}-\d{2}-\d{2}$/.test(one) ? `${one}T00:00:00Z` : one))
  if (more.length > 0 || !isInstant(start) || !isInstant(end) || start >= end)
    return refuse('--period', text, 'START..END in UTC and in this order, as 2026-01-01..2027-01-01')
  return { start, end }
}

const anchorsOf = (file: string): Anchor[] =>
  read(file)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const { sequence, sha256 } = anchorOf(line)
      if (Number.isSafeInteger(sequence) && isDigest(sha256)) return { sequence: sequence as number, sha256 }
      return refuse('--anchors', line, 'lines of {"sequence": 12, "sha256": "sha256:<64 hex>"}')
    })

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

const anchorOf = (line: string): Partial<Anchor> => {
  try {
    return (parseJson(line) ?? {}) as Partial<Anchor>
  } catch (error) {
    if (error instanceof EvidenceError) return {}
    throw error
  }
}

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EvidenceError('USAGE', { why }, { hint: 'name a file that can be read', cause })
  }
}

const refuse = (option: string, given: string, expected: string): never => {
  throw new EvidenceError('USAGE', { [option]: given }, { hint: `expected ${expected}` })
}
