// By what the collector's own stack tells of faults and changes: alarms, rules, their topic, and who subscribes to it.
import { sha256 } from '../../src/digest.ts'
import type { StackState, SubscriptionState } from '../world/stack.ts'
import type { Deployed } from './deployment.ts'
import {
  alarmArn,
  alarmNames,
  machineArn,
  name,
  policyOf,
  roleArn,
  ruleArn,
  ruleNames,
  topicArn,
} from './deployment-names.ts'

/** Who is told by mail. */
export const onCall = 'on-call@example.com'

export const alertsOf = (at: Deployed): Pick<StackState, 'alarms' | 'mutes' | 'rules' | 'topics'> => ({
  alarms: Object.entries(alarmNames).map(([id, own]) => alarmOf(at, id, own)),
  mutes: [],
  rules: Object.values(ruleNames).map((own) => ruleOf(at, own)),
  topics: [topicOf(at), ...toldOf(at)],
})

const descriptions: Record<string, string> = {
  ContinuityBelow: 'Less than 99 % of the slots that were owed were read, three hours in a row',
  NoSeal: 'No tick was sealed in two hours',
  PastSlaCriticals: 'A critical control fails for longer than its deadline, and nobody accepted it',
  SlotsMissed: 'Slots were lost before a tick read them',
  ReportFailed: 'What is told once a day was not told whole, or the copy of the ledger holds another history',
  ReportNotStarted: 'The schedule could not start what is told once a day; the dead-letter queue holds it',
  TicksAborted: 'Somebody stopped an execution of the state machine',
  TicksFailed: 'An execution of the state machine failed',
  TicksNotStartedAlarm: 'The schedule could not start a tick; the dead-letter queue holds it',
  TicksTimedOut: 'An execution of the state machine ran out of time',
}
type Metric = Pick<StackState['alarms'][number], 'Namespace' | 'MetricName' | 'Dimensions' | 'Statistic' | 'Metrics'>

const sealed = (Id: string, MetricName: string) => ({
  Id,
  ReturnData: false,
  MetricStat: {
    Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions: [{ Name: 'FunctionName', Value: `${name}-seal` }] },
    Period: 7_200,
    Stat: 'Sum',
  },
})
const ofMachine = (at: Deployed, MetricName: string): Metric => ({
  Namespace: 'AWS/States',
  MetricName,
  Dimensions: [{ Name: 'StateMachineArn', Value: machineArn(at) }],
  Statistic: 'Sum',
})
const ofOurs: Record<string, string> = {
  ContinuityBelow: 'SlotsRead',
  PastSlaCriticals: 'PastSlaCritical',
  SlotsMissed: 'SlotsMissed',
}
const metricOf = (at: Deployed, id: string): Metric => {
  const MetricName = ofOurs[id]
  if (MetricName !== undefined)
    return {
      Namespace: 'eks-evidence',
      MetricName,
      Dimensions: [{ Name: 'Deployment', Value: name }],
      Statistic: 'Maximum',
    }
  if (id === 'ReportFailed')
    return {
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: `${name}-report` }],
      Statistic: 'Sum',
    }
  if (id === 'TicksNotStartedAlarm' || id === 'ReportNotStarted')
    return {
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [
        { Name: 'QueueName', Value: `${name}-${id === 'ReportNotStarted' ? 'ReportsNotStarted' : 'TicksNotStarted'}` },
      ],
      Statistic: 'Maximum',
    }
  if (id !== 'NoSeal') return ofMachine(at, id.replace('Ticks', 'Executions'))
  const Expression = 'FILL(invocations, 0) - FILL(errors, 0)'
  const seals = { Id: 'seals', Label: 'Statements put', Expression, ReturnData: true }
  return { Metrics: [seals, sealed('invocations', 'Invocations'), sealed('errors', 'Errors')] }
}

const alarmOf = (at: Deployed, id: string, own: string): StackState['alarms'][number] => {
  const isSeal = id === 'NoSeal'
  return {
    AlarmName: `${name}-${own}`,
    AlarmArn: alarmArn(at, own),
    AlarmDescription: descriptions[id] ?? '',
    AlarmConfigurationUpdatedTimestamp: at.at,
    ActionsEnabled: true,
    OKActions: isSeal ? [topicArn(at)] : [],
    AlarmActions: [topicArn(at)],
    InsufficientDataActions: [],
    StateValue: 'OK',
    StateReason: 'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated',
    StateUpdatedTimestamp: at.at + 300,
    StateTransitionedTimestamp: at.at + 300,
    ...metricOf(at, id),
    ...(isSeal ? {} : { Period: 300 }),
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: isSeal ? 'LessThanThreshold' : 'GreaterThanOrEqualToThreshold',
    TreatMissingData: isSeal ? 'breaching' : 'notBreaching',
  }
}

