// What detections make of log events as CloudWatch Logs sends them on: the same entries, judged the same way, hour by hour.
import { slotAt } from '../clock.ts'
import type { Detection, Rules } from '../detection.ts'
import type { Instant } from '../model.ts'
import { byOneClock } from './clock-skew.ts'
import { distinct } from './entries.ts'
import { requestOf } from './event.ts'
import { bounded, type Found } from './found.ts'
import { judgeEntries } from './judged.ts'

/** `id` is CloudWatch's of the event; a secret in the message is withheld already. */
export type SentEvent = { id: string; at: Instant; message: string }

const hour = 3_600

/**
 * Detections of single entries; those that count over an hour are the scan's. `told` are the events of each request of which any
 * of them has something to tell: judging these alone gives the same hits. What an allow-list lets pass, the scan counts.
 */
export const judgeBatch = <E extends SentEvent>(
  { detections, rules }: { detections: readonly Detection[]; rules: Rules },
  stream: string,
  events: readonly E[],
): { hits: Found[]; told: E[] } => {
  const hours = new Map<Instant, ReturnType<typeof judgeEntries>>()
  const of = (at: Instant) => {
    const slot = slotAt(at, hour)
    const known = hours.get(slot.start) ?? judgeEntries(detections, rules, slot)
    hours.set(slot.start, known)
    return known
  }
  const spoken: { event: E; request: string | null }[] = []
  let request: string | null | undefined
  const clock = byOneClock()
  const take = distinct((given) => {
    const entry = clock.entry(given)
    const isSpoken = entry.at !== null && of(entry.at).judge(entry)
    request = isSpoken ? (entry.event.readable ? requestOf(entry.event) : null) : undefined
  })
  for (const event of events) {
    request = undefined
    take({ pointer: event.id, at: event.at, stream, message: event.message })
    if (request !== undefined) spoken.push({ event, request })
  }
  // Of a request the entries of other stages say whether it is allowed: it is told as a whole, or not at all.
  const requests = new Map([...hours].map(([start, one]) => [start, one.told()]))
  const isTold = (at: Instant, one: string): boolean => requests.get(slotAt(at, hour).start)?.has(one) === true
  return {
    hits: bounded(
      clock.hits([...hours.values()].flatMap((one) => one.found()).filter(({ allowed }) => allowed === null)),
    ),
    told: spoken.flatMap(({ event, request }) => (request === null || isTold(event.at, request) ? [event] : [])),
  }
}
