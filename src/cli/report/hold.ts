// verify --report: a report as it was handed over, its page alone or the folder with all of its files.
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { EvidenceError } from '../../errors.ts'
import type { Pins } from '../../prove/pins.ts'
import type { GivenReport } from '../../report/held.ts'
import { readMadeOf } from '../../report/made-of.ts'
import { pageName } from '../../report/reported.ts'

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
  const names = isFolder ? readdirSync(path).sort() : []
  return { made, handed, names, all: isFolder }
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
