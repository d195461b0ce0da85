// The collector may read all of its own stack, and the sandbox's stack is made of what the template makes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { glob } from '../../sandbox/permissions.ts'
import { deployed } from '../../sandbox/scenario/deployment.ts'
import { signingKey } from '../../sandbox/services/kms-key.ts'
import { newBucket } from '../../sandbox/services/s3/bucket.ts'
import { seconds } from '../../src/clock.ts'
import alertsReachTopic from '../../src/controls/alerts-reach-topic.ts'
import iam from '../../src/sources/iam.ts'
import kmsKeys from '../../src/sources/kms-keys.ts'
import { granted, list, type Packaged, packaged } from './packaged.ts'
import { resolved } from './resolved.ts'

const account = '111122223333'
const region = 'eu-west-1'
const createdAt = '2026-01-01T00:00:00Z'
const topic = `arn:aws:sns:${region}:${account}:eks-evidence-prod`
const another = `arn:aws:sns:${region}:${account}:another`

let stack: Packaged
let resources: ReturnType<typeof resolved>['Resources']
let allowed: (action: string) => string[]

beforeAll(async () => {
  stack = await packaged()
  const names = {
    ExistingEvidenceBucket: '',
    AuditorPrincipal: `arn:aws:iam::${account}:root`,
    AuditorExternalId: 'an',
  }
  resources = resolved(stack.template, names).Resources
  const collect = resources.CollectIamRoleLambdaExecution
  const statements = collect ? granted(collect) : []
  allowed = (action) =>
    statements
      .filter(({ Action }) => list(Action).includes(action))
      .flatMap(({ Resource }) => list(Resource) as string[])
}, 300_000)
afterAll(() => stack.remove())

const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type)
const arn = (service: string, resource: string, at = region): string =>
  `arn:aws:${service}:${at}:${account}:${resource}`

