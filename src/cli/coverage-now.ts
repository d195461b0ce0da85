// eks-evidence coverage: walks the ledger, prints what was expected and read, writes the tables.
import * as registry from '../../gen/registry.ts'
import { version } from '../../gen/version.ts'
import { arnPattern } from '../arn-pattern.ts'
import { EvidenceError } from '../errors.ts'
import { checkPins } from '../prove/pins.ts'
import type { Asked } from '../report/coverage/coverage.ts'
import { gather } from '../report/period/gather.ts'
import type { Period } from '../report/period/period.ts'
import { coverageTables, csvFiles, jsonFile, toldOf } from '../report/tables/tables.ts'
import { coverageText } from './coverage/text.ts'
import { writePieces, writeTables } from './coverage/write.ts'
import { zoneOf } from './coverage/zone.ts'
import type { CoverageOptions } from './coverage.ts'
import { coverageExit } from './exits.ts'
import { pinsOf } from './given-pins.ts'
import { mustBeThere } from './pin-options.ts'
import { homeRegion, isBucket, mustBeBeside, openStore } from './place.ts'
import { say } from './terminal.ts'

export const coverageNow = async (where: string, options: CoverageOptions): Promise<void> => {
  const pins = checkPins(pinsOf(options))
  const zone = zoneOf(options.zone)
  const home = isBucket(where) ? homeRegion(options.region) : ''
  const { store, host } = openStore(where, { home }, pins.account, () => '')
  if (host === null) mustBeThere(where)
  if (options.csv !== undefined) mustBeBeside(where, '--csv', options.csv)
  const period = await gather({ store, pins, catalog: registry, onlySlots: true })
  const asked = askedOf(options, period)
  const told = toldOf(period, registry, asked)
  const written = options.csv === undefined ? undefined : writeTables(options.csv, csvFiles(coverageTables, told))
  if (options.json) writePieces(process.stdout, jsonFile(coverageTables, told, version))
  else {
    const width = process.stdout.columns ?? 100
    say(coverageText(told, { zone, width, all: options.all === true, isPart: Object.keys(asked).length > 0 }))
    if (written) say(written)
  }
  process.exitCode = coverageExit(told.coverage)
}

// A name that nothing answers to would read as a period in which nothing was expected.
const askedOf = ({ source, subject }: CoverageOptions, { slots, subjects }: Period): Asked => {
  const sources = new Set([...registry.sources.map(({ id }) => id), ...slots.map((one) => one.source)])
  if (source !== undefined && !sources.has(source)) {
    const hint = `there are ${[...sources].sort().join(', ')}`
    throw new EvidenceError('UNKNOWN_ID', { '--source': source }, { hint })
  }
  const asked = { ...(source !== undefined && { source }), ...(subject !== undefined && { subject }) }
  if (subject === undefined || subjects.some((one) => arnPattern(subject)(one.subject.id))) return asked
  const hint = 'a pattern names the whole ARN, as arn:aws:eks:*:*:cluster/prod; coverage --csv lists them'
  throw new EvidenceError('UNKNOWN_ID', { '--subject': subject, why: 'no subject of the period' }, { hint })
}
