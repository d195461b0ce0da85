// What `serverless package` makes of serverless-stream.yml: the stack of one region, beside that of the home region.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onAnything } from '../../scripts/gen/iam-resources.ts'
import { sha256 } from '../../src/digest.ts'
import {
  configKey,
  evaluationKey,
  indexKey,
  ledgerKey,
  observationKey,
  planKey,
  publishedKey,
  streamedKey,
} from '../../src/store/keys.ts'
import { granted, list, type Packaged, packaged, type Resource, type Statement, sizeOf } from './packaged.ts'

let stack: Packaged
let again: Packaged

const env = { EVIDENCE_BUCKET: 'evidence-111122223333', HOME_REGION: 'eu-west-1', AWS_REGION: 'us-east-1' }

// Both at once, as two terminals would: neither may take the other's bundles.
beforeAll(async () => {
  ;[stack, again] = await Promise.all([packaged(['--config', 'serverless-stream.yml'], env), packaged()])
}, 300_000)

afterAll(() => {
  stack?.remove()
  again?.remove()
})

const of = (id: string): Resource => {
  const found = stack.resources[id]
  if (found) return found
  throw new Error(`no ${id} in the template`)
}
const ofType = (type: string): [string, Resource][] =>
  Object.entries(stack.resources).filter(([, { Type }]) => Type === type)
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] })
const grants = (name: string): Statement[] => granted(of(`${name}IamRoleLambdaExecution`))
const actions = (name: string): string[] => grants(name).flatMap(({ Action }) => list(Action))

describe('the stack of a region', () => {
  it('is packaged beside the other one, and neither holds a part of the other', () => {
    const zips = ({ folder }: Packaged) => readdirSync(folder).filter((file) => file.endsWith('.zip'))
    expect(zips(stack).sort()).toEqual(['stream.zip', 'subscribe.zip'])
    const own = ['collect', 'evaluate', 'plan', 'publish', 'report', 'seal'].map((name) => `${name}.zip`)
    expect(zips(again).sort()).toEqual(own)
  })

  it('has bundles within 1.5 MB', () => {
    const sizes = ['stream', 'subscribe'].map((name) => sizeOf(join(stack.folder, `${name}.zip`)))
    expect(sizes.filter((bytes) => bytes > 1.5e6 || bytes < 1e4)).toEqual([])
  })

  it('takes no name of the other one', () => {
    const names = (resources: Record<string, Resource>) =>
      Object.values(resources).flatMap(({ Properties }) =>
        ['FunctionName', 'RoleName', 'LogGroupName', 'Name', 'AlarmName'].flatMap((name) =>
          typeof Properties?.[name] === 'string' ? [Properties[name] as string] : [],
        ),
      )
    const others = new Set(names(again.resources))
    expect(names(stack.resources).filter((name) => others.has(name))).toEqual([])
  })

  it('names its functions and roles as the bucket of the home region and the grants know them', () => {
    expect(of('StreamLambdaFunction').Properties.FunctionName).toBe('eks-evidence-prod-stream')
    expect(of('StreamIamRoleLambdaExecution').Properties.RoleName).toBe('eks-evidence-prod-us-east-1-stream')
    expect(of('SubscribeLambdaFunction').Properties.Role).toEqual(arn('SubscribeIamRoleLambdaExecution'))
  })

  it('bounds how many batches are judged at once', () => {
    expect(of('StreamLambdaFunction').Properties).toMatchObject({
      ReservedConcurrentExecutions: { Ref: 'Concurrency' },
      Timeout: 120,
      MemorySize: 1024,
      Runtime: 'nodejs24.x',
    })
  })
})

