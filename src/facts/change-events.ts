// What was done to a region's clusters, repositories and control-plane logs in a window: oldest first, each event once.
import * as z from 'zod/mini'
import { answers, by } from '../answers/answers.ts'
import { type ChangeEvent, isIn, readEvent } from '../changes/event.ts'
import { defineFact } from '../fact.ts'
import type { Exchange, Slot } from '../model.ts'

const Page = z.object({ Events: z.array(z.object({ EventId: z.string(), CloudTrailEvent: z.string() })) })

/** A cluster's or a repository's own part; what is about the registry stays with its region. */
export const changeEvents = defineFact<ChangeEvent[]>({
  id: 'change-events',
  source: 'change-events',
  of: 'region',
  actions: ['eks:ListClusters', 'ecr:DescribeRepositories', 'cloudtrail:LookupEvents'],
  read: (exchanges, { slot }) => read(exchanges, slot),
  about: (events, { scope, name }) =>
    events.filter(({ cluster, repository }) => (scope === 'cluster' ? cluster : repository) === name),
})

// The history is asked with both ends; a slot is half-open.
const read = (exchanges: Iterable<Exchange>, slot: Slot): ChangeEvent[] => {
  const found = new Map<string, ChangeEvent>()
  for (const { body } of answers(exchanges, 'cloudtrail:LookupEvents', Page)) {
    for (const one of body.Events) {
      const event = readEvent(one)
      if (!event || (event.service === 'logs' && event.cluster === null)) continue
      if (isIn(slot, event.at)) found.set(event.id, event)
    }
  }
  return [...found.values()].sort(by(({ at, id }) => `${at} ${id}`))
}
