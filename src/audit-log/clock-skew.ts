// Entries that say of themselves another time than CloudWatch's: whose clock is wrong, or who was put in by somebody.
import { seconds } from '../clock.ts'
import type { Instant } from '../model.ts'
import type { AuditEntry } from './entries.ts'
import type { Found } from './found.ts'
import { visible } from './visible.ts'

/** The clocks of the API server and of CloudWatch are not so many seconds apart. */
export const mostSkew = 3_600

/** Seconds between the two times, rounded up; null where one is missing. */
export const skewOf = ({ event, at }: Pick<AuditEntry, 'event' | 'at'>): number | null =>
  event.readable && event.at !== null && at !== null ? Math.ceil(Math.abs(seconds(event.at) - seconds(at))) : null

/**
 * What such an entry tells is dated by CloudWatch, whose time puts it into its slot, and says so: by its own word a finding
 * would be of another day, or of one to come.
 */
export const byOneClock = () => {
  const own = new Map<string, Instant>()
  return {
    entry: (given: AuditEntry): AuditEntry => {
      const { event, at, pointer } = given
      if (!event.readable || event.at === null || at === null || (skewOf(given) ?? 0) <= mostSkew) return given
      own.set(pointer, event.at)
      return { ...given, event: { ...event, at } }
    },
    hits: (found: Found[]): Found[] =>
      found.map((hit) => {
        const said = hit.pointers.map((pointer) => own.get(pointer)).find((at) => at !== undefined)
        if (said === undefined) return hit
        return { ...hit, reason: visible(`dated ${said} by itself, and ${hit.at} by CloudWatch: ${hit.reason}`, 600) }
      }),
  }
}
