// Who is told what the collector's topic is told: subscriptions that somebody confirmed, and those that wait for it.
import * as z from 'zod/mini'
import { absence, answers, by, notDocumented } from '../answers/answers.ts'
import { itemsOf, neverAsked } from '../answers/items.ts'
import { isSubscription } from '../answers/subscription.ts'
import { defineFact } from '../fact.ts'

export type AlarmSubscription = {
  protocol: string
  /** As it is stored: of a person's address the domain. */
  endpoint: string
  /** Some: a filter of its own may leave out anything. Unread: why nobody knows. */
  hears: 'everything' | 'some' | { unread: string }
}
export type AlarmSubscriptions = {
  topic: string
  /** Null: SNS has no such topic. */
  found: { confirmed: AlarmSubscription[] /** protocol and endpoint of each */; pending: string[] } | null
}

const List = z.object({
  Subscriptions: z.array(z.object({ SubscriptionArn: z.string(), Protocol: z.string(), Endpoint: z.string() })),
})
const Own = z.object({ Attributes: z.object({ SubscriptionArn: z.string(), FilterPolicy: z.nullish(z.string()) }) })

export const alarmSubscriptions = defineFact<AlarmSubscriptions>({
  id: 'alarm-subscriptions',
  source: 'alerts',
  of: 'deployment',
  // The attributes of a subscription of another account may be refused: that one is unread, and says nothing of another.
  actions: ['cloudformation:DescribeStacks', 'sns:ListSubscriptionsByTopic'],
  read(exchanges) {
    const lines = [...exchanges]
    const asked = lines.find(({ action }) => action === 'sns:ListSubscriptionsByTopic')?.input
    const { TopicArn: topic } = (asked ?? {}) as { TopicArn?: string }
    if (topic === undefined) throw notDocumented('sns:ListSubscriptionsByTopic', 'it was not asked')
    if (absence(lines, 'sns:ListSubscriptionsByTopic')) return { topic, found: null }
    const own = itemsOf(lines, 'sns:GetSubscriptionAttributes', Own, ({ SubscriptionArn }) => String(SubscriptionArn))
    const all = [...answers(lines, 'sns:ListSubscriptionsByTopic', List)]
      .flatMap(({ body }) => body.Subscriptions)
      .sort(by(({ SubscriptionArn, Protocol, Endpoint }) => `${SubscriptionArn} ${Protocol} ${Endpoint}`))
    const confirmed = all.filter(isSubscription).flatMap(({ SubscriptionArn, Protocol, Endpoint }) => {
      const item = own.get(SubscriptionArn) ?? neverAsked('sns:GetSubscriptionAttributes')
      if (item.got === 'absent') return [] // ended while it was read
      const hears = item.got === 'unread' ? { unread: item.why } : heard(item.body.Attributes.FilterPolicy)
      return [{ protocol: Protocol, endpoint: Endpoint, hears }]
    })
    const pending = all
      .filter(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation')
      .map(({ Protocol, Endpoint }) => `${Protocol} ${Endpoint}`)
    return { topic, found: { confirmed, pending } }
  },
})

const heard = (filter: string | null | undefined): 'everything' | 'some' =>
  filter === undefined || filter === null || /^\s*(\{\s*\})?\s*$/.test(filter) ? 'everything' : 'some'