describe('what is granted', () => {
  it('names its resource wherever AWS knows one, and its actions, every one', () => {
    const all = ofType('AWS::IAM::Role').flatMap(([, one]) => granted(one))
    const wide = all.filter(({ Resource }) => list(Resource).includes('*')).flatMap(({ Action }) => list(Action))
    expect(wide.filter((action) => !(action in onAnything))).toEqual([])
    expect(all.flatMap(({ Action }) => list(Action)).filter((action) => action.includes('*'))).toEqual([])
  })

  it('lets the stream put below streamed/ alone', () => {
    const puts = grants('Stream').filter(({ Action }) => list(Action).includes('s3:PutObject'))
    expect(puts.map(({ Resource }) => Resource)).toEqual([
      [{ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::\${EvidenceBucket}/ticks/*/streamed/*` }],
    ])
  })

  it('lets the stream subscribe nothing, and subscribe write nothing', () => {
    expect(
      actions('Stream').filter((action) => action.startsWith('logs:Put') && action !== 'logs:PutLogEvents'),
    ).toEqual([])
    expect(actions('Subscribe').filter((action) => action.startsWith('s3:'))).toEqual([])
  })

  it.each([
    ['Stream', 'put', 's3:PutObject'],
    ['Subscribe', 'subscribe', 'logs:PutSubscriptionFilter'],
  ])('lets %s %s from within its own function alone', (name, _, action) => {
    const own = grants(name).filter(({ Action }) => list(Action).includes(action))
    const source = `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${of(`${name}LambdaFunction`).Properties.FunctionName}`
    expect(own.map(({ Condition }) => Condition)).toEqual([
      { ArnEquals: { 'lambda:SourceFunctionArn': { 'Fn::Sub': source } } },
    ])
  })

  // The reference knows no condition on the destination: under one, the grant would never hold.
  it('lets subscribe hand no role on, which every destination but a function needs, and take no subscription away', () => {
    expect(actions('Subscribe').filter((action) => action.startsWith('iam:'))).toEqual([])
    expect(JSON.stringify(grants('Subscribe'))).not.toMatch(/DestinationArn|:destination:/)
    expect(actions('Subscribe').filter((action) => /Delete/.test(action))).toEqual([])
  })
})

describe('the bucket of the home region', () => {
  const policy = (sid: string): Statement | undefined => {
    const document = again.resources.EvidenceBucketPolicy?.Properties.PolicyDocument as
      | { Statement: Statement[] }
      | undefined
    return document?.Statement.find(({ Sid }) => Sid === sid)
  }
  const streams = { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/eks-evidence-prod-*-stream` }

  it('lets in the role of every region', () => {
    const found = policy('OnlyTheCollectorWrites')?.Condition as { ArnNotEquals: Record<string, unknown[]> } | undefined
    expect(found?.ArnNotEquals['aws:PrincipalArn']).toContainEqual(streams)
    const name = String(of('StreamIamRoleLambdaExecution').Properties.RoleName)
    expect(name).toMatch(/^eks-evidence-prod-.+-stream$/)
  })

  it('lets them write nothing but what they streamed', () => {
    const found = policy('StreamsWriteTheirOwn')
    expect(found).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject*',
      Condition: { ArnEquals: { 'aws:PrincipalArn': streams } },
    })
    const denied = list(found?.Resource as { 'Fn::Sub': [string] }[])
    const keys = denied.map((one) => one['Fn::Sub'][0].split('}/')[1] ?? '')
    const isDenied = (key: string): boolean =>
      keys.some((pattern) => new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(key))
    const [tick, at] = ['2026-01-05T00:20:00Z', '2026-01-05T00:00:00Z']
    const documents = [planKey(tick), configKey(tick), indexKey(tick), evaluationKey(tick, 'x'), publishedKey(tick, at)]
    const observed = [true, false].map((gzip) => observationKey(tick, 'eks-cluster', 'x', at, 1, gzip))
    expect([...documents, ...observed, ledgerKey(1)].filter((key) => !isDenied(key))).toEqual([])
    expect(isDenied(streamedKey(tick, 'x', sha256('x')))).toBe(false)
  })
})

describe('batches', () => {
  it('come from the log groups of clusters of this account', () => {
    expect(of('LogsInvoke').Properties).toMatchObject({
      Action: 'lambda:InvokeFunction',
      FunctionName: arn('StreamLambdaFunction'),
      Principal: 'logs.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: {
        'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/eks/*/cluster:*`,
      },
    })
  })

  it('are tried three times, and kept where they failed for good', () => {
    expect(of('StreamInvocations').Properties).toMatchObject({
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: { Destination: arn('BatchesFailed') } },
    })
    const sends = grants('Stream').filter(({ Action }) => list(Action).includes('sqs:SendMessage'))
    expect(sends.map(({ Resource }) => Resource)).toEqual([[{ 'Fn::Sub': `\${BatchesFailed.Arn}` }]])
    expect(of('BatchesFailed').Properties.MessageRetentionPeriod).toBe(1_209_600)
  })
})

describe('alarms', () => {
  it.each(['BatchFailed', 'BatchDropped', 'BatchRefused', 'NotSubscribed'])(
    'tell the topic, where there is one: %s',
    (id) => {
      expect(of(id).Properties.AlarmActions).toEqual([
        { 'Fn::If': ['HasAlarmTopic', { Ref: 'AlarmTopic' }, { Ref: 'AWS::NoValue' }] },
      ])
    },
  )

  it('count what the function says it refused', () => {
    expect(of('BatchesRefused').Properties).toMatchObject({
      LogGroupName: { Ref: 'StreamLogGroup' },
      FilterPattern: '{ $.code = "BATCH_REFUSED" }',
    })
    expect(of('StreamLogGroup').Type).toBe('AWS::Logs::LogGroup')
  })
})

describe('the schedule', () => {
  it('subscribes every hour, and may start nothing else', () => {
    expect(of('SubscribeSchedule').Properties).toMatchObject({ ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' })
    expect(granted(of('SubscribeScheduleRole'))).toEqual([
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arn('SubscribeLambdaFunction') },
    ])
  })
})
