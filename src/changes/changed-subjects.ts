// Whose state a window's events have changed: those are read again, so that what is opened and shut between two readings is met.

import { latest as later } from '../clock.ts'
import type { Exchange, Instant, Slot, Subject } from '../model.ts'
import { isIn } from './event.ts'
import { arnOf } from './target.ts'
import { historyIn } from './window.ts'

/**
 * By ARN, each with the time of its newest change. An event that was refused has changed nothing, and one that cannot be read
 * asks for nothing here: the fact over the same window is unknown then.
 */
export const changedSubjects = (
  exchanges: Iterable<Exchange>,
  { subject, slot }: { subject: Subject; slot: Slot },
): { id: string; at: Instant }[] => {
  const newest = new Map<string, Instant>()
  for (const one of historyIn(exchanges)) {
    if ('fault' in one || one.event.error !== null || !isIn(slot, one.event.at)) continue
    const id = arnOf(one.event, subject)
    if (id === null) continue
    const { at } = one.event
    const known = newest.get(id)
    newest.set(id, known ? later(known, at) : at)
  }
  return [...newest].map(([id, at]) => ({ id, at }))
}
