// Who changed clusters, repositories and the logs of control planes in a region: CloudTrail's event history, which the account cannot alter.
import type { DescribeRepositoriesRequest, DescribeRepositoriesResponse } from '@aws-sdk/client-ecr'
import type { ListClustersRequest, ListClustersResponse } from '@aws-sdk/client-eks'
import { changedSubjects } from '../changes/changed-subjects.ts'
import { eventSources, lives, ofClusters, ofLogGroups, ofRepositories, tagging } from '../changes/event-names.ts'
import { byName, byNames, history, isWithoutEvents, lookup } from '../changes/lookup.ts'
import { trailSecrets } from '../redaction/trail-secrets.ts'
import { asking, defineSource, list, listEach, listed, unless } from '../source.ts'
import { operation } from '../wire.ts'

const listClusters = operation<ListClustersRequest, ListClustersResponse>('eks:ListClusters')
const describeRepositories = operation<DescribeRepositoriesRequest, DescribeRepositoriesResponse>(
  'ecr:DescribeRepositories',
)

const hasClusters = ({ clusters }: ListClustersResponse): boolean => listed(clusters, 'clusters').length > 0
const hasRepositories = ({ repositories }: DescribeRepositoriesResponse): boolean =>
  listed(repositories, 'repositories').length > 0
const some = <T>(heard: { answer: T }[], has: (answer: T) => boolean): boolean =>
  heard.some(({ answer }) => has(answer))

export default defineSource({
  id: 'change-events',
  kind: 'window',
  of: 'region',
  ...history,
  zipped: true,
  redacts: [trailSecrets(Object.values(eventSources))],
  ...asking(
    list(listClusters, () => ({ include: ['all'] })),
    list(describeRepositories, () => ({ maxResults: 1_000 })),
    ...lives.map((name) => list(lookup, (_, slot) => byName(name, slot))),
    listEach(lookup, listClusters, (heard, _, slot) =>
      some(heard, hasClusters) ? byNames([...ofClusters, ...ofLogGroups, ...tagging], slot) : [],
    ),
    listEach(lookup, describeRepositories, (heard, _, slot) =>
      some(heard, hasRepositories) ? byNames(ofRepositories, slot) : [],
    ),
    // A region of repositories alone: where there are clusters, the tags are asked for already.
    ...unless(listClusters, hasClusters, [
      listEach(lookup, describeRepositories, (heard, _, slot) =>
        some(heard, hasRepositories) ? byNames(tagging, slot) : [],
      ),
    ]),
  ),
  changes: changedSubjects,
  isEmpty: isWithoutEvents,
})
