// The alarms, rules, topic and subscriptions of the collector's stack as AWS tells of them, for examples: one alarm and one rule.
import type { Exchange } from '../model.ts'
import { account, answered, none, subjects } from './example.ts'

const { id: StackName, name, region } = subjects.deployment
export const topic = `arn:aws:sns:${region}:${account}:${name}`
const AlarmName = `${name}-no-seal`
const Rule = `${name}-topic`

const resource = (LogicalResourceId: string, ResourceType: string, PhysicalResourceId: string) => ({
  LogicalResourceId,
  ResourceType,
  PhysicalResourceId,
  ResourceStatus: 'CREATE_COMPLETE',
})
const noSeal = resource('NoSeal', 'AWS::CloudWatch::Alarm', AlarmName)
const topicChanged = resource('TopicChanged', 'AWS::Events::Rule', Rule)
const listed = (...StackResourceSummaries: object[]): Exchange =>
  answered('cloudformation:ListStackResources', { StackName }, { StackResourceSummaries })
const described = (): Exchange =>
  answered(
    'cloudformation:DescribeStacks',
    { StackName },
    { Stacks: [{ StackName: name, Outputs: [{ OutputKey: 'AlarmTopic', OutputValue: topic }] }] },
  )

/** The alarm with what the example is about laid over, or none of it; and the rules that mute it. */
export const alarmsOf = (over: object | 'gone' | 'unlisted' = {}, mutes: object[] = []): Exchange[] => {
  if (over === 'unlisted') return [listed(topicChanged)]
  const alarm = {
    AlarmName,
    AlarmArn: `arn:aws:cloudwatch:${region}:${account}:alarm:${AlarmName}`,
    ActionsEnabled: true,
    OKActions: [topic],
    AlarmActions: [topic],
    InsufficientDataActions: [],
    StateValue: 'OK',
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 1,
    TreatMissingData: 'breaching',
    ...(over === 'gone' ? {} : over),
  }
  return [
    listed(noSeal, topicChanged),
    answered(
      'cloudwatch:DescribeAlarms',
      { AlarmNames: [AlarmName], MaxRecords: 100 },
      { CompositeAlarms: [], MetricAlarms: over === 'gone' ? [] : [alarm] },
    ),
    answered('cloudwatch:ListAlarmMuteRules', { AlarmName }, { AlarmMuteRuleSummaries: mutes }),
  ]
}

/** Mutes alarms at this time, at another one, or no more. */
export const muting = (Status: 'ACTIVE' | 'SCHEDULED' | 'EXPIRED') => ({
  AlarmMuteRuleArn: `arn:aws:cloudwatch:${region}:${account}:alarm-mute-rule:maintenance`,
  Status,
  MuteType: 'RECURRING',
  LastUpdatedTimestamp: 1_767_571_500,
})

export const rulesOf = (over: object | 'gone' | 'unlisted' = {}, targets: string[] = [topic]): Exchange[] => {
  if (over === 'unlisted') return [listed(noSeal)]
  const resources = listed(noSeal, topicChanged)
  if (over === 'gone') {
    const code = 'ResourceNotFoundException'
    return [
      resources,
      none('events:DescribeRule', { Name: Rule }, code),
      none('events:ListTargetsByRule', { Rule }, code),
    ]
  }
  const rule = {
    Name: Rule,
    Arn: `arn:aws:events:${region}:${account}:rule/${Rule}`,
    EventPattern: '{"source":["aws.sns"]}',
    State: 'ENABLED',
    EventBusName: 'default',
    CreatedBy: account,
    ...over,
  }
  return [
    resources,
    answered('events:DescribeRule', { Name: Rule }, rule),
    answered('events:ListTargetsByRule', { Rule }, { Targets: targets.map((Arn, at) => ({ Id: `t${at}`, Arn })) }),
  ]
}

const publish = { Effect: 'Allow', Action: 'sns:Publish', Resource: topic }
export const rulesPublish = { ...publish, Principal: { Service: 'events.amazonaws.com' } }
export const alarmsPublish = {
  ...publish,
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Condition: {
    ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:${region}:${account}:alarm:${name}-*` },
    StringEquals: { 'aws:SourceAccount': account },
  },
}

export const topicOf = (statement: object = [alarmsPublish, rulesPublish], more: object = {}): Exchange[] => [
  described(),
  answered(
    'sns:GetTopicAttributes',
    { TopicArn: topic },
    {
      Attributes: {
        TopicArn: topic,
        Owner: account,
        Policy: JSON.stringify({ Version: '2012-10-17', Statement: statement }),
        SubscriptionsConfirmed: '1',
        SubscriptionsPending: '0',
        SubscriptionsDeleted: '0',
        ...more,
      },
    },
  ),
]
export const noTopic = (): Exchange[] => [
  described(),
  none('sns:GetTopicAttributes', { TopicArn: topic }, 'NotFoundException'),
]

type Subscribed = { protocol?: string; endpoint?: string; is?: 'confirmed' | 'pending' | 'deleted'; filter?: string }
const inPlace = { pending: 'PendingConfirmation', deleted: 'Deleted' }

/** Undefined: there is no such topic. */
export const subscriptionsOf = (subscribed: Subscribed[] | undefined): Exchange[] => {
  const asked = { TopicArn: topic }
  if (!subscribed) return [described(), none('sns:ListSubscriptionsByTopic', asked, 'NotFoundException')]
  const all = subscribed.map(({ protocol = 'email', endpoint, is = 'confirmed', filter }, at) => ({
    SubscriptionArn: is === 'confirmed' ? `${topic}:0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f${at}` : inPlace[is],
    Owner: account,
    Protocol: protocol,
    Endpoint: endpoint ?? '[redacted]@example.com',
    TopicArn: topic,
    filter,
  }))
  return [
    described(),
    answered('sns:ListSubscriptionsByTopic', asked, { Subscriptions: all.map(({ filter: _, ...one }) => one) }),
    ...all
      .filter(({ SubscriptionArn }) => SubscriptionArn.startsWith('arn:'))
      .map(({ SubscriptionArn, filter, Protocol, Endpoint }) =>
        answered(
          'sns:GetSubscriptionAttributes',
          { SubscriptionArn },
          {
            Attributes: {
              ...{ SubscriptionArn, Protocol, Endpoint, PendingConfirmation: 'false', RawMessageDelivery: 'false' },
              ...(filter !== undefined && { FilterPolicy: filter, FilterPolicyScope: 'MessageAttributes' }),
            },
          },
        ),
      ),
  ]
}
