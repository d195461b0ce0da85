// Which service accounts asked something of the cluster in an hour and got it: the counts know those too whose requests are no row.
import { getResults, readQueries, startQuery } from '../audit-log/insights.ts'
import { collectCounts } from '../audit-log/requests.ts'
import { extent } from '../audit-log/tiling.ts'
import { visible } from '../audit-log/visible.ts'
import { defineFact } from '../fact.ts'
import { unknown } from '../model.ts'

/** User names, sorted. */
export const serviceAccountsSeen = defineFact<string[]>({
  id: 'audit-log-service-accounts',
  source: 'audit-log',
  of: 'cluster',
  actions: [startQuery, getResults],
  read(exchanges) {
    const counts = collectCounts()
    const queries = readQueries(exchanges, counts.onRow)
    if (queries.some(({ noGroup }) => noGroup)) return unknown('there is no log group')
    const whole = extent(queries, 'counts')
    const rows = whole ? counts.within(queries, whole.start, whole.end) : []
    if (!rows.some(({ entries }) => entries > 0)) return unknown('no entry was delivered in the hour')
    const names = rows
      .filter(({ actor, code }) => actor.startsWith('system:serviceaccount:') && /^2\d\d$/.test(code))
      .map(({ actor }) => actor)
    return [...new Set(names)].map((name) => visible(name, 150)).sort()
  },
})
