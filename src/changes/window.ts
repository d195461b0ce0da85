// The events of a window of CloudTrail's history, each read once, however many facts and detections ask.
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { EvidenceError } from '../errors.ts'
import type { Exchange } from '../model.ts'
import { type Changed, readChanged, type Told } from './event.ts'
import { lookup } from './lookup.ts'

const Page = z.object({
  Events: z.array(
    z.object({
      EventId: z.string(),
      CloudTrailEvent: z.string(),
      EventName: z.nullish(z.string()),
      EventSource: z.nullish(z.string()),
    }),
  ),
})

/**
 * An event, or what is not as documented: of an event with the name and the source that the history gives it, of a page
 * without. Those of services that share a name, and of logs that are no control plane's, are left out.
 */
export type InHistory = { event: Changed } | { fault: EvidenceError; id: string; name: string; source: string }

/** In the order of the answers, each event once; also of a window that was not read wholly. */
export const historyIn = (exchanges: Iterable<Exchange>): readonly InHistory[] => {
  const before = known.get(exchanges)
  if (before) return before
  const found = new Map<string, InHistory>()
  for (const line of exchanges) {
    if (line.action !== lookup.action || line.got !== 'body') continue
    const pages = attempt(() => [...answers([line], lookup.action, Page)].flatMap(({ body }) => body.Events))
    if (pages instanceof EvidenceError) found.set(`page ${found.size}`, { fault: pages, id: '', name: '', source: '' })
    else for (const told of pages) add(found, told)
  }
  const all = [...found.values()]
  known.set(exchanges, all)
  return all
}
const known = new WeakMap<Iterable<Exchange>, readonly InHistory[]>()

const add = (found: Map<string, InHistory>, told: Told & { EventName?: unknown; EventSource?: unknown }): void => {
  const event = attempt(() => readChanged(told))
  const { EventId: id, EventName, EventSource } = told
  if (event instanceof EvidenceError)
    found.set(`event ${id}`, { fault: event, id, name: String(EventName ?? ''), source: String(EventSource ?? '') })
  else if (event && !(event.service === 'logs' && event.cluster === null)) found.set(`event ${id}`, { event })
}

const attempt = <T>(read: () => T): T | EvidenceError => {
  try {
    return read()
  } catch (error) {
    if (error instanceof EvidenceError && error.code === 'OBSERVATION_INVALID') return error
    throw error
  }
}
