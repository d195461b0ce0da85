// Log groups of any number, as CloudWatch Logs answers the questions of the source `stream`.
import { body, paged } from '../record.ts'
import { many, type Part } from '../world.ts'

const stream: Part =
  ({ page, clusters }) =>
  (action, input) => {
    switch (action) {
      case 'logs:DescribeLogGroups':
        return paged(
          'logGroups',
          many(clusters, (at) => ({
            logGroupName: at === 0 ? '/aws/eks/prod/cluster' : `/aws/eks/prod/cluster-${at}`,
            creationTime: 1_710_430_304_348,
          })),
          input,
          page,
        )
      case 'logs:DescribeSubscriptionFilters':
        return body({ subscriptionFilters: [] })
      default:
        return undefined
    }
  }

export default stream
