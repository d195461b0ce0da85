// What each control came to over the period: its population slot by slot, day by day, and every deviation. Pure.
import { arnPattern } from '../../arn-pattern.ts'
import type { Catalog } from '../../catalog.ts'
import { instant, seconds } from '../../clock.ts'
import type { AnyControl } from '../../control.ts'
import type { Instant } from '../../model.ts'
import { deviationsOf } from './deviations.ts'
import type { AcceptedSpan, Period, SlotsOf, SubjectSeen, Turn } from './period.ts'

/** A control over the period. To an auditor it is a test. */
export type TestSeen = {
  control: AnyControl
  /** The source whose slots are the population: of those that the control rests on the one nearest to the subject. */
  source: string
  /** Sorted by slug. */
  at: TestAt[]
  totals: Totals
  /** Of each UTC day of the period the place of its worst state in `dayStates`. */
  days: Uint8Array
  /** When it was switched off, by which reason. */
  off: { reason: string; from: Instant; to: Instant | null }[]
}

export type TestAt = {
  subject: SubjectSeen
  totals: Totals
  days: Uint8Array
  /** In order of time. */
  deviations: Deviation[]
  turns: readonly Turn[]
}

/** Slots. `expected` is the sum of the five that follow it; late and accepted ones are counted among those. */
export type Totals = {
  expected: number
  pass: number
  fail: number
  unknown: number
  notApplicable: number
  /** Not read whole: missed, failed, partial, or without a line. */
  unread: number
  late: number
  /** Of those that failed: under an acceptance. */
  accepted: number
}

/** From the best to the worst; `none`: nothing was expected that day. */
export const dayStates = ['none', 'not-applicable', 'pass', 'unread', 'unknown', 'accepted', 'fail'] as const
export type DayState = (typeof dayStates)[number]

export type Deviation = {
  control: string
  subject: SubjectSeen
  /** The start of the slot in which it was first seen; before the period where it stood at its start. */
  since: Instant
  /** The start of the slot that was read without it; null while it stands. */
  until: Instant | null
  /** Why it ended, or that it did not. */
  ended: 'fixed' | 'not-applicable' | 'subject-gone' | 'open'
  /** Whole days from `since` to `until`, or to the end of what was observed, begun ones counted. */
  days: number
  first: Turn
  /** The verdict that ended it. */
  last: Turn | null
  /** That it was not known for some time whether it still stood. */
  interrupted: boolean
  accepted: AcceptedSpan[]
}

/** Days of the period that were begun, the first in UTC as it contains the start. */
export const daysIn = ({ slot }: Pick<Period, 'slot'>): number =>
  Math.ceil((seconds(slot.end) - midnight(slot.start)) / day)
export const dayAt = ({ slot }: Pick<Period, 'slot'>, nth: number): string =>
  instant(midnight(slot.start) + nth * day).slice(0, 10)

const day = 86_400
const midnight = (at: Instant): number => Math.floor(seconds(at) / day) * day

/** One test; what it needs of the period is computed anew for each, so that a year of all of them is never held at once. */
export const testOf = (period: Period, catalog: Pick<Catalog, 'sources'>, control: AnyControl): TestSeen => {
  const source = populationOf(control, catalog)
  const slots = Map.groupBy(
    period.slots.filter((one) => one.source === source),
    ({ subject }) => subject,
  )
  const at = period.subjects
    .filter(({ subject }) => subject.scope === control.of)
    .flatMap((subject) => {
      const turns = period.turns.get(`${subject.slug} ${control.id}`)
      return turns ? [testAt(period, control, { subject, turns, slots: ownSlots(period, subject, slots) })] : []
    })
  const days = new Uint8Array(daysIn(period))
  for (const one of at) for (const [nth, state] of one.days.entries()) days[nth] = Math.max(days[nth] ?? 0, state)
  return { control, source, at, totals: sum(at.map(({ totals }) => totals)), days, off: offOf(period, control.id) }
}

/** The source nearest to the control's own subjects; of several the first that it needs. */
export const populationOf = ({ of, needs }: AnyControl, { sources }: Pick<Catalog, 'sources'>): string => {
  const all = Object.values(needs).map(({ fact }) => fact)
  const nearest = all.find((fact) => fact.of === of) ?? all[0]
  return sources.find(({ id }) => id === nearest?.source)?.id ?? ''
}

/** Its slots, of a source: its own, or those of its region or account, which were read while it was there. */
export const ownSlots = (
  { subjects }: Period,
  { subject, slug }: SubjectSeen,
  slots: ReadonlyMap<string, SlotsOf[]>,
): readonly SlotsOf[] => {
  const own = slots.get(slug)
  if (own) return own
  const above = subjects.find(
    (one) =>
      slots.has(one.slug) &&
      one.slug !== slug &&
      one.subject.scope !== subject.scope && // never sideways
      (one.subject.scope !== 'region' || one.subject.region === subject.region),
  )
  return (above && slots.get(above.slug)) ?? []
}

