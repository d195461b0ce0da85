// By what the collector tells of faults and changes: the alarms and rules of its stack, their topic, and who subscribes to it.
import type * as cloudformation from '@aws-sdk/client-cloudformation'
import type * as cloudwatch from '@aws-sdk/client-cloudwatch'
import type * as events from '@aws-sdk/client-eventbridge'
import type * as sns from '@aws-sdk/client-sns'
import { stackOutput } from '../answers/stack-output.ts'
import { ofType } from '../answers/stack-resources.ts'
import { isSubscription } from '../answers/subscription.ts'
import { alarmEmail, endpoints } from '../redaction/endpoints.ts'
import { asking, defineSource, each, type Heard, inChunks, list, listEach, listed, once } from '../source.ts'
import { operation } from '../wire.ts'

const listResources = operation<cloudformation.ListStackResourcesInput, cloudformation.ListStackResourcesOutput>(
  'cloudformation:ListStackResources',
  { token: 'NextToken' },
)
const describeStacks = operation<cloudformation.DescribeStacksInput, cloudformation.DescribeStacksOutput>(
  'cloudformation:DescribeStacks',
)
// An alarm that is not there is left out of the answer.
const describeAlarms = operation<cloudwatch.DescribeAlarmsInput, cloudwatch.DescribeAlarmsOutput>(
  'cloudwatch:DescribeAlarms',
  { token: 'NextToken' },
)
// Where CloudWatch knows no such operation, it knows no such rules.
const listMutes = operation<cloudwatch.ListAlarmMuteRulesInput, cloudwatch.ListAlarmMuteRulesOutput>(
  'cloudwatch:ListAlarmMuteRules',
  { token: 'NextToken', absentWhen: ['ResourceNotFoundException', 'UnknownOperationException', 'InvalidAction'] },
)
const noRule = { absentWhen: ['ResourceNotFoundException'], token: 'NextToken' }
const describeRule = operation<events.DescribeRuleRequest, events.DescribeRuleResponse>('events:DescribeRule', noRule)
const listTargets = operation<events.ListTargetsByRuleRequest, events.ListTargetsByRuleResponse>(
  'events:ListTargetsByRule',
  noRule,
)
const none = { absentWhen: ['NotFoundException'], token: 'NextToken' }
const getTopic = operation<sns.GetTopicAttributesInput, sns.GetTopicAttributesResponse>('sns:GetTopicAttributes', none)
const listSubscriptions = operation<sns.ListSubscriptionsByTopicInput, sns.ListSubscriptionsByTopicResponse>(
  'sns:ListSubscriptionsByTopic',
  none,
)
const getSubscription = operation<sns.GetSubscriptionAttributesInput, sns.GetSubscriptionAttributesResponse>(
  'sns:GetSubscriptionAttributes',
  none,
)

type Listed = Heard<cloudformation.ListStackResourcesInput, cloudformation.ListStackResourcesOutput>[]
type Described = Heard<cloudformation.DescribeStacksInput, cloudformation.DescribeStacksOutput>[]
type Subscribed = Heard<sns.ListSubscriptionsByTopicInput, sns.ListSubscriptionsByTopicResponse>[]

const atMost = 100
const alarms = (pages: Listed): string[] => ofType('AWS::CloudWatch::Alarm', pages)
const alarmsAtOnce = (pages: Listed) =>
  inChunks(alarms(pages), atMost).map((AlarmNames) => ({ AlarmNames, MaxRecords: atMost }))
const rules = (pages: Listed): string[] => ofType('AWS::Events::Rule', pages)
// The topic may be one that the stack did not make.
const topics = (heard: Described) => stackOutput('AlarmTopic', heard).map((TopicArn) => ({ TopicArn }))
const subscriptions = (pages: Subscribed) =>
  pages
    .flatMap(({ answer }) => listed(answer.Subscriptions, 'Subscriptions'))
    .filter(isSubscription)
    .map(({ SubscriptionArn }) => ({ SubscriptionArn }))

export default defineSource({
  id: 'alerts',
  kind: 'state',
  of: 'deployment',
  every: 86_400,
  zipped: true,
  atOnce: 4,
  redacts: [alarmEmail, ...endpoints],
  ...asking(
    list(listResources, ({ id }) => ({ StackName: id })),
    once(describeStacks, ({ id }) => ({ StackName: id })),
    listEach(describeAlarms, listResources, alarmsAtOnce),
    listEach(listMutes, listResources, (pages) => alarms(pages).map((AlarmName) => ({ AlarmName }))),
    each(describeRule, listResources, (pages) => rules(pages).map((Name) => ({ Name }))),
    listEach(listTargets, listResources, (pages) => rules(pages).map((Rule) => ({ Rule }))),
    each(getTopic, describeStacks, topics),
    listEach(listSubscriptions, describeStacks, topics),
    each(getSubscription, listSubscriptions, subscriptions),
  ),
})
