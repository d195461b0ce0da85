// Coverage: the slots that a period expects, from the ledger's own cadences, against those that were read. Pure.
import { arnPattern } from '../../arn-pattern.ts'
import { instant, latest as later, plus, seconds } from '../../clock.ts'
import type { Instant, Slot } from '../../model.ts'
import { endOf } from '../../plan/incidents.ts'
import { tickEvery } from '../../plan/slots.ts'
import { byBytes } from '../../store/order.ts'
import type { Period, SlotsOf, SubjectSeen } from '../period/period.ts'
import { type Counts, continuity, countsOf, isWhole, sumOf } from './counts.ts'
import { type Gap, gapsOf, longestGap } from './runs.ts'

/** One source at one subject, over the cadences that it had. */
export type CoverageAt = {
  source: string
  subject: SubjectSeen
  kind: SlotsOf['kind']
  /** Seconds; more than one where the cadence was changed. In order of time. */
  every: number[]
  counts: Counts
  /** See `continuity`. */
  percent: number | null
  /** The start of the first expected slot and the end of the last; null where none was expected. */
  first: Instant | null
  last: Instant | null
  longest: Gap | null
  /** Slots that end in the period, and were not due by the last tick: not expected yet, and in no count. */
  notDue: number
  /** Why slots were not read whole, the most frequent first, with how many slots; `mostReasons` of them. */
  reasons: { reason: string; slots: number }[]
}
export const mostReasons = 5

export type Coverage = {
  period: Slot
  /** The ledger's first and last tick; null where no entry holds. A slot that was not due by the last tick is not expected yet. */
  first: Instant | null
  head: Instant | null
  /** `broken`: the walk found integrity broken. `gaps`: something was not read, not in time, or is not due yet. */
  result: 'whole' | 'gaps' | 'broken'
  totals: Counts
  percent: number | null
  notDue: number
  longest: (Gap & { source: string; subject: SubjectSeen }) | null
  /** Sorted by source and slug. */
  at: CoverageAt[]
  /** Sorted by id. */
  sources: { source: string; subjects: number; counts: Counts; percent: number | null; longest: Gap | null }[]
  /** Parts of the period over which the ledger does not reach: nothing is expected there, and nothing known. */
  outside: Slot[]
  /** Who was not there for all of the period. Sorted by slug. */
  came: SubjectSeen[]
  went: SubjectSeen[]
}

/** What of it is asked for. `subject`: a pattern of ARNs, `*` for any characters. */
export type Asked = { source?: string | undefined; subject?: string | undefined }

export const coverageOf = (period: Period, { source, subject }: Asked = {}): Coverage => {
  const names = subject === undefined ? () => true : arnPattern(subject)
  const subjects = new Map(
    period.subjects.filter((one) => names(one.subject.id)).map((one) => [one.slug, one] as const),
  )
  const asked = period.slots.filter((one) => subjects.has(one.subject) && (source ?? one.source) === one.source)
  const at = [...Map.groupBy(asked, (one) => `${one.source} ${one.subject}`).values()]
    .flatMap((own) => coverageAt(period, own, subjects))
    .sort((a, b) => byBytes(a.source, b.source) || byBytes(a.subject.slug, b.subject.slug))
  const totals = sumOf(at.map(({ counts }) => counts))
  const notDue = at.reduce((sum, one) => sum + one.notDue, 0)
  const seen = [...subjects.values()]
  return {
    period: period.slot,
    first: period.first?.tick ?? null,
    head: period.head?.tick ?? null,
    result: resultOf(period, totals, notDue),
    totals,
    percent: continuity(totals),
    notDue,
    longest: longestOf(at),
    at,
    sources: [...Map.groupBy(at, (one) => one.source)].map(([id, own]) => sourceOf(id, own)),
    outside: outsideOf(period),
    came: seen.filter(({ from }) => seconds(from) > seconds(later(period.slot.start, period.first?.tick ?? from))),
    went: seen.filter(({ vanished }) => vanished !== null),
  }
}

