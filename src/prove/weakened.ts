// Compares the rules of one tick with those of the tick before: what was loosened, by whom, when.

import { isSameName } from '../attested/person.ts'
import { seconds } from '../clock.ts'
import { itemNames, type Register, renewalOf } from '../config/register.ts'
import type { Config } from '../config.ts'
import type { Allow } from '../detection.ts'
import { writeJson } from '../json.ts'
import type { Tick } from '../ledger/statement.ts'
import { severities } from '../severity.ts'
import type { Sla } from '../sla.ts'
import { configKey } from '../store/keys.ts'
import type { Findings } from './checks.ts'
import type { Pins } from './pins.ts'

export type Rules = { tick: Pick<Tick, 'schedule' | 'retainUntil'>; config: Config }

/** What was loosened from one tick to the next, in sentences. */
export const loosenedIn = (before: Rules, after: Rules): string[] => [
  ...schedule(before.tick, after.tick),
  ...settings(before.config, after.config),
  ...retention(before.tick, after.tick),
]

/** What is no loosening, and should be seen all the same. */
export const shownIn = ({ config: before }: Rules, { config }: Rules): string[] => [
  ...leavers(before.register, config.register),
  ...passing(before, config),
]

export const makeRules = (findings: Findings, { configs }: Pick<Pins, 'configs'>) => {
  let before: Rules | undefined
  return {
    enter(tick: Tick, config: Config): void {
      const rules = { tick, config }
      const loosened = before ? loosenedIn(before, rules) : []
      findings.look('config-weakened')
      const pinned = configs.includes(tick.config.sha256)
      for (const what of loosened) {
        const said = `${what}, by ${tick.collector.caller} from the tick ${tick.tick} on`
        if (pinned) findings.deviate('config-weakened', configKey(tick.tick), said)
        else findings.fail('config-weakened', configKey(tick.tick), said)
      }
      for (const what of before && !pinned ? shownIn(before, rules) : [])
        findings.deviate('config-weakened', configKey(tick.tick), `${what}, from the tick ${tick.tick} on`)
      before = rules
    },
  }
}

const schedule = (before: Rules['tick'], after: Rules['tick']): string[] =>
  Object.entries(before.schedule).flatMap(([source, was]) => {
    const is = after.schedule[source]
    if (!is) return [`${source} is not observed any more`]
    return [
      ...(is.every > was.every ? [`${source} is observed every ${is.every} s instead of ${was.every} s`] : []),
      ...(is.delay > was.delay ? [`${source} is read ${is.delay} s after its slot instead of ${was.delay} s`] : []),
    ]
  })

const settings = (before: Config, after: Config): string[] => {
  const regions =
    before.regions === 'all'
      ? after.regions === 'all'
        ? []
        : ['all regions']
      : after.regions === 'all'
        ? []
        : before.regions.filter((one) => !after.regions.includes(one))
  const excluded = after.exclude.filter(({ subject }) => !before.exclude.some((one) => one.subject === subject))
  const controls = Object.keys({ ...before.controls, ...after.controls }).filter(
    (id) => writeJson(before.controls[id] ?? null) !== writeJson(after.controls[id] ?? null),
  )
  return [
    ...regions.map((region) => `${region} is not observed any more`),
    ...excluded.map(({ subject, reason }) => `${subject} is excluded: ${reason}`),
    // A setting may be tightened as well: which of the two it is, a person must say.
    ...controls.map((id) => `${id} is set otherwise: ${writeJson(after.controls[id] ?? 'as it comes')}`),
    ...deadlines(before.sla, after.sla),
    ...detections(before, after),
    ...register(before.register, after.register),
  ]
}

const deadlines = (before: Sla, after: Sla): string[] =>
  severities
    .filter((severity) => daysOf(after[severity]) > daysOf(before[severity]))
    .map(
      (severity) => `a ${severity} failure may stay open ${said(after[severity])} instead of ${said(before[severity])}`,
    )
const daysOf = (days: number): number => days || Number.POSITIVE_INFINITY
const said = (days: number): string => (days === 0 ? 'without a deadline' : `${days} days`)

const detections = (before: Config, after: Config): string[] =>
  Object.keys({ ...before.detections, ...after.detections }).flatMap((id) => {
    const [was, is] = [before.detections[id] ?? {}, after.detections[id] ?? {}]
    if (was.off !== undefined) return []
    if (is.off !== undefined) return [`${id} is off: ${is.off}`]
    const isOther = writeJson(was.settings ?? {}) !== writeJson(is.settings ?? {})
    return isOther ? [`${id} is set otherwise: ${writeJson(is.settings ?? 'as it comes')}`] : []
  })

// Whoever passes is counted all the same, with the reason: shown, and no breach.
const passing = (before: Config, after: Config): string[] =>
  Object.entries(after.detections).flatMap(([id, { allow = [] }]) => {
    const was = before.detections[id] ?? {}
    if (was.off !== undefined) return []
    const known = new Set((was.allow ?? []).map(named))
    return allow.filter((one) => !known.has(named(one))).map((one) => `${id} lets pass ${named(one)}: ${one.reason}`)
  })

const named = ({ reason: _, ...who }: Allow): string => writeJson(JSON.parse(JSON.stringify(who)))

// People come and go, which is no breach; who leaves the roster on the day on which everybody must be on a list is shown.
const leavers = (before: Register | null, after: Register | null): string[] =>
  itemNames.flatMap((item) => {
    const [was = [], is = []] = [before?.[item]?.roster, after?.[item]?.roster]
    const gone = was.filter((name) => !is.some((one) => isSameName(one, name)))
    return gone.length > 0
      ? [`${item} need not reach ${gone.join(', ')} any more, ${is.length} of ${was.length} are left`]
      : []
  })

// How often something is renewed, and what it is, does not change by itself.
const register = (before: Register | null, after: Register | null): string[] =>
  itemNames.flatMap((item) => {
    const was = before?.[item]
    const is = after?.[item]
    if (!was) return []
    if (!is) return [`the register says nothing of ${item} any more`]
    const [days, more] = [renewalOf(item, was), renewalOf(item, is)]
    return [
      ...(more > days ? [`${item} is renewed every ${more} days instead of ${days}`] : []),
      ...(was.document && was.document !== is.document ? [`${item} is not ${was.document} any more`] : []),
    ]
  })

const retention = (before: Rules['tick'], after: Rules['tick']): string[] => {
  if (before.retainUntil === null) return []
  if (after.retainUntil === null) return ['evidence is not locked any more']
  const shorter = seconds(before.retainUntil) - seconds(after.retainUntil)
  return shorter > 86_400 ? [`evidence is locked until ${after.retainUntil} instead of ${before.retainUntil}`] : []
}
