// What the stack tells: each alarm over what AWS counts, and each rule over events as CloudTrail spells them.
import { describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { text } from '../layout-tree.ts'
import { matches } from './event-pattern.ts'
import { infra, read } from './infra.ts'
import { resolved, type Template } from './resolved.ts'

const account = '111122223333'
const key = `arn:aws:kms:eu-west-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
const machine = `arn:aws:states:eu-west-1:${account}:stateMachine:eks-evidence-prod`
const topic = `arn:aws:sns:eu-west-1:${account}:eks-evidence-prod`
const names = {
  'SigningKey.Arn': key,
  Alarms: topic,
  AuditorTopic: `${topic}-head`,
  ReportSchedule: 'eks-evidence-prod-report',
  StakeholderTopic: `${topic}-digest`,
  TickSchedule: 'eks-evidence-prod',
  TickStateMachine: machine,
  ...Object.fromEntries(
    ['Plan', 'Collect', 'Evaluate', 'Seal', 'Publish', 'Report'].map((name) => [
      `${name}LambdaFunction`,
      `eks-evidence-prod-${name.toLowerCase()}`,
    ]),
  ),
}
const template = infra()
const made = resolved(template, {}, names)
const properties = (id: string, { Resources }: Template = made): Record<string, unknown> => {
  const found = Resources[id]
  if (found) return found.Properties
  throw new Error(`no ${id} in infra/`)
}
const ofType = (type: string, { Resources } = made) => Object.entries(Resources).filter(([, { Type }]) => Type === type)

describe('alarms', () => {
  it('count the seals that AWS saw: a seal that failed is none, and silence is none', () => {
    const { Metrics, ...alarm } = properties('NoSeal') as { Metrics: { Id: string; Expression?: string }[] }
    expect(alarm).toMatchObject({
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'breaching',
    })
    expect(Metrics.find(({ Id }) => Id === 'seals')?.Expression).toBe('FILL(invocations, 0) - FILL(errors, 0)')
    for (const [id, name] of [
      ['invocations', 'Invocations'],
      ['errors', 'Errors'],
    ])
      expect(Metrics.find(({ Id }) => Id === id)).toEqual({
        Id: id,
        ReturnData: false,
        MetricStat: {
          Stat: 'Sum',
          Period: 7_200,
          Metric: {
            Namespace: 'AWS/Lambda',
            MetricName: name,
            Dimensions: [{ Name: 'FunctionName', Value: 'eks-evidence-prod-seal' }],
          },
        },
      })
  })

  it.each([
    ['TicksFailed', 'ExecutionsFailed'],
    ['TicksTimedOut', 'ExecutionsTimedOut'],
    ['TicksAborted', 'ExecutionsAborted'],
  ])('%s: at the first one', (id, MetricName) => {
    expect(properties(id)).toMatchObject({
      Namespace: 'AWS/States',
      MetricName,
      Dimensions: [{ Name: 'StateMachineArn', Value: machine }],
      Statistic: 'Sum',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    })
  })

  it('tell of what is told once a day and was not told, or not begun', () => {
    expect(properties('ReportFailed')).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: 'eks-evidence-prod-report' }],
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    })
    expect(properties('ReportNotStarted')).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: '<ReportsNotStarted.QueueName>' }],
    })
  })

  it('tell of a tick that the schedule could not start', () => {
    expect(properties('TicksNotStartedAlarm')).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: '<TicksNotStarted.QueueName>' }],
      Threshold: 1,
    })
  })

  it.each([
    ["the stack's own topic", {}, topic],
    ['the topic that a deployment names', { AlarmTopic: `${topic}-own` }, `${topic}-own`],
  ])('go to %s, as the rules do', (_, given, expected) => {
    const template = resolved(infra(), given, names)
    const alarms = ofType('AWS::CloudWatch::Alarm', template).flatMap(([, { Properties }]) => Properties.AlarmActions)
    const rules = ofType('AWS::Events::Rule', template).flatMap(([, { Properties }]) =>
      (Properties.Targets as { Arn: string }[]).map(({ Arn }) => Arn),
    )
    expect(new Set([...alarms, ...rules])).toEqual(new Set([expected]))
    expect('Alarms' in template.Resources).toBe(expected === topic)
  })

  it('go to a mailbox where a deployment names one, and no topic of its own', () => {
    const mail = { AlarmEmail: 'platform@example.com' }
    expect(properties('AlarmMail', resolved(template, mail, names))).toMatchObject({
      TopicArn: topic,
      Protocol: 'email',
      Endpoint: 'platform@example.com',
    })
    expect(resolved(template, { ...mail, AlarmTopic: topic }, names).Resources).not.toHaveProperty('AlarmMail')
    expect(made.Resources).not.toHaveProperty('AlarmMail')
  })

  it('may publish: CloudWatch for these alarms, EventBridge without a condition, which it could not meet', () => {
    expect(properties('AlarmsPolicy').PolicyDocument).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: {
            ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:eu-west-1:${account}:alarm:eks-evidence-prod-*` },
            StringEquals: { 'aws:SourceAccount': account },
          },
        },
        { Principal: { Service: 'events.amazonaws.com' } },
      ],
    })
    const statements = (properties('AlarmsPolicy').PolicyDocument as { Statement: object[] }).Statement
    expect(statements[1]).not.toHaveProperty('Condition')
  })
})

