// What was looked at here and now, by the names of verify, and what could not be: neither is ever told as the other.
import { type Check, checks, type Findings, makeFindings, type Result } from '../../prove/checks.ts'
import { type Custodian, makeCustodian } from '../../prove/custody.ts'
import type { Pins } from '../../prove/pins.ts'
import type { Site } from './site.ts'

/** `open`: what nobody can tell with what is at hand, and why. */
export type Checked = {
  findings: Findings
  custodian: Custodian
  open: { check: Check; why: string }[]
}

export type Looked = { check: Check; what: string; state: 'pass' | 'deviation' | 'fail' | 'open'; said: string[] }

export const makeChecked = ({ store, pins }: Site): Checked => {
  const findings = makeFindings()
  const open: Checked['open'] = []
  // Without a period nobody can say whether a lock covers it: what is said then is left out below.
  const period = pins.period ?? { start: '1970-01-01T00:00:00Z', end: '1970-01-02T00:00:00Z' }
  const custodian = makeCustodian(store, { ...pins, period } as Pins, findings)
  if (!pins.period) open.push({ check: 'lock-covers-period', why: 'no period is pinned (--period)' })
  return { findings, custodian, open }
}

/** In the order of verify. What is open is open, whatever else was found of the same check, but for what broke. */
export const lookedAt = ({ findings, open }: Checked): Looked[] => {
  const results = findings.all()
  return (Object.keys(checks) as Check[]).flatMap((check): Looked[] => {
    const what = checks[check]
    const found = results.find(({ name }) => name === check)
    const why = open.filter((one) => one.check === check).map((one) => one.why)
    if (check === 'lock-covers-period' && why.length > 0)
      return found && found.state !== 'idle' ? [{ check, what, state: 'open', said: why }] : []
    if (!found || found.state === 'idle') return why.length > 0 ? [{ check, what, state: 'open', said: why }] : []
    const said = [...saidOf(found), ...why]
    return [{ check, what, state: found.state === 'pass' && why.length > 0 ? 'open' : found.state, said }]
  })
}

const saidOf = ({ findings, more }: Result): string[] => [
  ...findings.map(({ at, what }) => `${at}: ${what}`),
  ...(more > 0 ? [`and ${more} more`] : []),
]

export type Standing = 'broken' | 'open' | 'deviation' | 'holds'

export const standingOf = (looked: readonly Looked[]): Standing => {
  if (looked.some(({ state }) => state === 'fail')) return 'broken'
  if (looked.length === 0 || looked.some(({ state }) => state === 'open')) return 'open'
  return looked.some(({ state }) => state === 'deviation') ? 'deviation' : 'holds'
}
