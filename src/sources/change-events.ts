// Who changed clusters, repositories and the logs of control planes in a region: CloudTrail's event history, which the account cannot alter.
import type * as cloudtrail from '@aws-sdk/client-cloudtrail'
import type { DescribeRepositoriesRequest, DescribeRepositoriesResponse } from '@aws-sdk/client-ecr'
import type { ListClustersRequest, ListClustersResponse } from '@aws-sdk/client-eks'
import { changedSubjects } from '../changes/changed-subjects.ts'
import { eventSources, lives, ofClusters, ofLogGroups, ofRepositories, tagging } from '../changes/event-names.ts'
import { seconds } from '../clock.ts'
import type { Slot } from '../model.ts'
import { trailSecrets } from '../redaction/trail-secrets.ts'
import { asking, defineSource, list, listEach, listed, unless } from '../source.ts'
import { operation } from '../wire.ts'

const listClusters = operation<ListClustersRequest, ListClustersResponse>('eks:ListClusters')
const describeRepositories = operation<DescribeRepositoriesRequest, DescribeRepositoriesResponse>(
  'ecr:DescribeRepositories',
)
/** Times are seconds since 1970, as they are on the wire. */
type Lookup = Omit<cloudtrail.LookupEventsRequest, 'StartTime' | 'EndTime'> & { StartTime: number; EndTime: number }
// Throttled is not said to be busy: two questions a second are had by asking one after the other and by the SDK's own waiting,
// and what is refused all the same is asked again in the next tick, with 89 days left.
const lookup = operation<Lookup, cloudtrail.LookupEventsResponse>('cloudtrail:LookupEvents', { token: 'NextToken' })

// One attribute for a question, so one question for a name. By EventSource the answers would be our own reads. Both ends are
// inclusive: the fact leaves out what belongs to the next slot.
const byName = (AttributeValue: string, { start, end }: Slot): Lookup => ({
  LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue }],
  StartTime: seconds(start),
  EndTime: seconds(end),
})
const named = (names: string[], slot: Slot): Lookup[] => names.map((name) => byName(name, slot))

const hasClusters = ({ clusters }: ListClustersResponse): boolean => listed(clusters, 'clusters').length > 0
const hasRepositories = ({ repositories }: DescribeRepositoriesResponse): boolean =>
  listed(repositories, 'repositories').length > 0
const some = <T>(heard: { answer: T }[], has: (answer: T) => boolean): boolean =>
  heard.some(({ answer }) => has(answer))

export default defineSource({
  id: 'change-events',
  kind: 'window',
  of: 'region',
  every: 3_600,
  // "Typically within an average of about 5 minutes" (CloudTrail user guide), and no promise.
  delay: 1_800,
  // The history is of 90 days.
  keeps: 89 * 86_400,
  zipped: true,
  redacts: [trailSecrets(Object.values(eventSources))],
  ...asking(
    list(listClusters, () => ({ include: ['all'] })),
    list(describeRepositories, () => ({ maxResults: 1_000 })),
    ...lives.map((name) => list(lookup, (_, slot) => byName(name, slot))),
    listEach(lookup, listClusters, (heard, _, slot) =>
      some(heard, hasClusters) ? named([...ofClusters, ...ofLogGroups, ...tagging], slot) : [],
    ),
    listEach(lookup, describeRepositories, (heard, _, slot) =>
      some(heard, hasRepositories) ? named(ofRepositories, slot) : [],
    ),
    // A region of repositories alone: where there are clusters, the tags are asked for already.
    ...unless(listClusters, hasClusters, [
      listEach(lookup, describeRepositories, (heard, _, slot) =>
        some(heard, hasRepositories) ? named(tagging, slot) : [],
      ),
    ]),
  ),
  changes: changedSubjects,
  isEmpty(exchanges) {
    for (const { got, action, ...line } of exchanges) {
      const body = got === 'body' && 'body' in line ? (line.body as { Events?: unknown }) : {}
      if (action === lookup.action && !(Array.isArray(body.Events) && body.Events.length === 0)) return false
    }
    return true
  },
})
