// eks-evidence report: verifies, walks the ledger, writes the files.
import { readFileSync } from 'node:fs'
import * as registry from '../../gen/registry.ts'
import { version } from '../../gen/version.ts'
import { EvidenceError } from '../errors.ts'
import { isRecord, parseJson } from '../json.ts'
import { checkPins, type Pins } from '../prove/pins.ts'
import { type Verified, verify } from '../prove/verify.ts'
import { filesOf, reportOf } from '../report/report.ts'
import { pageName } from '../report/reported.ts'
import { isUtc, zoneOf } from './coverage/zone.ts'
import { verifyExit } from './exits.ts'
import { allPinsOf } from './given-pins.ts'
import { mustBeThere } from './pin-options.ts'
import { homeRegion, isBucket, openStore } from './place.ts'
import { outOf } from './report/out.ts'
import type { ReportOptions } from './report.ts'
import { count, say } from './terminal.ts'

export const reportNow = async (where: string, options: ReportOptions): Promise<void> => {
  const pins = checkPins(await allPinsOf(options))
  const zone = zoneOf(options.zone)
  const [from, to] = [where, options.out ?? ''].map(isBucket)
  const home = from || to ? homeRegion(options.region) : ''
  const { store, host } = openStore(where, { home }, pins.account, () => '')
  if (host === null) mustBeThere(where)
  const out = outOf(options.out ?? '', where, { home }, pins.account)
  const on = { store, pins, catalog: registry, version }
  const verified = options.withoutVerify
    ? null
    : options.verified === undefined
      ? await verify({ ...on, endpoint: host })
      : verifiedIn(options.verified, pins)
  const by = { version, commit: process.env.COMMIT ?? 'unreleased' }
  const reported = await reportOf({ ...on, verified, by, zone: isUtc(zone) ? null : zone })
  const files = filesOf(reported)
  for (const file of files) await out.write(file)
  const { head } = reported.period
  if (options.json)
    say(JSON.stringify({ written: files.map(({ name }) => out.at(name)), head, result: verified?.result ?? null }))
  else {
    say(`written     ${count(files.length, 'file')} to ${out.where}`)
    say(`open        ${out.at(pageName)}`)
    say(`verify      ${said(verified)}`)
  }
  process.exitCode = verified ? verifyExit(verified) : 0
}

const said = (verified: Verified | null): string => {
  if (!verified) return 'left out: the report says that the ledger was not verified in full'
  return {
    intact: 'intact and without a gap',
    deviations: 'intact, with deviations that the report names',
    broken: 'integrity is broken: the first page of the report says what failed',
  }[verified.result]
}

// The auditor's own: of the same ledger, account and period, or it says nothing of this report.
const verifiedIn = (file: string, { ledger, account, period }: Pins): Verified => {
  const given = read(file)
  const of = isRecord(given) && isRecord(given.of) ? given.of : {}
  const own = isRecord(of.period) && of.period.start === period.start && of.period.end === period.end
  if (own && of.ledger === ledger && of.account === account) return given as unknown as Verified
  throw new EvidenceError(
    'USAGE',
    { '--verified': file, why: 'it is not what verify --json says of this ledger, account and period' },
    { hint: 'run eks-evidence verify with the same pins and --json, and keep what it prints' },
  )
}

const read = (file: string): unknown => {
  try {
    return parseJson(readFileSync(file, 'utf8'))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EvidenceError(
      'USAGE',
      { '--verified': file, why },
      { hint: 'name a file that verify --json wrote', cause },
    )
  }
}