type Detail = Record<string, unknown>
const event = (service: string, eventName: string, rest: Detail) => ({
  source: `aws.${service}`,
  'detail-type': 'AWS API Call via CloudTrail',
  detail: { eventSource: `${service}.amazonaws.com`, eventName, readOnly: false, ...rest },
})
const asked = (service: string, eventName: string, requestParameters: Detail) =>
  event(service, eventName, { requestParameters })
const onKey = (eventName: string, ARN = key) =>
  event('kms', eventName, {
    requestParameters: { keyId: 'alias/eks-evidence-prod' },
    resources: [{ accountId: account, type: 'AWS::KMS::Key', ARN }],
  })
const seal = { functionName: 'eks-evidence-prod-seal' }
const role = (own: string) => ({ roleName: `eks-evidence-prod-eu-west-1-${own}` })
const arnOf = (name: string) => `arn:aws:lambda:eu-west-1:${account}:function:${name}`

/** By rule: events that it tells, and others that it does not. */
const events: Record<string, { tells: object[]; leaves: object[] }> = {
  KeyChanged: {
    tells: ['PutKeyPolicy', 'ScheduleKeyDeletion', 'DisableKey', 'CreateGrant'].map((name) => onKey(name)),
    leaves: [onKey('DisableKey', `${key}0`), onKey('Sign'), onKey('DescribeKey')],
  },
  BucketChanged: {
    tells: [
      ...['PutBucketPolicy', 'DeleteBucketPolicy', 'PutBucketLifecycle', 'PutBucketReplication', 'DeleteBucket'],
      ...['PutBucketVersioning', 'PutBucketObjectLockConfiguration', 'PutBucketPublicAccessBlock'],
    ].map((name) => asked('s3', name, { bucketName: 'EvidenceBucket' })),
    leaves: [
      asked('s3', 'PutBucketPolicy', { bucketName: 'another' }),
      asked('s3', 'PutObject', { bucketName: 'EvidenceBucket', key: 'a' }),
      asked('s3', 'DeleteObject', { bucketName: 'EvidenceBucket', key: 'a' }),
    ],
  },
  CodeChanged: {
    tells: [
      ...['UpdateFunctionCode20150331v2', 'UpdateFunctionConfiguration20150331v2', 'DeleteFunction20150331'],
      ...['PutFunctionConcurrency20171031', 'AddPermission20150331v2'],
    ]
      .map((name) => asked('lambda', name, seal))
      .concat(
        [
          'eks-evidence-prod-plan',
          arnOf('eks-evidence-prod-report'),
          arnOf('eks-evidence-prod-collect'),
          `${account}:function:eks-evidence-prod-seal`,
        ].map((functionName) => asked('lambda', 'UpdateFunctionCode20150331v2', { functionName })),
        asked('lambda', 'PutResourcePolicy', { resourceArn: `${arnOf('eks-evidence-prod-seal')}:1` }),
      ),
    leaves: [
      asked('lambda', 'UpdateFunctionCode20150331v2', { functionName: 'another-seal' }),
      asked('lambda', 'PutResourcePolicy', { resourceArn: arnOf('another-seal') }),
      asked('lambda', 'UpdateFunctionCode20150331v2', { functionName: arnOf('another') }),
      asked('lambda', 'Invoke', seal),
    ],
  },
  RoleChanged: {
    tells: [
      ...['PutRolePolicy', 'AttachRolePolicy', 'UpdateAssumeRolePolicy', 'DeleteRolePermissionsBoundary'].map((name) =>
        asked('iam', name, role('seal')),
      ),
      ...['schedule', 'machine', 'auditor'].map((own) => asked('iam', 'PutRolePolicy', role(own))),
      asked('iam', 'PutRolePolicy', { roleName: 'eks-evidence-prod-us-east-1-stream' }),
      asked('iam', 'CreateRole', { roleName: 'eks-evidence-prod-any-stream' }),
    ],
    leaves: [asked('iam', 'PutRolePolicy', { roleName: 'another' }), asked('iam', 'GetRole', role('seal'))],
  },
  ScheduleChanged: {
    tells: ['eks-evidence-prod', 'eks-evidence-prod-report'].flatMap((name) =>
      ['UpdateSchedule', 'DeleteSchedule'].map((one) => asked('scheduler', one, { name })),
    ),
    leaves: [asked('scheduler', 'DeleteSchedule', { name: 'another' })],
  },
  StateMachineChanged: {
    tells: ['UpdateStateMachine', 'DeleteStateMachine'].map((name) =>
      asked('states', name, { stateMachineArn: machine }),
    ),
    leaves: [asked('states', 'StartExecution', { stateMachineArn: machine })],
  },
  AlarmChanged: {
    tells: [
      asked('monitoring', 'DeleteAlarms', { alarmNames: ['another', 'eks-evidence-prod-no-seal'] }),
      asked('monitoring', 'DisableAlarmActions', { alarmNames: ['eks-evidence-prod-no-seal'] }),
      asked('monitoring', 'SetAlarmState', { alarmName: 'eks-evidence-prod-no-seal' }),
    ],
    leaves: [asked('monitoring', 'DeleteAlarms', { alarmNames: ['another'] })],
  },
  RuleChanged: {
    tells: [
      asked('events', 'DisableRule', { name: 'eks-evidence-prod-key' }),
      asked('events', 'RemoveTargets', { rule: 'eks-evidence-prod-key', ids: ['alarms'] }),
    ],
    leaves: [asked('events', 'DisableRule', { name: 'another' })],
  },
  TopicChanged: {
    tells: [
      ...['', '-head', '-digest'].map((end) => asked('sns', 'SetTopicAttributes', { topicArn: `${topic}${end}` })),
      asked('sns', 'Unsubscribe', { subscriptionArn: `${topic}-head:2bcfbf39-05c3-41de-beaa-fcfcc21c8f55` }),
      asked('sns', 'DeleteTopic', { topicArn: topic }),
      asked('sns', 'Unsubscribe', { subscriptionArn: `${topic}:2bcfbf39-05c3-41de-beaa-fcfcc21c8f55` }),
    ],
    leaves: [
      asked('sns', 'DeleteTopic', { topicArn: `${topic}2` }),
      asked('sns', 'Unsubscribe', { subscriptionArn: `${topic}2:2bcfbf39-05c3-41de-beaa-fcfcc21c8f55` }),
      asked('sns', 'Publish', { topicArn: topic }),
    ],
  },
  TrailChanged: {
    tells: ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'].map((name) =>
      asked('cloudtrail', name, { name: 'any' }),
    ),
    leaves: [asked('cloudtrail', 'CreateTrail', { name: 'any' })],
  },
  StackChanged: {
    tells: [
      asked('cloudformation', 'UpdateTerminationProtection', { stackName: 'eks-evidence-prod' }),
      asked('cloudformation', 'DeleteStack', {
        stackName: `arn:aws:cloudformation:eu-west-1:${account}:stack/eks-evidence-prod/1`,
      }),
    ],
    leaves: [asked('cloudformation', 'DeleteStack', { stackName: 'another' })],
  },
}

