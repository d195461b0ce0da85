// Whose state a window's events have changed: those are read again, so that what is opened and shut between two readings is met.

import { documented } from '../answers/answers.ts'
import { accountOf } from '../arn.ts'
import { latest as later } from '../clock.ts'
import { isRecord } from '../json.ts'
import type { Exchange, Instant, Slot, Subject } from '../model.ts'
import { partitionOfRegion } from '../partition.ts'
import { type ChangeEvent, isIn, readEvent } from './event.ts'

/**
 * By ARN, each with the time of its newest change. An event that was refused has changed nothing, and one that cannot be read
 * asks for nothing here: the fact over the same window is unknown then.
 */
export const changedSubjects = (
  exchanges: Iterable<Exchange>,
  { subject, slot }: { subject: Subject; slot: Slot },
): { id: string; at: Instant }[] => {
  const newest = new Map<string, Instant>()
  const account = accountOf(subject.id)
  const arn = (service: string, resource: string): string =>
    `arn:${partitionOfRegion(subject.region)}:${service}:${subject.region}:${account}:${resource}`
  for (const event of eventsIn(exchanges)) {
    if (event.error !== null || !isIn(slot, event.at)) continue
    const id = event.cluster
      ? arn('eks', `cluster/${event.cluster}`)
      : event.repository
        ? arn('ecr', `repository/${event.repository}`)
        : undefined
    const known = id && newest.get(id)
    if (id) newest.set(id, known ? later(known, event.at) : event.at)
  }
  return [...newest].map(([id, at]) => ({ id, at }))
}

function* eventsIn(exchanges: Iterable<Exchange>): Generator<ChangeEvent> {
  for (const line of exchanges) {
    if (line.action !== 'cloudtrail:LookupEvents' || line.got !== 'body' || !isRecord(line.body)) continue
    for (const one of Array.isArray(line.body.Events) ? line.body.Events : []) {
      const event = readable(one)
      if (event) yield event
    }
  }
}

const readable = (one: unknown): ChangeEvent | undefined => {
  if (!isRecord(one) || typeof one.EventId !== 'string' || typeof one.CloudTrailEvent !== 'string') return undefined
  const { EventId, CloudTrailEvent } = one
  return documented(() => readEvent({ EventId, CloudTrailEvent }))
}
