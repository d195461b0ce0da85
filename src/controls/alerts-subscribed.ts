// EVD-10: somebody hears what the collector tells, as far as SNS knows: a subscription is confirmed, and leaves nothing out.
import { audienceOf } from '../answers/audience.ts'
import { defineControl, latest } from '../control.ts'
import { subscriptionsOf } from '../examples/alerts.ts'
import { alarmSubscriptions } from '../facts/alarm-subscriptions.ts'

const told = (...subscribed: NonNullable<Parameters<typeof subscriptionsOf>[0]>) => ({
  subscribers: subscriptionsOf(subscribed),
})
const pending = { is: 'pending' } as const
const filtered = { filter: '{"severity":["critical"]}' }

// A mail that was published is not a mail that was delivered, or read: SNS keeps no status of mail.
// https://docs.aws.amazon.com/sns/latest/dg/sns-topic-attributes.html
export default defineControl({
  id: 'EVD-10',
  of: 'deployment',
  title: "Somebody confirmed a subscription to the topic of the collector's alarms",
  criteria: ['CC4.2', 'CC2.2'],
  severity: 'high',
  needs: { subscribers: latest(alarmSubscriptions) },
  settings: {},
  assess: ({ subscribers }) => audienceOf(subscribers),
  limits: 'Whether a message was delivered or read is not known: of mail SNS tells neither.',
  remedy:
    'Subscribe, and confirm by the link in the mail that SNS sends, within two days: aws sns subscribe --topic-arn ARN --protocol email --notification-endpoint ADDRESS, or AlarmEmail when the stack is deployed. Where a filter is set: aws sns set-subscription-attributes --subscription-arn ARN --attribute-name FilterPolicy --attribute-value "{}".',
  sameAs: [],
  examples: {
    pass: [
      told({}),
      told({}, pending, { is: 'deleted' }),
      told({ protocol: 'sqs', endpoint: 'arn:aws:sqs:eu-central-1:111122223333:alarms', filter: '{}' }),
    ],
    fail: [
      told(),
      told(pending),
      told({ is: 'deleted' }),
      told(filtered, pending),
      { subscribers: subscriptionsOf(undefined) },
    ],
  },
})
