// Names and ARNs of the collector's own stack.

/** Of the stack and all that is named after it. */
export const name = 'eks-evidence-prod'
export const functionNames = ['plan', 'collect', 'evaluate', 'seal', 'publish', 'report'] as const
export type FunctionName = (typeof functionNames)[number]

type Place = { account: string; region: string }

export const iamRole = ({ region }: Place, own: string): string => `${name}-${region}-${own}`
export const roleArn = (at: Place, own: string): string => `arn:aws:iam::${at.account}:role/${iamRole(at, own)}`
export const arn = ({ account, region }: Place, service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`
export const functionArn = (at: Place, own: string): string => arn(at, 'lambda', `function:${name}-${own}`)
export const machineArn = (at: Place): string => arn(at, 'states', `stateMachine:${name}`)
export const queueArn = (at: Place, own = 'TicksNotStarted'): string => arn(at, 'sqs', `${name}-${own}`)
export const stackArn = (at: Place): string =>
  arn(at, 'cloudformation', `stack/${name}/5b1a3c70-e9f2-11f0-8de9-0242ac120002`)
export const topicArn = (at: Place, end = ''): string => arn(at, 'sns', `${name}${end}`)
export const alarmArn = (at: Place, own: string): string => arn(at, 'cloudwatch', `alarm:${name}-${own}`)
export const ruleArn = (at: Place, own: string): string => arn(at, 'events', `rule/${name}-${own}`)
/** By their ids in the template, what their names end in. */
export const alarmNames = {
  ContinuityBelow: 'continuity-below',
  NoSeal: 'no-seal',
  PastSlaCriticals: 'past-sla-criticals',
  ReportFailed: 'report-failed',
  ReportNotStarted: 'report-not-started',
  SlotsMissed: 'slots-missed',
  TicksAborted: 'ticks-aborted',
  TicksFailed: 'ticks-failed',
  TicksNotStartedAlarm: 'ticks-not-started',
  TicksTimedOut: 'ticks-timed-out',
}
export const ruleNames = {
  AlarmChanged: 'alarm',
  BucketChanged: 'bucket',
  CodeChanged: 'code',
  KeyChanged: 'key',
  RoleChanged: 'role',
  RuleChanged: 'rule',
  ScheduleChanged: 'schedule',
  StackChanged: 'stack',
  StateMachineChanged: 'state-machine',
  TopicChanged: 'topic',
  TrailChanged: 'trail',
}

/** A policy as JSON text. */
export const policyOf = (statements: object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements })
