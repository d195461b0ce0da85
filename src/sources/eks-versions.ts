// Which Kubernetes versions EKS supports in a region, and until when.
import type { DescribeClusterVersionsRequest, DescribeClusterVersionsResponse } from '@aws-sdk/client-eks'
import { asking, defineSource, list } from '../source.ts'
import { operation } from '../wire.ts'

const describeVersions = operation<DescribeClusterVersionsRequest, DescribeClusterVersionsResponse>(
  'eks:DescribeClusterVersions',
)

export default defineSource({
  id: 'eks-versions',
  kind: 'state',
  of: 'region',
  every: 86_400,
  zipped: true,
  // Without includeAll the versions out of support are left out, and those are the ones that matter.
  ...asking(list(describeVersions, () => ({ includeAll: true }))),
})
