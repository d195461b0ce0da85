// The collector's own stack, as `serverless package` makes it: functions, roles, schedule, machine, bucket, key and alerts.
import { type KmsKey, arnOf as keyArn } from '../services/kms-key.ts'
import type { Bucket } from '../services/s3/bucket.ts'
import type { ResourceState, StackState } from '../world/stack.ts'
import { alertsOf, onCall } from './deployment-alerts.ts'
import { functionState, rolesOf } from './deployment-functions.ts'
import { guard } from './deployment-guard.ts'
import {
  alarmNames,
  arn,
  functionArn,
  functionNames,
  iamRole,
  machineArn,
  name,
  queueArn,
  roleArn,
  ruleNames,
  stackArn,
  topicArn,
} from './deployment-names.ts'

export type Deployed = {
  account: string
  region: string
  /** Seconds since 1970. */
  at: number
  bucket: Bucket
  key: KmsKey
  /** Where configuration, records and documents lie; left out: by a name of the stack's, which nobody need have made. */
  documents?: Bucket
  /** What is granted to the role of each function. */
  grants?: Record<string, { actions: string[]; resources: string[] }[]>
  /** Who may write to the bucket, where it is not the functions' own roles. */
  writers?: string[]
  /** What the functions find in their environment. */
  told?: Record<string, string>
}

/** Sets bucket and key to what the template says of them, too. */
export const deployed = (given: Deployed): StackState => {
  guard(given)
  return {
    stack: stackOf(given),
    resources: resourcesOf(given).sort((a, b) => (a.LogicalResourceId < b.LogicalResourceId ? -1 : 1)),
    functions: functionNames.map((own) => functionState(given, own)),
    roles: rolesOf(given),
    schedules: [scheduleOf(given), reportScheduleOf(given)],
    machines: [machineOf(given)],
    ...alertsOf(given),
  }
}

const stackOf = (given: Deployed): StackState['stack'] => ({
  StackId: stackArn(given),
  StackName: name,
  Description: 'The AWS CloudFormation template for this Serverless application',
  CreationTime: given.at,
  LastUpdatedTime: given.at,
  RollbackConfiguration: {},
  StackStatus: 'UPDATE_COMPLETE',
  DisableRollback: false,
  EnableTerminationProtection: false,
  Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
  Parameters: [{ ParameterKey: 'AlarmEmail', ParameterValue: onCall }],
  Outputs: [
    { OutputKey: 'AlarmTopic', OutputValue: topicArn(given) },
    { OutputKey: 'AuditorTopic', OutputValue: topicArn(given, '-head') },
    { OutputKey: 'DocumentsBucket', OutputValue: documentsOf(given) },
    { OutputKey: 'EvidenceBucket', OutputValue: given.bucket.name },
    { OutputKey: 'SigningKey', OutputValue: keyArn(given.key, given.account) },
    { OutputKey: 'StakeholderTopic', OutputValue: topicArn(given, '-digest') },
    { OutputKey: 'TickStateMachine', OutputValue: machineArn(given) },
  ],
})

const documentsOf = ({ account, documents }: Deployed): string => documents?.name ?? `${name}-documents-${account}`

