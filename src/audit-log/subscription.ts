// The subscription by which a cluster's audit log reaches the stream: one filter by a fixed name, and what may stand in its way.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
import type {
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  DescribeSubscriptionFiltersRequest,
  DescribeSubscriptionFiltersResponse,
} from '@aws-sdk/client-cloudwatch-logs'
import { operation } from '../wire.ts'

export const describeLogGroups = operation<DescribeLogGroupsRequest, DescribeLogGroupsResponse>(
  'logs:DescribeLogGroups',
)
/** Absent: the group went after it was listed. A group of another class than Standard refuses it. */
export const describeFilters = operation<DescribeSubscriptionFiltersRequest, DescribeSubscriptionFiltersResponse>(
  'logs:DescribeSubscriptionFilters',
  { absentWhen: ['ResourceNotFoundException'] },
)

export const logGroupOf = (cluster: string): string => `/aws/eks/${cluster}/cluster`
/** The cluster whose log group this is; undefined for every other group. Names as EKS takes them. */
export const clusterOf = (logGroup: string): string | undefined =>
  /^\/aws\/eks\/([0-9A-Za-z][0-9A-Za-z_-]{0,99})\/cluster$/.exec(logGroup)?.[1]

export const filterName = 'eks-evidence-stream'
/**
 * A filter cannot name log streams, and the group holds five kinds of logs: this term stands in the first hundred bytes of
 * every audit entry, so that it finds those that were cut too, and no client can keep its entry from it.
 */
export const filterPattern = '"audit.k8s.io"'
/** Other classes of log groups have no subscription filters. */
export const isSubscribable = ({ logGroupClass = 'STANDARD' }: { logGroupClass?: string | undefined }): boolean =>
  logGroupClass === 'STANDARD'
/** A log group takes so many. */
export const mostFilters = 2

export type Filter = {
  filterName?: string | undefined
  filterPattern?: string | undefined
  destinationArn?: string | undefined
  /** What a transformer of the log group made of the entries is sent, and not what was written. */
  applyOnTransformedLogs?: boolean | undefined
  /** Another condition beside the pattern. */
  fieldSelectionCriteria?: string | undefined
}

export type Standing =
  | 'subscribed'
  /** Ours by its name, and with another pattern, condition or destination: it may let things pass by. */
  | 'altered'
  | 'not subscribed'
  /** Both filters of the group are somebody else's. */
  | 'no filter left'

/** `destination`: the function's ARN, or undefined where any function will do. */
export const standing = (filters: readonly Filter[], destination?: string): Standing => {
  const own = filters.find((one) => one.filterName === filterName)
  if (own) {
    const isThere = destination ? own.destinationArn === destination : /:function:/.test(own.destinationArn ?? '')
    const isWhole = own.applyOnTransformedLogs !== true && !own.fieldSelectionCriteria
    return isThere && isWhole && own.filterPattern === filterPattern ? 'subscribed' : 'altered'
  }
  return filters.length >= mostFilters ? 'no filter left' : 'not subscribed'
}