const coverageAt = (
  period: Period,
  own: readonly SlotsOf[],
  subjects: ReadonlyMap<string, SubjectSeen>,
): CoverageAt[] => {
  const slots = own.toSorted((a, b) => a.first - b.first || a.every - b.every)
  const [one] = slots
  const subject = one && subjects.get(one.subject)
  if (!one || !subject) return []
  const counts = sumOf(slots.map(countsOf))
  const expected = slots.filter(({ statuses }) => statuses.length > 0)
  const last = Math.max(...expected.map(endOfLast))
  return [
    {
      ...{ source: one.source, subject, kind: one.kind },
      every: [...new Set(slots.map(({ every }) => every))],
      ...{ counts, percent: continuity(counts) },
      first: expected[0] ? instant(expected[0].first) : null,
      last: expected.length > 0 ? instant(last) : null,
      longest: longestGap(slots),
      notDue: notDue(period, subject, { source: one.source, from: last }),
      reasons: reasonsOf(slots),
    },
  ]
}

const endOfLast = ({ first, every, statuses }: SlotsOf): number => first + statuses.length * every

// As verify says of them that they were not read when the ledger ended.
const notDue = (
  { schedule, slot }: Period,
  { vanished, excluded }: SubjectSeen,
  { source, from }: { source: string; from: number },
): number => {
  const every = schedule[source]?.every
  if (every === undefined || excluded.at(-1)?.to === null) return 0
  const gone = endOf(source, vanished)
  const inPeriod = Math.floor((seconds(slot.end) - from) / every)
  const inLife = gone === null ? inPeriod : Math.ceil((seconds(gone) - from) / every)
  return Math.max(0, Math.min(inPeriod, inLife))
}

const reasonsOf = (slots: readonly SlotsOf[]): CoverageAt['reasons'] => {
  const all = new Map<string, number>()
  for (const own of slots)
    for (const run of gapsOf(own)) for (const reason of run.reasons) all.set(reason, (all.get(reason) ?? 0) + run.slots)
  return [...all]
    .map(([reason, slots]) => ({ reason, slots }))
    .sort((a, b) => b.slots - a.slots || byBytes(a.reason, b.reason))
    .slice(0, mostReasons)
}

const sourceOf = (source: string, own: readonly CoverageAt[]): Coverage['sources'][number] => {
  const counts = sumOf(own.map((one) => one.counts))
  const longest = longestOf(own)
  return {
    ...{ source, subjects: own.length, counts, percent: continuity(counts) },
    longest: longest && { from: longest.from, to: longest.to, slots: longest.slots },
  }
}

const longestOf = (all: readonly CoverageAt[]): Coverage['longest'] => {
  let found: Coverage['longest'] = null
  for (const { source, subject, longest } of all)
    if (longest && (!found || lengthOf(longest) > lengthOf(found))) found = { ...longest, source, subject }
  return found
}
const lengthOf = ({ from, to }: Gap): number => seconds(to) - seconds(from)

// The first tick comes within the first hour, and the last one in the last: what lies beside them is no hole.
const outsideOf = ({ slot, first, head }: Period): Slot[] => {
  if (!first || !head) return [slot]
  const [start, end] = [later(slot.start, plus(head.tick, tickEvery)), slot.end]
  return [
    ...(seconds(first.tick) - seconds(slot.start) > tickEvery
      ? [{ start: slot.start, end: seconds(first.tick) < seconds(end) ? first.tick : end }]
      : []),
    ...(seconds(start) < seconds(end) ? [{ start, end }] : []),
  ]
}

const resultOf = (period: Period, totals: Counts, notDue: number): Coverage['result'] => {
  if (period.broken.some(({ state }) => state === 'fail')) return 'broken'
  const beside = [period.outages, period.owed, outsideOf(period)].some((all) => all.length > 0)
  return isWhole(totals) && totals.expected > 0 && notDue === 0 && !beside ? 'whole' : 'gaps'
}
