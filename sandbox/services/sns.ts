// SNS, as far as publishing to a topic and reading it and its subscriptions go. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
import { sha256 } from '../../src/digest.ts'
import { page } from '../page.ts'
import { AwsFault, type Call, type Service } from '../service.ts'
import { members, text } from '../world/members.ts'
import type { StackState, SubscriptionState, TopicState } from '../world/stack.ts'

const invalid = 'InvalidParameter'
const topicArn = { TopicArn: text({ min: 1 }) }
const ofTopic = members(invalid, topicArn, {})
const listed = members(invalid, topicArn, { NextToken: text({ min: 1 }) })
// What else a message can have, and nobody here sends: to a telephone, to an endpoint, for a queue in order.
const unused = {
  ...{ TargetArn: text({}), PhoneNumber: text({}), MessageStructure: text({}), MessageAttributes: text({}) },
  ...{ MessageDeduplicationId: text({}), MessageGroupId: text({}) },
}
const published = members(invalid, { ...topicArn, Message: text({ min: 1 }) }, { Subject: text({ min: 1 }), ...unused })
const ofSubscription = members(invalid, { SubscriptionArn: text({ min: 1 }) }, {})

const entries = (attributes: Record<string, string>) => ({
  Attributes: { entry: Object.entries(attributes).map(([key, value]) => ({ key, value })) },
})
const isConfirmed = ({ listed }: SubscriptionState): boolean => listed.SubscriptionArn.startsWith('arn:')

export const sns = (stacks: StackState[]): Service => {
  const topics = ({ region }: Call): TopicState[] =>
    stacks.flatMap(({ topics }) => topics).filter(({ arn }) => arn.split(':')[3] === region)
  const known = (arn: string, call: Call): TopicState => {
    if (!/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+(\.fifo)?$/.test(arn))
      throw new AwsFault(invalid, 400, 'Invalid parameter: TopicArn')
    return topics(call).find((one) => one.arn === arn) ?? missing('Topic does not exist')
  }
  return {
    name: 'sns',
    protocol: 'query',
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    // A subscription's ARN is its topic's and an id behind it.
    resource: ({ input }) => String(input.TopicArn ?? String(input.SubscriptionArn).replace(/:[^:]*$/, '')),
    operations: {
      GetTopicAttributes(call) {
        const { arn, attributes, subscriptions } = known(ofTopic(call.input).TopicArn, call)
        const confirmed = subscriptions.filter(isConfirmed).length
        const waits = subscriptions.filter(({ listed }) => listed.SubscriptionArn === 'PendingConfirmation').length
        const counts = {
          SubscriptionsConfirmed: String(confirmed),
          SubscriptionsPending: String(waits),
          SubscriptionsDeleted: String(subscriptions.length - confirmed - waits),
        }
        return entries({ TopicArn: arn, ...attributes, ...counts })
      },
      ListSubscriptionsByTopic(call) {
        const { TopicArn, NextToken } = listed(call.input)
        const all = known(TopicArn, call).subscriptions.map((one) => one.listed)
        const { items, nextToken } = page(all, call, { size: undefined, token: NextToken, most: 100, refuse })
        return { Subscriptions: { member: items }, NextToken: nextToken }
      },
      Publish(call) {
        const { TopicArn, Message, Subject, ...more } = published(call.input)
        const [other] = Object.entries(more).flatMap(([name, value]) => (value === undefined ? [] : [name]))
        if (other) throw new AwsFault(invalid, 400, `Invalid parameter: ${other} is not taken here`)
        const topic = known(TopicArn, call)
        if (Buffer.byteLength(Message) > largest)
          throw new AwsFault(invalid, 400, 'Invalid parameter: Message too long')
        if (Subject !== undefined && !isSubject(Subject)) throw new AwsFault(invalid, 400, 'Invalid parameter: Subject')
        topic.messages ??= []
        const MessageId = idOf(`${TopicArn} ${topic.messages.length} ${call.now}`)
        topic.messages.push({ MessageId, Subject, Message, at: call.now })
        return { MessageId }
      },
      GetSubscriptionAttributes(call) {
        const { SubscriptionArn } = ofSubscription(call.input)
        const found = topics(call)
          .flatMap(({ subscriptions }) => subscriptions)
          .find((one) => isConfirmed(one) && one.listed.SubscriptionArn === SubscriptionArn)
        if (!found) return missing('Subscription does not exist')
        return entries({ ...found.listed, PendingConfirmation: 'false', ...found.attributes })
      },
    },
  }
}

// ASCII that begins with a letter, a number or a mark, without line breaks and control characters, less than 100 characters.
const isSubject = (subject: string): boolean => /^[!-~][ -~]{0,98}$/.test(subject)
const largest = 262_144
const idOf = (text: string): string =>
  sha256(text)
    .slice(7, 43)
    .replace(/^(.{8}).(.{4}).(.{4}).(.{4}).(.{12})$/, '$1-$2-$3-$4-$5')

const missing = (message: string): never => {
  throw new AwsFault('NotFound', 404, message)
}
const refuse = (message: string): AwsFault => new AwsFault(invalid, 400, `Invalid parameter: NextToken. ${message}`)
