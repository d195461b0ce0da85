// The subscription filters of a log group. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeSubscriptionFilters.html
import { page } from '../page.ts'
import { AwsFault, type Handler } from '../service.ts'
import { members, text, whole } from '../world/members.ts'
import { groupOf, type LogsState } from './logs-state.ts'

const code = 'InvalidParameterException'
const asking = members(
  code,
  { logGroupName: text({ min: 1, max: 512 }) },
  { filterNamePrefix: text({ min: 1, max: 512 }), nextToken: text({ min: 1 }), limit: whole(1, 50) },
)
const refuse = (message: string) => new AwsFault(code, 400, message)

export const subscriptionFilters =
  (state: LogsState): Handler =>
  (call) => {
    const { logGroupName, filterNamePrefix = '', nextToken, limit } = asking(call.input)
    const group = groupOf(state, call.region, logGroupName)
    if (!group) throw new AwsFault('ResourceNotFoundException', 400, 'The specified log group does not exist.')
    const all = group.subscriptions
      .filter(({ filterName }) => filterName.startsWith(filterNamePrefix))
      .map((one) => ({ ...one, logGroupName, distribution: 'ByLogStream', applyOnTransformedLogs: false }))
    const cut = page(all, call, { size: limit, token: nextToken, most: 50, refuse })
    return { subscriptionFilters: cut.items, nextToken: cut.nextToken }
  }
