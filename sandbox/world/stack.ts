// The stack that the collector runs in, as AWS shows it: what the template makes, and what somebody changes behind its back.
import type { Stack } from '@aws-sdk/client-cloudformation'
import type { AlarmMuteRuleSummary, MetricAlarm } from '@aws-sdk/client-cloudwatch'
import type { DescribeRuleResponse, Target } from '@aws-sdk/client-eventbridge'
import type { AttachedPolicy, Role } from '@aws-sdk/client-iam'
import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import type { GetScheduleOutput } from '@aws-sdk/client-scheduler'
import type { DescribeStateMachineOutput } from '@aws-sdk/client-sfn'
import type { Subscription } from '@aws-sdk/client-sns'
import type { OnWire } from '../world.ts'

/** Times are seconds since 1970 here; the services say them as their protocols do. */
export type StackState = {
  stack: OnWire<Stack> & { StackId: string; StackName: string }
  resources: ResourceState[]
  functions: (OnWire<FunctionConfiguration> & { FunctionName: string })[]
  roles: RoleState[]
  schedules: (OnWire<GetScheduleOutput> & { Name: string })[]
  machines: (OnWire<DescribeStateMachineOutput> & { stateMachineArn: string })[]
  alarms: (OnWire<MetricAlarm> & { AlarmName: string; AlarmArn: string })[]
  mutes: { rule: OnWire<AlarmMuteRuleSummary> /** names */; alarms: string[] }[]
  rules: { rule: OnWire<DescribeRuleResponse> & { Name: string; Arn: string }; targets: OnWire<Target>[] }[]
  topics: TopicState[]
}

export type TopicState = {
  arn: string
  /** Without the ARN and the counts of subscriptions, which the service adds. */
  attributes: Record<string, string>
  subscriptions: SubscriptionState[]
  /** What was published to it, the newest last. */
  messages?: { MessageId: string; Subject: string | undefined; Message: string; at: string }[]
}
/** Listed by what stands in the place of its ARN until somebody confirms it; `attributes`: what it has beside what is listed. */
export type SubscriptionState = { listed: Record<keyof Subscription, string>; attributes: Record<string, string> }

export type ResourceState = {
  LogicalResourceId: string
  PhysicalResourceId: string
  ResourceType: string
  ResourceStatus: string
  LastUpdatedTimestamp: number
}

/** Policies are JSON text. */
export type RoleState = {
  role: Omit<OnWire<Role>, 'AssumeRolePolicyDocument'> & { RoleName: string; Arn: string; trust: string }
  policies: Record<string, string>
  attached: OnWire<AttachedPolicy>[]
}
