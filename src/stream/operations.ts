// What the streams ask of AWS: who a cluster is, and for `subscribe` how its log group stands.
import type {
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  DescribeSubscriptionFiltersRequest,
  DescribeSubscriptionFiltersResponse,
  PutSubscriptionFilterRequest,
} from '@aws-sdk/client-cloudwatch-logs'
import type {
  DescribeClusterRequest,
  DescribeClusterResponse,
  ListClustersRequest,
  ListClustersResponse,
} from '@aws-sdk/client-eks'
import { getFindings, importFindings } from '../publish/operations.ts'
import { operation } from '../wire.ts'

const gone = { absentWhen: ['ResourceNotFoundException'] }
export const describeCluster = operation<DescribeClusterRequest, DescribeClusterResponse>('eks:DescribeCluster', gone)
export const listClusters = operation<ListClustersRequest, ListClustersResponse>('eks:ListClusters')
export const describeLogGroups = operation<DescribeLogGroupsRequest, DescribeLogGroupsResponse>(
  'logs:DescribeLogGroups',
)
export const describeFilters = operation<DescribeSubscriptionFiltersRequest, DescribeSubscriptionFiltersResponse>(
  'logs:DescribeSubscriptionFilters',
  gone,
)
export const putFilter = operation<PutSubscriptionFilterRequest, void>('logs:PutSubscriptionFilter')

export const streaming = [describeCluster, getFindings, importFindings] as const
export const subscribing = [listClusters, describeLogGroups, describeFilters, putFilter] as const
