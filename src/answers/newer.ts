// What was read at one time, and named at another: that a list lacks what is newer than it says nothing.
import { earliest, latest, readTime, seconds } from '../clock.ts'
import type { Action, Exchange, Instant } from '../model.ts'
import { notDocumented } from './answers.ts'

/** When an action was first answered: what was made later may be missing from it. Throws OBSERVATION_INVALID. */
export const firstAnswered = (exchanges: Iterable<Exchange>, action: Action): Instant => {
  let first: Instant | undefined
  for (const line of exchanges) if (line.action === action) first = first ? earliest(first, line.at) : line.at
  if (!first) throw notDocumented(action, 'it has no answer')
  return first
}

/** The latest of the times that AWS gives a thing; null where it gives none. */
export const sinceOf = (...times: unknown[]): Instant | null =>
  times.flatMap((time) => readTime(time) ?? []).reduce<Instant | null>((a, b) => (a ? latest(a, b) : b), null)

/** Whether what names a thing may be newer than the reading that lacks it. */
export const isNewer = (since: Instant | null, readAt: Instant): boolean =>
  since !== null && seconds(since) >= seconds(readAt)
