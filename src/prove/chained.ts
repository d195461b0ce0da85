// An entry in its place: of this ledger, bound to the one before it, in order, without an hour missing.
import { plus, seconds } from '../clock.ts'
import { writeJson } from '../json.ts'
import { tickEvery } from '../plan/slots.ts'
import { outage } from '../seal/seal.ts'
import type { Findings } from './checks.ts'
import type { Walked } from './entries.ts'
import type { Pins } from './pins.ts'

/** False where the entry belongs to another ledger: it is passed over, as the sealer passes over it. */
export const chained = (findings: Findings, pins: Pins, entry: Walked, before: Walked | undefined): boolean => {
  const { tick, key: at, sha256 } = entry
  const ledger = tick.ledger ?? sha256
  if (!findings.hold('ledger-id', ledger === pins.ledger, at, `belongs to the ledger ${ledger}`)) return false
  findings.hold('account', tick.account === pins.account, at, `is of the account ${tick.account}`)
  findings.look('seal-delayed')
  if (seconds(tick.sealedAt) >= seconds(tick.tick) + tickEvery)
    findings.deviate('seal-delayed', at, `the tick ${tick.tick} was sealed at ${tick.sealedAt}`)
  if (before) follows(findings, entry, before)
  else begins(findings, pins, entry)
  return true
}

const begins = (findings: Findings, pins: Pins, { tick, key: at }: Walked): void => {
  const missing = `the entries before it are missing: it binds entry ${tick.previous?.sequence}`
  findings.hold('chain-complete', tick.previous === null && tick.ledger === null, at, missing)
  const late = seconds(tick.tick) - seconds(pins.period.start)
  findings.hold(
    'period-covered',
    late <= tickEvery,
    at,
    `the ledger begins at ${tick.tick}, the period at ${pins.period.start}`,
  )
}

const follows = (findings: Findings, { tick, key, at }: Walked, before: Walked): void => {
  const { previous } = tick
  const binds = previous?.sequence === before.tick.sequence && previous.sha256 === before.sha256
  const bound = `binds entry ${previous?.sequence ?? 'none'}; the one before it here is ${before.tick.sequence}`
  findings.hold('chain-complete', binds, key, bound)
  const isLater =
    seconds(tick.tick) > seconds(before.tick.tick) && seconds(tick.sealedAt) >= seconds(before.tick.sealedAt)
  const sealed = `tick ${tick.tick} sealed at ${tick.sealedAt} follows tick ${before.tick.tick} sealed at ${before.tick.sealedAt}`
  findings.hold('seal-order', isLater, key, sealed)
  if (at && before.at)
    findings.hold(
      'seal-order',
      seconds(at) >= seconds(before.at),
      key,
      `written at ${at}, the one before it at ${before.at}`,
    )
  const gap = outage(before.tick.tick, tick.tick)
  const told = 'hours without a tick that the statement does not name, or names wrongly'
  findings.hold('tick-gap', writeJson(gap) === writeJson(tick.outage), key, told)
  if (gap) findings.deviate('tick-gap', key, `no tick ran from ${gap.from} to ${gap.to} (${gap.ticks} hours)`)
}

/** That the last entry lies at the end of the period. */
export const reaches = (findings: Findings, pins: Pins, last: Walked | undefined): void => {
  const reached = last !== undefined && seconds(last.tick.tick) >= seconds(plus(pins.period.end, -tickEvery))
  const where = `the ledger ends at ${last?.tick.tick ?? 'no entry'}, the period at ${pins.period.end}`
  findings.hold('period-covered', reached, last?.key ?? 'ledger/', where)
}