describe('what collect may read of its own stack', () => {
  it('is the code of every function', () => {
    const functions = ofType('AWS::Lambda::Function').map(([, { Properties }]) => Properties.FunctionName)
    expect(allowed('lambda:GetFunctionConfiguration').sort()).toEqual(
      functions.map((name) => arn('lambda', `function:${name}`)).sort(),
    )
  })

  it('is every role, each by the name that it has', () => {
    const roles = ofType('AWS::IAM::Role')
      .filter(([, { Condition }]) => Condition !== 'Never')
      .map(([, { Properties }]) => arn('iam', `role/${Properties.RoleName}`, ''))
    for (const action of ['GetRole', 'GetRolePolicy', 'ListAttachedRolePolicies', 'ListRolePolicies'])
      expect(allowed(`iam:${action}`).sort()).toEqual(roles.sort())
  })

  it('is the schedules, the machine and the stack, by name', () => {
    const schedules = ofType('AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties.Name)
    const [[, machine] = []] = ofType('AWS::StepFunctions::StateMachine')
    expect(allowed('scheduler:GetSchedule').sort()).toEqual(
      schedules.map((name) => arn('scheduler', `schedule/default/${name}`)).sort(),
    )
    expect(allowed('states:DescribeStateMachine')).toEqual([
      arn('states', `stateMachine:${machine?.Properties.StateMachineName}`),
    ])
    expect(allowed('cloudformation:ListStackResources')).toEqual([
      'arn:aws:cloudformation:eu-west-1:111122223333:stack/eks-evidence-prod/1',
    ])
  })

  it('has one key and one machine, so that no other is left out', () => {
    for (const type of ['AWS::KMS::Key', 'AWS::StepFunctions::StateMachine'])
      expect([type, ofType(type).length]).toEqual([type, 1])
  })

  it('is every rule by its name, and every alarm and mute rule of the region, which are listed', () => {
    for (const action of ['DescribeRule', 'ListTargetsByRule']) {
      const [pattern = '', ...more] = allowed(`events:${action}`)
      expect(more).toEqual([])
      for (const [, { Properties }] of ofType('AWS::Events::Rule'))
        expect(glob(pattern, arn('events', `rule/${Properties.Name}`))).toBe(true)
    }
    expect(allowed('cloudwatch:DescribeAlarms')).toEqual([arn('cloudwatch', 'alarm:*')])
    expect(allowed('cloudwatch:ListAlarmMuteRules')).toEqual([arn('cloudwatch', 'alarm-mute-rule:*')])
  })

  it.each([
    ["the stack's own topic", '', topic],
    ['the topic that was given', another, another],
  ])('is %s, and no other', (_, AlarmTopic, expected) => {
    const collect = resolved(stack.template, { AlarmTopic }, { Alarms: topic }).Resources.CollectIamRoleLambdaExecution
    const told = (collect ? granted(collect) : []).filter(({ Action }) => list(Action).join().includes('sns:'))
    expect(told.map(({ Action, Resource }) => [list(Action), list(Resource)])).toEqual([
      [['sns:GetSubscriptionAttributes', 'sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic'], [expected]],
    ])
  })

  it('holds no wildcard, but for what is asked of every identity and key of the account', () => {
    const own = ['cloudformation', 'iam', 'kms', 'lambda', 'scheduler', 'states']
    const ofAll: string[] = [iam, kmsKeys].flatMap(({ operations }) => operations.map(({ action }) => action))
    const collect = resources.CollectIamRoleLambdaExecution
    const wide = (collect ? granted(collect) : [])
      .filter(({ Resource }) => list(Resource).some((one) => String(one).includes('*')))
      .flatMap(({ Action }) => list(Action).filter((action) => own.includes(action.split(':')[0] ?? '')))
    expect(wide.filter((action) => !ofAll.includes(action))).toEqual([])
  })
})

describe('EVD-09', () => {
  it('asks for every alarm and rule that the template makes, and for no other', () => {
    const { alarms, rules } = alertsReachTopic.settings
    expect(alarms).toEqual(
      ofType('AWS::CloudWatch::Alarm')
        .map(([id]) => id)
        .sort(),
    )
    expect(rules).toEqual(
      ofType('AWS::Events::Rule')
        .map(([id]) => id)
        .sort(),
    )
  })
})

describe('the functions', () => {
  it('are told in which stack they run, and the stack names its bucket', () => {
    for (const [id, { Properties }] of ofType('AWS::Lambda::Function')) {
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> }
      expect([id, Variables.STACK_ID]).toEqual([
        id,
        'arn:aws:cloudformation:eu-west-1:111122223333:stack/eks-evidence-prod/1',
      ])
    }
    expect(stack.template.Outputs.EvidenceBucket).toBeDefined()
  })
})

describe('the stack of the sandbox', () => {
  it('has every function, role, schedule, machine, key, alarm, rule and topic of the template, and no other', () => {
    const bucket = newBucket({ name: 'evidence', region, owner: account, createdAt, objectLock: true })
    const made = deployed({
      account,
      region,
      at: seconds(createdAt),
      bucket,
      key: signingKey({ seed: 's', region, createdAt }),
    })
    const read = ['AWS::Lambda::Function', 'AWS::Scheduler::Schedule', 'AWS::StepFunctions::StateMachine']
    const tell = ['AWS::CloudWatch::Alarm', 'AWS::Events::Rule', 'AWS::SNS::Topic']
    const kinds = [...read, ...tell, 'AWS::KMS::Key', 'AWS::IAM::Role']
    const inSandbox = made.resources.flatMap(({ LogicalResourceId, ResourceType }) =>
      kinds.includes(ResourceType) ? [LogicalResourceId] : [],
    )
    // The auditor's role is there only where the deployment names an auditor.
    const inTemplate = kinds.flatMap((kind) => ofType(kind).map(([id]) => id)).filter((id) => id !== 'AuditorRole')
    expect(inSandbox.sort()).toEqual(inTemplate.filter((id) => id !== 'IamRoleLambdaExecution').sort())
  })
})
