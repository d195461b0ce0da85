// Every cluster and repository of a region: the population that all other evidence is about.
import type { DescribeRepositoriesRequest, DescribeRepositoriesResponse } from '@aws-sdk/client-ecr'
import type {
  DescribeClusterRequest,
  DescribeClusterResponse,
  ListClustersRequest,
  ListClustersResponse,
} from '@aws-sdk/client-eks'
import { connectorSecrets } from '../redaction/eks-secrets.ts'
import { asking, defineSource, each, list, listed } from '../source.ts'
import { operation } from '../wire.ts'

const listClusters = operation<ListClustersRequest, ListClustersResponse>('eks:ListClusters')
// Not found: the cluster was deleted after it was listed.
const describeCluster = operation<DescribeClusterRequest, DescribeClusterResponse>('eks:DescribeCluster', {
  absentWhen: ['ResourceNotFoundException'],
})
const describeRepositories = operation<DescribeRepositoriesRequest, DescribeRepositoriesResponse>(
  'ecr:DescribeRepositories',
)

export default defineSource({
  id: 'inventory',
  kind: 'state',
  of: 'region',
  every: 3_600,
  first: true,
  atOnce: 4,
  redacts: connectorSecrets,
  ...asking(
    list(listClusters, () => ({ include: ['all'] })),
    each(describeCluster, listClusters, (pages) =>
      pages.flatMap(({ answer }) => listed(answer.clusters, 'clusters').map((name) => ({ name }))),
    ),
    list(describeRepositories, () => ({ maxResults: 1_000 })),
  ),
  isEmpty(exchanges) {
    for (const line of exchanges) {
      const body = line.got === 'body' ? (line.body as Record<string, unknown>) : {}
      const held = line.action === 'eks:ListClusters' ? body.clusters : body.repositories
      if (!Array.isArray(held) || held.length > 0) return false
    }
    return true
  },
})