describe('rules', () => {
  it('are all tried here, and say what they need', () => {
    const rules = ofType('AWS::Events::Rule')
    expect(rules.map(([id]) => id).sort()).toEqual(Object.keys(events).sort())
    expect(rules.filter(([, { Properties }]) => !String(Properties.Description).startsWith('Needs a trail'))).toEqual(
      [],
    )
  })

  it.each(Object.entries(events))('%s tells what it is there to tell', (id, { tells, leaves }) => {
    const pattern = properties(id).EventPattern
    expect(tells.filter((one) => !matches(pattern, one))).toEqual([])
    expect(leaves.filter((one) => matches(pattern, one))).toEqual([])
  })

  it('have patterns that EventBridge takes: within 4,096 characters', () => {
    const long = ofType('AWS::Events::Rule').filter(
      ([, one]) => JSON.stringify(one.Properties.EventPattern).length > 4_096,
    )
    expect(long.map(([id]) => id)).toEqual([])
  })

  it('tell of a bucket that was there before the stack', () => {
    const given = resolved(template, { ExistingEvidenceBucket: 'our-own' }, names)
    const changed = asked('s3', 'DeleteBucketPolicy', { bucketName: 'our-own' })
    expect(matches(properties('BucketChanged', given).EventPattern, changed)).toBe(true)
  })
})

