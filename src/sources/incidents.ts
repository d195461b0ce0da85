// What else happened around the hits that call for a look: in the logs beside the audit log, in CloudTrail, GuardDuty and Security Hub.
import { getResults, startQuery } from '../audit-log/insights.ts'
import { results, start } from '../audit-log/querying.ts'
import { describeLogGroups } from '../audit-log/subscription.ts'
import { eventSources } from '../changes/event-names.ts'
import { incidentSource } from '../incidents/group.ts'
import { groupsIn, groupsOf, isAmong, searchedIn, searchesOf } from '../incidents/search.ts'
import { searchAll } from '../incidents/searching.ts'
import { authenticatorSecrets } from '../incidents/secrets.ts'
import { questions } from '../incidents/telling.ts'
import { isRecord } from '../json.ts'
import { trailSecrets } from '../redaction/trail-secrets.ts'
import { asking, defineSource, type Lack, listFor, type Place } from '../source.ts'

const prefixes = ({ subject, incidents = [] }: Place) =>
  incidents.length > 0 ? [{ logGroupNamePrefix: `/aws/containerinsights/${subject.name}/` }] : []
// What is searched hangs on it: an answer without a list is not an empty one.
const isListed = (answer: unknown): boolean => isRecord(answer) && Array.isArray(answer.logGroups)
const listing = asking({
  ...listFor(describeLogGroups, prefixes),
  lacking: (answer) => (isListed(answer) ? [] : ['an answer without a list of log groups']),
})
const asked = asking(...questions)

export default defineSource({
  id: incidentSource,
  kind: 'window',
  of: 'cluster',
  every: 3_600,
  // As the audit log: what its hits of an hour before call for is looked into with the hour that followed.
  delay: 900,
  // What was refused is asked for a day, for every asking searches anew.
  keeps: 86_400,
  looks: true,
  zipped: true,
  redacts: [authenticatorSecrets, trailSecrets(Object.values(eventSources))],
  operations: [...listing.operations, ...asked.operations, start, results],
  async observe(at) {
    if (!at.incidents?.length) return
    const groups: string[] = []
    for (const input of prefixes(at))
      for await (const page of at.pages(describeLogGroups, input)) groups.push(...groupsOf(page))
    await asked.observe(at)
    await searchAll(at, searchesOf(at, groups))
  },
  lacks(exchanges, place) {
    const lines = [...exchanges]
    const searches = searchesOf(place, groupsIn(lines))
    const isOne = isAmong(searches)
    const strays = lines.filter(({ action, input }) => action === startQuery && !isOne(input))
    const unlisted = listing.lacks(lines, place)
    const hidden = unlisted.length > 0 ? [`not all searched: ${describeLogGroups.action} is incomplete`] : []
    const unread = searchedIn(searches, lines)
      .filter(({ state }) => state === 'unread')
      .map(({ search, why }) => `${search.log}: ${why}`)
    return [
      ...unlisted,
      ...asked.lacks(lines, place),
      ...strays.map((): Lack => ({ action: startQuery, reason: 'a search that no incident calls for' })),
      ...[...hidden, ...unread].flatMap((reason): Lack[] => [
        { action: startQuery, reason },
        { action: getResults, reason },
      ]),
    ]
  },
  isEmpty: (exchanges) => [...exchanges].length === 0,
})
