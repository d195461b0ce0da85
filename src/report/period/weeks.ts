// The weeks of a period, and what stood in each: seven days from its start on, as far as it was observed.
import { earliest, instant, seconds } from '../../clock.ts'
import type { Instant } from '../../model.ts'
import type { Period } from './period.ts'
import type { Deviation, TestAt } from './tests.ts'
import { type DayState, dayStates, daysIn } from './tests.ts'

export type Week = Span & { /** That the ledger ended before it began. */ ahead: boolean }
type Span = { from: Instant; to: Instant }

const day = 86_400

/** In order; the last one ends with the period, and the one that the ledger ends in with the newest tick. */
export const weeksOf = ({ slot, head }: Pick<Period, 'slot' | 'head'>): Week[] => {
  const [start, end] = [seconds(slot.start), seconds(slot.end)]
  const observed = head ? Math.min(end, seconds(head.tick)) : start
  return Array.from({ length: Math.ceil((end - start) / (7 * day)) }, (_, nth): Week => {
    const [from, to] = [start + nth * 7 * day, Math.min(end, start + (nth + 1) * 7 * day)]
    if (from >= observed) return { from: instant(from), to: instant(to), ahead: true }
    return { from: instant(from), to: earliest(instant(to), instant(observed)), ahead: false }
  })
}

/** Whether a deviation stood when the week ended. */
export const stoodAt = ({ since, until }: Pick<Deviation, 'since' | 'until'>, { to }: Span): boolean =>
  seconds(since) < seconds(to) && (until === null || seconds(until) >= seconds(to))

/** The state of a test at a subject on the last day of the week that anything was expected on; `none` where there was none. */
export const stateIn = (period: Pick<Period, 'slot'>, { days }: Pick<TestAt, 'days'>, { from, to }: Span): DayState => {
  const begin = Math.floor(seconds(period.slot.start) / day)
  const first = Math.max(0, Math.floor(seconds(from) / day) - begin)
  const last = Math.min(daysIn(period) - 1, Math.floor((seconds(to) - 1) / day) - begin)
  for (let nth = last; nth >= first; nth--) {
    const state = dayStates[days[nth] ?? 0] ?? 'none'
    if (state !== 'none') return state
  }
  return 'none'
}

/** The week that an instant lies in, by its place; what is dated before or behind the period counts in its first or last. */
export const weekOf = ({ slot }: Pick<Period, 'slot'>, at: Instant): number => {
  const last = Math.ceil((seconds(slot.end) - seconds(slot.start)) / (7 * day)) - 1
  return Math.min(last, Math.max(0, Math.floor((seconds(at) - seconds(slot.start)) / (7 * day))))
}

/** A value for each week as the corners of steps: from its beginning on, and the last one to its end. */
export const stepsOf = <T>(weeks: readonly Week[], of: (nth: number) => T): { at: Instant; value: T }[] => {
  const steps = weeks.map(({ from }, nth) => ({ at: from, value: of(nth) }))
  const last = weeks.findLastIndex(({ ahead }) => !ahead)
  const end = weeks[last]
  return end ? steps.toSpliced(last + 1, 0, { at: end.to, value: of(last) }) : steps
}
