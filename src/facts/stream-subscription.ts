// How a cluster's audit log stands with the stream: subscribed, or what hinders it.
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { isSubscribable, logGroupOf, type Standing, standing } from '../audit-log/subscription.ts'
import { defineFact } from '../fact.ts'
import { unknown } from '../model.ts'

export type StreamSubscription =
  | { state: 'no audit log' }
  | { state: 'class cannot be subscribed'; logGroupClass: string }
  | { state: Standing; filters: string[] }

const text = z.optional(z.string())
const groups = z.object({ logGroups: z.array(z.object({ logGroupName: z.string(), logGroupClass: text })) })
const filters = z.object({
  subscriptionFilters: z.array(
    z.object({
      filterName: z.string(),
      filterPattern: text,
      destinationArn: text,
      applyOnTransformedLogs: z.optional(z.boolean()),
      fieldSelectionCriteria: text,
    }),
  ),
})

export const streamSubscription = defineFact<StreamSubscription>({
  id: 'stream-subscription',
  source: 'stream',
  of: 'cluster',
  actions: ['logs:DescribeLogGroups', 'logs:DescribeSubscriptionFilters'],
  read(exchanges, { subject }) {
    const pages = [...answers(exchanges, 'logs:DescribeLogGroups', groups)]
    if (pages.length === 0) return unknown('DescribeLogGroups was not asked')
    const listed = pages.flatMap(({ body }) => body.logGroups)
    const group = listed.find(({ logGroupName }) => logGroupName === logGroupOf(subject.name))
    if (!group) return { state: 'no audit log' }
    if (!isSubscribable(group)) return { state: 'class cannot be subscribed', logGroupClass: group.logGroupClass ?? '' }
    const answered = [...answers(exchanges, 'logs:DescribeSubscriptionFilters', filters)]
    if (answered.length === 0) return unknown('the log group was gone when its filters were asked for')
    const found = answered.flatMap(({ body }) => body.subscriptionFilters)
    return { state: standing(found), filters: found.map(({ filterName }) => filterName).sort() }
  },
})