const ruleOf = (at: Deployed, own: string): StackState['rules'][number] => ({
  rule: {
    Name: `${name}-${own}`,
    Arn: ruleArn(at, own),
    Description: 'Needs a trail',
    EventPattern: JSON.stringify({ 'detail-type': ['AWS API Call via CloudTrail'] }),
    State: 'ENABLED',
    EventBusName: 'default',
    CreatedBy: at.account,
  },
  targets: [
    {
      Id: 'alarms',
      Arn: topicArn(at),
      InputTransformer: {
        InputPathsMap: { what: '$.detail.eventName', who: '$.detail.userIdentity.arn' },
        InputTemplate: `"${name}: <what> by <who>"`,
      },
    },
  ],
})

const topicOf = (at: Deployed): StackState['topics'][number] => {
  const publish = { Effect: 'Allow', Action: 'sns:Publish', Resource: topicArn(at) }
  const alarms = { ArnLike: { 'aws:SourceArn': alarmArn(at, '*') }, StringEquals: { 'aws:SourceAccount': at.account } }
  return {
    arn: topicArn(at),
    attributes: {
      DisplayName: name,
      Owner: at.account,
      Policy: policyOf([
        { Sid: 'AlarmsPublish', ...publish, Principal: { Service: 'cloudwatch.amazonaws.com' }, Condition: alarms },
        { Sid: 'RulesPublish', ...publish, Principal: { Service: 'events.amazonaws.com' } },
      ]),
    },
    // One is told, a service keeps the watch, and another never clicked on the link.
    subscriptions: [
      subscribed(at, 'email', onCall),
      subscribed(at, 'https', 'https://events.example.net/integration/5d1f0c6e/enqueue'),
      subscribed(at, 'email', 'head-of-platform@example.com', { pending: 'PendingConfirmation' }),
    ],
  }
}

// An auditor confirmed; of the stakeholders one did, and one never looked.
const toldOf = (at: Deployed): StackState['topics'] => {
  const topic = (end: string, subscriptions: SubscriptionState[]) => {
    const arn = topicArn(at, end)
    const by = { 'aws:PrincipalArn': roleArn(at, 'report') }
    const publish = { Action: 'sns:Publish', Resource: arn }
    return {
      arn,
      attributes: {
        DisplayName: `${name} ${end.slice(1)}`,
        Owner: at.account,
        Policy: policyOf([
          {
            Sid: 'TheReportPublishes',
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${at.account}:root` },
            ...publish,
            Condition: { ArnEquals: by },
          },
          { Sid: 'NobodyElsePublishes', Effect: 'Deny', Principal: '*', ...publish, Condition: { ArnNotEquals: by } },
        ]),
      },
      subscriptions,
    }
  }
  return [
    topic('-head', [subscribed(at, 'email', 'auditor@example.org', { topic: '-head' })]),
    topic('-digest', [
      subscribed(at, 'email', 'board@example.com', { topic: '-digest' }),
      subscribed(at, 'email', 'head-of-risk@example.com', { topic: '-digest', pending: 'PendingConfirmation' }),
    ]),
  ]
}

type Standing = { topic?: string; pending?: string }

const subscribed = (
  at: Deployed,
  Protocol: string,
  Endpoint: string,
  { topic = '', pending }: Standing = {},
): SubscriptionState => {
  const id = sha256(Endpoint)
    .slice(7, 43)
    .replace(/^(.{8}).(.{4}).(.{4}).(.{4}).(.{12})$/, '$1-$2-$3-$4-$5')
  const TopicArn = topicArn(at, topic)
  const SubscriptionArn = pending ?? `${TopicArn}:${id}`
  return {
    listed: { SubscriptionArn, Owner: at.account, Protocol, Endpoint, TopicArn },
    attributes: { RawMessageDelivery: 'false', ConfirmationWasAuthenticated: 'false' },
  }
}
