// How long evidence stays locked.
import { latest, plus } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Instant } from '../model.ts'

const day = 86_400

/** 800 days from now, or a year beyond the end of the period, whichever is later. */
export const retainUntil = (now: Instant, { period }: Pick<Config, 'period'>): Instant => {
  const least = plus(now, 800 * day)
  return period ? latest(least, plus(period.end, 365 * day)) : least
}