type Given = { subject: SubjectSeen; turns: readonly Turn[]; slots: readonly SlotsOf[] }

const testAt = (period: Period, control: AnyControl, { subject, turns, slots }: Given): TestAt => {
  const totals = none()
  const days = new Uint8Array(daysIn(period))
  const begin = midnight(period.slot.start)
  const accepted = acceptedSpans(period, control.id, subject)
  const [from, until] = [seconds(subject.from), subject.vanished === null ? Infinity : seconds(subject.vanished)]
  for (const one of slots) {
    let place = 0 // of the turn that holds at the slot: both run forward
    for (const [nth, status] of one.statuses.entries()) {
      const start = one.first + nth * one.every
      if (start + one.every <= from || start >= until) continue
      while (place + 1 < turns.length && seconds(turns[place + 1]?.at ?? '') <= start) place += 1
      const isRead = status >= 4
      const turn = turns[place]
      // A turn holds from the slot on that it lies in; nobody judged what was before the first.
      const isJudged = turn !== undefined && seconds(turn.at) < start + one.every
      const state = isRead ? stateOf(isJudged ? turn : undefined, start, accepted) : 'unread'
      count(totals, state, one.late.has(nth))
      const at = Math.max(0, Math.floor((start - begin) / day))
      const to = Math.min(days.length - 1, Math.floor((start + one.every - 1 - begin) / day))
      for (let of = at; of <= to; of++) days[of] = Math.max(days[of] ?? 0, dayStates.indexOf(state))
    }
  }
  // What was judged again within its slot is shown on its day too.
  for (const turn of turns) {
    const nth = Math.floor((seconds(turn.at) - begin) / day)
    if (nth >= 0 && nth < days.length)
      days[nth] = Math.max(days[nth] ?? 0, dayStates.indexOf(stateOf(turn, seconds(turn.at), accepted)))
  }
  const deviations = deviationsOf(period, control.id, { subject, turns, accepted })
  return { subject, totals, days, deviations, turns }
}

const stateOf = (turn: Turn | undefined, start: number, accepted: readonly AcceptedSpan[]): DayState => {
  if (!turn) return 'unknown'
  if (turn.outcome !== 'fail') return turn.outcome
  return accepted.some(({ from, to }) => seconds(from) <= start && start < seconds(to)) ? 'accepted' : 'fail'
}

const none = (): Totals => ({
  ...{ expected: 0, pass: 0, fail: 0, unknown: 0, notApplicable: 0, unread: 0 },
  ...{ late: 0, accepted: 0 },
})

const count = (totals: Totals, state: DayState, isLate: boolean): void => {
  totals.expected += 1
  if (isLate) totals.late += 1
  if (state === 'accepted') totals.accepted += 1
  if (state === 'pass') totals.pass += 1
  else if (state === 'fail' || state === 'accepted') totals.fail += 1
  else if (state === 'not-applicable') totals.notApplicable += 1
  else if (state === 'unread') totals.unread += 1
  else totals.unknown += 1
}

/** Of several tests, or of one at several subjects. */
export const sum = (all: readonly Totals[]): Totals => {
  const total = none()
  for (const one of all) for (const name of Object.keys(total) as (keyof Totals)[]) total[name] += one[name]
  return total
}

// The configurations follow each other, so an acceptance holds from the first that has it to its end, or until one lacks it.
const acceptedSpans = (period: Period, control: string, { subject }: SubjectSeen): AcceptedSpan[] => {
  const { configs, slot } = period
  return configs.flatMap(({ config, from }, nth) => {
    const next = configs[nth + 1]?.from ?? slot.end
    return config.acceptances
      .filter((one) => one.control === control && one.since !== null && arnPattern(one.subject)(subject.id))
      .flatMap((acceptance): AcceptedSpan[] => {
        const [start, end] = [
          Math.max(seconds(acceptance.since ?? from), seconds(from)),
          Math.min(seconds(acceptance.expires), seconds(next)),
        ]
        return start < end ? [{ acceptance, from: instant(start), to: instant(end) }] : []
      })
  })
}

const offOf = ({ configs }: Period, control: string): TestSeen['off'] =>
  configs.flatMap(({ config, from }, nth) => {
    const set = config.controls[control]
    return set && 'off' in set ? [{ reason: set.off, from, to: configs[nth + 1]?.from ?? null }] : []
  })
