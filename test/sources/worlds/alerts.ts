// Alarms, rules and subscriptions of any number, as AWS answers the questions of the source `alerts`.
import { body, paged } from '../record.ts'
import { many, type Part } from '../world.ts'

const alerts: Part =
  ({ page, policies, entries }) =>
  (action, input) => {
    const list = (member: string, things: unknown[]) => paged(member, things, input, page, 'NextToken')
    switch (action) {
      case 'cloudwatch:DescribeAlarms':
        return list(
          'MetricAlarms',
          (input.AlarmNames as string[]).map((AlarmName) => ({ AlarmName })),
        )
      case 'cloudwatch:ListAlarmMuteRules':
        return list(
          'AlarmMuteRuleSummaries',
          many(policies, (at) => ({ AlarmMuteRuleArn: `arn:mute-${at}` })),
        )
      case 'events:ListTargetsByRule':
        return list(
          'Targets',
          many(policies, (at) => ({ Id: `target-${at}`, Arn: 'arn:topic' })),
        )
      case 'sns:ListSubscriptionsByTopic':
        return list('Subscriptions', [
          ...many(entries, (at) => ({ SubscriptionArn: `arn:topic:${at}` })),
          { SubscriptionArn: 'PendingConfirmation' },
        ])
      case 'sns:GetSubscriptionAttributes':
        return body({ Attributes: { SubscriptionArn: input.SubscriptionArn } })
      default:
        return undefined
    }
  }

export default alerts
