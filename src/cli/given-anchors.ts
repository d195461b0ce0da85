// What the auditor was told of at the time, as options of the command line: a file of lines, a copy of the ledger, time-stamps.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Anchor, readAnchors } from '../anchors/anchor.ts'
import { EvidenceError } from '../errors.ts'
import type { Pins } from '../prove/pins.ts'

export type GivenAnchors = { anchors?: string; timestamps?: string; tsaCertificate?: string[]; region?: string }

/** Where `witness` puts the tokens of a file of anchors. */
export const timestampsBeside = (anchors: string): string => `${anchors}.timestamps`

/** Throws USAGE for what cannot be read, is none, or is of another ledger. */
export const anchorsOf = (file: string, ledger: string | undefined): Anchor[] => {
  const { anchors, wrong } = readAnchors(read(file))
  const [line] = wrong
  if (line !== undefined) return refuse('--anchors', line, 'lines of {"sequence": 12, "sha256": "sha256:<64 hex>"}')
  return ofLedger(anchors, ledger)
}

const ofLedger = (anchors: Anchor[], ledger: string | undefined): Anchor[] => {
  const foreign = anchors.find((one) => ledger !== undefined && one.ledger !== undefined && one.ledger !== ledger)
  return foreign ? refuse('--anchors', `of the ledger ${foreign.ledger}`, `anchors of ${ledger}`) : anchors
}

/** A bucket, or a folder that holds ledger/: the copy that somebody else keeps. */
export const isCopy = (anchors: string): boolean =>
  /^s3:\/\//i.test(anchors) || statSync(anchors, { throwIfNoEntry: false })?.isDirectory() === true

/** Of a copy. Throws USAGE, STORE_UNREADABLE. */
export const copiedAnchors = async (
  where: string,
  { region }: GivenAnchors,
  ledger: string | undefined,
): Promise<Anchor[]> => {
  const { homeRegion, isBucket, openStore } = await import('./place.ts')
  const { anchorsOfCopy } = await import('../anchors/copy.ts')
  const home = isBucket(where) ? homeRegion(region) : ''
  // Whose account the copy is in is the auditor's matter: it is theirs, or of somebody whom they believe.
  const { store } = openStore(where, { home }, undefined, () => '')
  const anchors = await anchorsOfCopy(store)
  if (anchors.length === 0) return refuse('--anchors', where, 'a bucket or a folder with entries below ledger/')
  return ofLedger(anchors, ledger)
}

/** Undefined where no authority is trusted: then tokens are not looked at. Throws USAGE. */
export const timestampsOf = ({ anchors, timestamps, tsaCertificate = [] }: GivenAnchors): Pins['timestamps'] => {
  if (tsaCertificate.length === 0) {
    if (timestamps === undefined) return undefined
    return refuse('--timestamps', timestamps, '--tsa-certificate beside it: whom of them to believe is yours to say')
  }
  const folder = timestamps ?? (anchors === undefined ? '' : timestampsBeside(anchors))
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.tsr')) : []
  if (names.length === 0)
    return refuse('--tsa-certificate', folder || 'no folder', 'a folder of tokens, NAME.tsr, as --timestamps')
  return {
    answers: names.sort().map((name) => ({ name, answer: readFileSync(join(folder, name)) })),
    trusted: tsaCertificate.map(certificateIn),
  }
}

const certificateIn = (file: string): string => {
  const text = read(file)
  return text.includes('-----BEGIN CERTIFICATE-----') ? text : refuse('--tsa-certificate', file, 'a certificate in PEM')
}

/** Throws USAGE. */
export const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EvidenceError('USAGE', { why }, { hint: 'name a file that can be read', cause })
  }
}

export const refuse = (option: string, given: string, expected: string): never => {
  throw new EvidenceError('USAGE', { [option]: given }, { hint: `expected ${expected}` })
}
