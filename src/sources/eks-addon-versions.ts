// The add-ons on offer in a region: each version, the Kubernetes versions that it runs with, and who publishes it.
import type * as eks from '@aws-sdk/client-eks'
import { asking, defineSource, list, listed, unless } from '../source.ts'
import { operation } from '../wire.ts'

const listClusters = operation<eks.ListClustersRequest, eks.ListClustersResponse>('eks:ListClusters')
const describeVersions = operation<eks.DescribeAddonVersionsRequest, eks.DescribeAddonVersionsResponse>(
  'eks:DescribeAddonVersions',
)

// Some megabytes, which say nothing where EKS runs no cluster. A later page may be empty although an earlier was not:
// then nothing was asked, and what rests on it is unknown.
const isWithoutClusters = ({ clusters, nextToken }: eks.ListClustersResponse) =>
  listed(clusters, 'clusters').length === 0 && !nextToken

export default defineSource({
  id: 'eks-addon-versions',
  kind: 'state',
  of: 'region',
  every: 86_400,
  zipped: true,
  ...asking(
    list(listClusters, () => ({})),
    ...unless(listClusters, isWithoutClusters, [list(describeVersions, () => ({ maxResults: 100 }))]),
  ),
})
