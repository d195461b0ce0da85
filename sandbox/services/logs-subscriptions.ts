// The subscription filters of a log group: two at most, and only where its class has them.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html
import { seconds } from '../../src/clock.ts'
import { page } from '../page.ts'
import { AwsFault, type Call, type Handler } from '../service.ts'
import { members, text, whole } from '../world/members.ts'
import { groupOf, type LogGroup, type LogsState } from './logs-state.ts'

const code = 'InvalidParameterException'
const asking = members(
  code,
  { logGroupName: text({ min: 1, max: 512 }) },
  { filterNamePrefix: text({ min: 1, max: 512 }), nextToken: text({ min: 1 }), limit: whole(1, 50) },
)
const putting = members(
  code,
  {
    logGroupName: text({ min: 1, max: 512 }),
    filterName: text({ min: 1, max: 512, pattern: /^[^:*]*$/ }),
    filterPattern: text({ max: 1_024 }),
    destinationArn: text({ min: 1 }),
  },
  {},
)
const refuse = (message: string) => new AwsFault(code, 400, message)

export const subscriptionFilters =
  (state: LogsState): Handler =>
  (call) => {
    const { logGroupName, filterNamePrefix = '', nextToken, limit } = asking(call.input)
    const group = standardGroup(state, call, logGroupName)
    const all = group.subscriptions
      .filter(({ filterName }) => filterName.startsWith(filterNamePrefix))
      .map((one) => ({ ...one, logGroupName, distribution: 'ByLogStream', applyOnTransformedLogs: false }))
    const cut = page(all, call, { size: limit, token: nextToken, most: 50, refuse })
    return { subscriptionFilters: cut.items, nextToken: cut.nextToken }
  }

/** CloudWatch tries the destination before it answers: here every function of the region that is named may be invoked. */
export const putSubscriptionFilter =
  (state: LogsState): Handler =>
  (call) => {
    const { logGroupName, ...given } = putting(call.input)
    const group = standardGroup(state, call, logGroupName)
    if (!given.destinationArn.startsWith(`arn:aws:lambda:${call.region}:${call.account}:function:`))
      throw refuse('destinationArn for vendor lambda cannot be used with this log group')
    const known = group.subscriptions.findIndex(({ filterName }) => filterName === given.filterName)
    if (known < 0 && group.subscriptions.length >= 2)
      throw new AwsFault('LimitExceededException', 400, 'Resource limit exceeded.')
    const next = { ...given, creationTime: seconds(call.now) * 1_000 }
    group.subscriptions.splice(known < 0 ? group.subscriptions.length : known, 1, next)
    return {}
  }

const standardGroup = (state: LogsState, { region }: Call, name: string): LogGroup => {
  const group = groupOf(state, region, name)
  if (!group) throw new AwsFault('ResourceNotFoundException', 400, 'The specified log group does not exist.')
  if (group.logGroupClass === 'STANDARD') return group
  throw new AwsFault('ValidationException', 400, 'This operation is only supported on the Standard log class.')
}
