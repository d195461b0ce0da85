// What was done to a region's clusters, repositories and control-plane logs in a window: oldest first, each event once.
import { by } from '../answers/answers.ts'
import { type ChangeEvent, isIn, withoutValues } from '../changes/event.ts'
import { historyIn } from '../changes/window.ts'
import { defineFact } from '../fact.ts'

/** A cluster's or a repository's own part; what is about the registry stays with its region. */
export const changeEvents = defineFact<ChangeEvent[]>({
  id: 'change-events',
  source: 'change-events',
  of: 'region',
  actions: ['eks:ListClusters', 'ecr:DescribeRepositories', 'cloudtrail:LookupEvents'],
  // The history is asked with both ends; a slot is half-open.
  read: (exchanges, { slot }) =>
    historyIn(exchanges)
      .map((one) => {
        if ('fault' in one) throw one.fault
        return one.event
      })
      .filter(({ at }) => isIn(slot, at))
      .map(withoutValues)
      .sort(by(({ at, id }) => `${at} ${id}`)),
  about: (events, { scope, name }) =>
    events.filter(({ cluster, repository }) => (scope === 'cluster' ? cluster : repository) === name),
})
