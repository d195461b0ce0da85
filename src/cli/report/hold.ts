// verify --report: holds a report that was handed over against the one that the store gives up to the same head.
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as registry from '../../../gen/registry.ts'
import { version } from '../../../gen/version.ts'
import { EvidenceError } from '../../errors.ts'
import type { Anchor, Pins } from '../../prove/pins.ts'
import type { Verified } from '../../prove/verify.ts'
import { type MadeOf, readMadeOf } from '../../report/made-of.ts'
import { type Handed, matches } from '../../report/matches.ts'
import { filesOf, reportOf } from '../../report/report.ts'
import { pageName } from '../../report/reported.ts'
import type { Store } from '../../store/store.ts'

/** A report as it was handed over: `report.html` alone, or the folder with all of its files. */
export type GivenReport = {
  made: MadeOf
  head: Anchor
  handed: Handed
  strange(known: readonly string[]): string[]
  all: boolean
}

/** Throws USAGE, REPORT_INVALID, and PINS_MISSING for one of another ledger, account or period. */
export const reportAt = (path: string, { ledger, account, period }: Pins): GivenReport => {
  const isFolder = entry(path)?.isDirectory() === true
  const folder = isFolder ? path : dirname(path)
  const page = isFolder ? join(path, pageName) : path
  const made = readMadeOf(text(page))
  const { of } = made
  const same = of.ledger === ledger && of.account === account
  if (!same || of.period.start !== period.start || of.period.end !== period.end)
    throw new EvidenceError(
      'PINS_MISSING',
      { report: `${of.ledger}, account ${of.account}, ${of.period.start}..${of.period.end}` },
      { hint: 'the report is of another ledger, account or period: give the pins that it was asked for with' },
    )
  const handed = (name: string): Iterable<Uint8Array> | undefined => {
    const file = name === pageName ? page : join(folder, name)
    return entry(file)?.isFile() ? pieces(file) : undefined
  }
  const strange = (known: readonly string[]): string[] =>
    isFolder
      ? readdirSync(path)
          .filter((name) => !known.includes(name))
          .sort()
      : []
  return { made, head: made.head as Anchor, handed, strange, all: isFolder }
}

type Holding = { store: Store; pins: Pins; given: GivenReport; verified: Verified }

/** The same result with the check `report-matches`. Throws STORE_UNREADABLE. */
export const heldAgainst = async ({ store, pins, given, verified }: Holding): Promise<Verified> => {
  const { made, head, handed, strange, all } = given
  const { by, zone } = made
  const again = await reportOf({ store, pins, catalog: registry, verified: made.verified, by, zone, upTo: head })
  const every = filesOf(again)
  const files = all ? every : every.filter(({ name }) => name === pageName)
  const names = every.map(({ name }) => name)
  const result = matches({ made, again: files, handed, strange: strange(names), now: verified, version })
  const checks = verified.checks.map((one) => (one.name === result.name ? result : one))
  if (result.state === 'fail') return { ...verified, result: 'broken', checks }
  const worse = result.state === 'deviation' && verified.result === 'intact'
  return { ...verified, ...(worse && { result: 'deviations' }), checks }
}

const entry = (path: string) => statSync(path, { throwIfNoEntry: false })

const text = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EvidenceError(
      'USAGE',
      { '--report': path, why },
      { hint: 'name report.html, or the folder that it was written into', cause },
    )
  }
}

function* pieces(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r')
  try {
    for (;;) {
      const piece = Buffer.alloc(65_536)
      const length = readSync(file, piece)
      if (length === 0) return
      yield piece.subarray(0, length)
    }
  } finally {
    closeSync(file)
  }
}
