// How CloudTrail's event history is asked: by one name at a time, for a slot.
import type * as cloudtrail from '@aws-sdk/client-cloudtrail'
import { seconds } from '../clock.ts'
import type { Slot } from '../model.ts'
import { operation } from '../wire.ts'

/** Times are seconds since 1970, as they are on the wire. */
type Lookup = Omit<cloudtrail.LookupEventsRequest, 'StartTime' | 'EndTime'> & { StartTime: number; EndTime: number }

// Throttled is not said to be busy: two questions a second are had by asking one after the other and by the SDK's own waiting,
// and what is refused all the same is asked again in the next tick, with 89 days left.
export const lookup = operation<Lookup, cloudtrail.LookupEventsResponse>('cloudtrail:LookupEvents', {
  token: 'NextToken',
})

// One attribute for a question, so one question for a name. By EventSource the answers would be our own reads. Both ends are
// inclusive: facts leave out what belongs to the next slot.
export const byName = (AttributeValue: string, { start, end }: Slot): Lookup => ({
  LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue }],
  StartTime: seconds(start),
  EndTime: seconds(end),
})

export const byNames = (names: readonly string[], slot: Slot): Lookup[] => names.map((name) => byName(name, slot))

/** "Typically within an average of about 5 minutes" (CloudTrail user guide), and no promise; the history is of 90 days. */
export const history = { every: 3_600, delay: 1_800, keeps: 89 * 86_400 }

/** No event under any name. */
export const isWithoutEvents = (exchanges: Iterable<{ action: string; got: string; body?: unknown }>): boolean => {
  for (const { action, body } of exchanges) {
    const { Events: events } = (action === lookup.action ? (body ?? {}) : { Events: [] }) as { Events?: unknown }
    if (!Array.isArray(events) || events.length > 0) return false
  }
  return true
}
