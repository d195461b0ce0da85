// How long evidence stays locked.
import { latest, plus } from '../clock.ts'
import type { Instant } from '../model.ts'

const day = 86_400

/** No deployment locks for less. */
export const leastDays = 800

/** Until when the evidence of a period must be there. */
export const yearBeyond = ({ end }: { end: Instant }): Instant => plus(end, 365 * day)

/** So many days from now, or a year beyond the end of the period, whichever is later. */
export const retainUntil = (
  now: Instant,
  { period }: { period?: { end: Instant } | undefined },
  days = leastDays,
): Instant => {
  const least = plus(now, days * day)
  return period ? latest(least, yearBeyond(period)) : least
}
