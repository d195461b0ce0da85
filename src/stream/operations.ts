// What the streams ask of AWS: who a cluster is, and for `subscribe` how its log group stands.
import type { PutSubscriptionFilterRequest } from '@aws-sdk/client-cloudwatch-logs'
import type {
  DescribeClusterRequest,
  DescribeClusterResponse,
  ListClustersRequest,
  ListClustersResponse,
} from '@aws-sdk/client-eks'
import { describeFilters, describeLogGroups } from '../audit-log/subscription.ts'
import { getFindings, importFindings } from '../publish/operations.ts'
import { operation } from '../wire.ts'

export const describeCluster = operation<DescribeClusterRequest, DescribeClusterResponse>('eks:DescribeCluster', {
  absentWhen: ['ResourceNotFoundException'],
})
export const listClusters = operation<ListClustersRequest, ListClustersResponse>('eks:ListClusters')
export const putFilter = operation<PutSubscriptionFilterRequest, void>('logs:PutSubscriptionFilter')

export const streaming = [describeCluster, getFindings, importFindings] as const
export const subscribing = [listClusters, describeLogGroups, describeFilters, putFilter] as const