describe('the stack of us-east-1', () => {
  const whole = { Conditions: {}, Outputs: {}, ...read('infra/us-east-1.yml') } as Template
  const east = resolved(whole, { HomeRegion: 'eu-west-1' }, { 'AWS::Region': 'us-east-1' })
  const home = `arn:aws:events:eu-west-1:${account}:event-bus/default`

  // Unlike the others this file goes to CloudFormation as it is, which refuses a template with an alias.
  it('is written without YAML aliases', () => {
    expect(parseDocument(text('infra/us-east-1.yml')).toJS({ maxAliasCount: 0 })).toHaveProperty('Resources')
  })

  it('tells of the silencing of its rules, and the rule at home hears it', () => {
    for (const name of ['role', 'rule'].map((one) => `eks-evidence-prod-eu-west-1-${one}`)) {
      const silencing = [asked('events', 'DisableRule', { name }), asked('events', 'RemoveTargets', { rule: name })]
      for (const rules of [east, made])
        expect(silencing.filter((one) => !matches(properties('RuleChanged', rules).EventPattern, one))).toEqual([])
    }
    const another = asked('events', 'DisableRule', { name: 'eks-evidence-prod-us-east-1-role' })
    expect(matches(properties('RuleChanged', east).EventPattern, another)).toBe(false)
    const named = ofType('AWS::Events::Rule', east).map(([, { Properties }]) => Properties.Name)
    expect(named).toEqual(['eks-evidence-prod-eu-west-1-role', 'eks-evidence-prod-eu-west-1-rule'])
  })

  it('hears of the same roles as the rule at home, and sends them there', () => {
    expect(properties('RoleChanged', east).EventPattern).toEqual(properties('RoleChanged').EventPattern)
    for (const [, { Properties }] of ofType('AWS::Events::Rule', east))
      expect(Properties.Targets).toEqual([{ Id: 'home', Arn: home, RoleArn: '<SendOnRole.Arn>' }])
    expect(properties('SendOnRole', east).Policies).toMatchObject([
      { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: home }] } },
    ])
  })

  it('describes its parameters, and bounds its role where it is told to', () => {
    const bare = Object.entries(whole.Parameters).filter(([, one]) => !one.Description || !one.AllowedPattern)
    expect(bare.map(([name]) => name)).toEqual([])
    const bounded = resolved(whole, { HomeRegion: 'eu-west-1', PermissionsBoundary: 'p' })
    expect(properties('SendOnRole', bounded).PermissionsBoundary).toBe('p')
  })
})