const resourcesOf = (given: Deployed): ResourceState[] => {
  const { account, at, bucket, key } = given
  const listed = (LogicalResourceId: string, ResourceType: string, PhysicalResourceId: string): ResourceState => ({
    LogicalResourceId,
    PhysicalResourceId,
    ResourceType,
    ResourceStatus: 'CREATE_COMPLETE',
    LastUpdatedTimestamp: at,
  })
  const buckets = {
    DocumentsBucket: documentsOf(given),
    EvidenceBucket: bucket.name,
    ServerlessDeploymentBucket: `${name}-serverlessdeploymentbucket-${account}`,
  }
  const capital = (own: string): string => `${own[0]?.toUpperCase()}${own.slice(1)}`
  return [
    ...functionNames.flatMap((own) => [
      listed(`${capital(own)}LogGroup`, 'AWS::Logs::LogGroup', `/aws/lambda/${name}-${own}`),
      listed(`${capital(own)}LambdaFunction`, 'AWS::Lambda::Function', `${name}-${own}`),
      listed(`${capital(own)}IamRoleLambdaExecution`, 'AWS::IAM::Role', iamRole(given, own)),
    ]),
    ...Object.entries(buckets).flatMap(([logical, physical]) => [
      listed(logical, 'AWS::S3::Bucket', physical),
      listed(`${logical}Policy`, 'AWS::S3::BucketPolicy', physical),
    ]),
    ...Object.entries(alarmNames).map(([id, own]) => listed(id, 'AWS::CloudWatch::Alarm', `${name}-${own}`)),
    ...Object.entries(ruleNames).map(([id, own]) => listed(id, 'AWS::Events::Rule', `${name}-${own}`)),
    listed('Alarms', 'AWS::SNS::Topic', topicArn(given)),
    listed('AuditorTopic', 'AWS::SNS::Topic', topicArn(given, '-head')),
    listed('ReportSchedule', 'AWS::Scheduler::Schedule', `${name}-report`),
    listed('ReportScheduleRole', 'AWS::IAM::Role', iamRole(given, 'report-schedule')),
    listed('ReportsNotStarted', 'AWS::SQS::Queue', queueArn(given, 'ReportsNotStarted')),
    listed('StakeholderTopic', 'AWS::SNS::Topic', topicArn(given, '-digest')),
    listed('SigningKey', 'AWS::KMS::Key', key.id),
    listed('SigningKeyAlias', 'AWS::KMS::Alias', `alias/${name}`),
    listed('TickSchedule', 'AWS::Scheduler::Schedule', name),
    listed('TickScheduleRole', 'AWS::IAM::Role', iamRole(given, 'schedule')),
    listed('TickStateMachine', 'AWS::StepFunctions::StateMachine', machineArn(given)),
    listed('TickStateMachineRole', 'AWS::IAM::Role', iamRole(given, 'machine')),
    listed('TicksNotStarted', 'AWS::SQS::Queue', queueArn(given)),
  ]
}

const scheduleOf = (given: Deployed): StackState['schedules'][number] => ({
  Arn: arn(given, 'scheduler', `schedule/default/${name}`),
  CreationDate: given.at,
  Description: 'One tick of the evidence, named by its scheduled time',
  FlexibleTimeWindow: { Mode: 'OFF' },
  GroupName: 'default',
  LastModificationDate: given.at,
  Name: name,
  ScheduleExpression: 'cron(20 * * * ? *)',
  ScheduleExpressionTimezone: 'UTC',
  State: 'ENABLED',
  Target: {
    Arn: machineArn(given),
    DeadLetterConfig: { Arn: queueArn(given) },
    Input: '{"tick":"<aws.scheduler.scheduled-time>"}',
    RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 20 },
    RoleArn: roleArn(given, 'schedule'),
  },
})

const reportScheduleOf = (given: Deployed): StackState['schedules'][number] => ({
  ...scheduleOf(given),
  Arn: arn(given, 'scheduler', `schedule/default/${name}-report`),
  Description: 'What is told once a day',
  Name: `${name}-report`,
  ScheduleExpression: 'cron(50 5 * * ? *)',
  Target: {
    Arn: functionArn(given, 'report'),
    DeadLetterConfig: { Arn: queueArn(given, 'ReportsNotStarted') },
    Input: '{}',
    RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 20 },
    RoleArn: roleArn(given, 'report-schedule'),
  },
})

const machineOf = (given: Deployed): StackState['machines'][number] => ({
  stateMachineArn: machineArn(given),
  name,
  status: 'ACTIVE',
  definition: JSON.stringify({ StartAt: 'Plan', States: { Plan: { Type: 'Task', End: true } } }),
  roleArn: roleArn(given, 'machine'),
  type: 'STANDARD',
  creationDate: given.at,
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
})
