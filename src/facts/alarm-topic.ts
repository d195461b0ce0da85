// The topic that the collector's alarms and rules tell: whether it is there, and lets them publish.
import * as z from 'zod/mini'
import { absence, answers, notDocumented } from '../answers/answers.ts'
import { readPolicy } from '../answers/policy.ts'
import { mayPublish, type Publishing } from '../answers/publishing.ts'
import { defineFact } from '../fact.ts'

export type AlarmTopic = {
  arn: string
  /** Null: the stack names it, and SNS has none of that name. */
  found: {
    /** What its policy says of each service. */
    alarms: Publishing
    rules: Publishing
    /** The key under which SNS keeps what is published; null where there is none. */
    key: string | null
  } | null
}

const Topic = z.object({
  Attributes: z.object({ TopicArn: z.string(), Policy: z.string(), KmsMasterKeyId: z.nullish(z.string()) }),
})

export const alarmTopic = defineFact<AlarmTopic>({
  id: 'alarm-topic',
  source: 'alerts',
  of: 'deployment',
  actions: ['cloudformation:DescribeStacks', 'sns:GetTopicAttributes'],
  read(exchanges, { subject }) {
    const lines = [...exchanges]
    const asked = lines.find(({ action }) => action === 'sns:GetTopicAttributes')?.input as { TopicArn?: string }
    const arn = asked?.TopicArn
    if (arn === undefined) throw notDocumented('sns:GetTopicAttributes', 'it was not asked')
    if (absence(lines, 'sns:GetTopicAttributes')) return { arn, found: null }
    const [answer] = answers(lines, 'sns:GetTopicAttributes', Topic)
    if (answer?.body.Attributes.TopicArn !== arn) throw notDocumented('sns:GetTopicAttributes', `nothing of ${arn}`)
    const { Policy, KmsMasterKeyId } = answer.body.Attributes
    const statements = readPolicy(Policy, 'the policy of the topic')
    const [, partition, , region, account = ''] = subject.id.split(':')
    const source = `arn:${partition}:cloudwatch:${region}:${account}:alarm:${subject.name}-`
    const of = { topic: arn, account }
    return {
      arn,
      found: {
        alarms: mayPublish(statements, { ...of, service: 'cloudwatch.amazonaws.com', source }),
        rules: mayPublish(statements, { ...of, service: 'events.amazonaws.com', source: null }),
        key: KmsMasterKeyId || null,
      },
    }
  },
})
