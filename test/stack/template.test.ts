// What `serverless package` makes of serverless.yml: what the plugins are known to get wrong, and what the evidence rests on.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onAnything } from '../../scripts/gen/iam-resources.ts'
import { startStack } from '../functions/stack.ts'
import {
  granted,
  list,
  type Packaged,
  packaged,
  type Resource,
  type Statement,
  serverless,
  sizeOf,
} from './packaged.ts'

const names = ['Collect', 'Evaluate', 'Plan', 'Publish', 'Seal']
const role = (name: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/eks-evidence-prod-eu-west-1-${name.toLowerCase()}`,
})

type Writers = { ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::Sub': string }[] } }

let stack: Packaged

beforeAll(async () => {
  stack = await packaged()
}, 300_000)

afterAll(() => stack.remove())

const of = (id: string): Resource => {
  const found = stack.resources[id]
  if (found) return found
  throw new Error(`no ${id} in the template`)
}
const ofType = (type: string): [string, Resource][] =>
  Object.entries(stack.resources).filter(([, { Type }]) => Type === type)
const statements = (id: string, document: 'PolicyDocument' | 'KeyPolicy'): Statement[] =>
  (of(id).Properties[document] as { Statement: Statement[] }).Statement
const statement = (all: Statement[], sid: string): Statement | undefined => all.find(({ Sid }) => Sid === sid)

describe('the functions', () => {
  it('are five, on Node 24 and arm64, each under its own role', () => {
    const functions = ofType('AWS::Lambda::Function')
    expect(functions.map(([id]) => id).sort()).toEqual(names.map((name) => `${name}LambdaFunction`))
    for (const [id, { Properties }] of functions) {
      const name = id.replace('LambdaFunction', '')
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
      expect(Properties.Role).toEqual({ 'Fn::GetAtt': [`${name}IamRoleLambdaExecution`, 'Arn'] })
      expect(of(`${name}IamRoleLambdaExecution`).Properties.RoleName).toBe(role(name)['Fn::Sub'].split('/')[1])
    }
  })

  it('are told the same of their deployment, and no secret', () => {
    const told = ofType('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Environment)
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(Object.keys((told[0] as { Variables: object }).Variables).sort()).toEqual([
      ...['ACCOUNT', 'COMMIT', 'DOCUMENTS_BUCKET', 'EVIDENCE_BUCKET', 'PERIOD_END', 'POWERTOOLS_LOG_LEVEL'],
      ...['RETENTION_DAYS', 'SIGNING_KEY_ID'],
    ])
  })

  it('are small: collect within 2 MB, the others within 1 MB', () => {
    const zips = readdirSync(stack.folder).filter((file) => file.endsWith('.zip'))
    expect(zips).toHaveLength(names.length)
    for (const zip of zips)
      expect({ zip, tooLarge: sizeOf(join(stack.folder, zip)) > (zip === 'collect.zip' ? 2e6 : 1e6) }).toEqual({
        zip,
        tooLarge: false,
      })
  })
})

describe('what is granted', () => {
  const all = (): [string, Statement][] =>
    ofType('AWS::IAM::Role').flatMap(([id, found]) => granted(found).map((one): [string, Statement] => [id, one]))

  it('names its resource wherever AWS knows one', () => {
    const wide = all().filter(([, { Resource }]) => list(Resource).includes('*'))
    const unnamed = wide.flatMap(([id, { Action }]) => list(Action).map((action) => `${id}: ${action}`))
    expect(unnamed.filter((one) => !((one.split(': ')[1] ?? '') in onAnything))).toEqual([])
  })

  it('names its actions, every one', () => {
    expect(all().filter(([, { Action }]) => list(Action).some((action) => action.includes('*')))).toEqual([])
  })

  it('lets seal alone sign', () => {
    expect(
      all()
        .filter(([, { Action }]) => list(Action).includes('kms:Sign'))
        .map(([id]) => id),
    ).toEqual(['SealIamRoleLambdaExecution'])
  })

  it('lets nobody delete, shorten or configure', () => {
    const writes = /^(s3:(Delete|Bypass|PutBucket|PutLifecycle)|kms:(Put|Disable|Schedule|Create)|iam:|lambda:Update)/
    expect(all().filter(([, { Action }]) => list(Action).some((action) => writes.test(action)))).toEqual([])
  })

  it('leaves no role that no function uses', () => {
    const used = new Set(JSON.stringify(stack.resources).match(/"Fn::GetAtt":\["\w+","Arn"\]/g))
    const unused = ofType('AWS::IAM::Role').filter(([id]) => !used.has(`"Fn::GetAtt":["${id}","Arn"]`))
    expect(unused.map(([id]) => id)).toEqual([])
  })
})

describe('the evidence bucket', () => {
  const policy = (sid: string): Statement | undefined =>
    statement(statements('EvidenceBucketPolicy', 'PolicyDocument'), sid)
  const objects = { 'Fn::Sub': `\${EvidenceBucket.Arn}/*` }

  it('is versioned and locked from its creation on', () => {
    expect(of('EvidenceBucket').Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: '800' } },
      },
      VersioningConfiguration: { Status: 'Enabled' },
    })
  })

  it('is encrypted by S3, not by a key that somebody could delete', () => {
    expect(of('EvidenceBucket').Properties.BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    })
  })

  it('is closed to the public', () => {
    expect(of('EvidenceBucket').Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    })
  })

  it.each(['EvidenceBucket', 'EvidenceBucketPolicy', 'SigningKey', 'SigningKeyAlias', 'DocumentsBucket'])(
    'stays when the stack goes: %s',
    (id) => {
      expect(of(id)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
    },
  )

  it('has a policy that only denies, to everybody', () => {
    for (const one of statements('EvidenceBucketPolicy', 'PolicyDocument'))
      expect(one).toMatchObject({ Effect: 'Deny', Principal: '*' })
  })

  it.each([
    ['a put without if-none-match', 'EverythingIsPutOnce', 's3:PutObject', { Null: { 's3:if-none-match': 'true' } }],
    ['multipart', 'InOnePart', 's3:PutObject', { Bool: { 's3:ObjectCreationOperation': 'false' } }],
    ['a put without a lock', 'UnderLock', 's3:PutObject', { StringNotEquals: { 's3:object-lock-mode': 'COMPLIANCE' } }],
    [
      "a customer's key",
      'UnderS3sOwnKey',
      's3:PutObject',
      { StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' } },
    ],
    [
      'a short lock',
      'LongEnough',
      's3:PutObject',
      { NumericLessThan: { 's3:object-lock-remaining-retention-days': '799' } },
    ],
    [
      'other writers',
      'OnlyTheCollectorWrites',
      's3:PutObject*',
      { ArnNotEquals: { 'aws:PrincipalArn': expect.any(Array) } },
    ],
  ])('denies %s', (_, sid, action, condition) => {
    const found = policy(sid)
    expect(list(found?.Action)).toContain(action)
    expect(found?.Resource).toEqual(objects)
    expect(found?.Condition).toEqual(condition)
  })

  it.each([
    ['replication into it', 'NothingIsReplicatedHere', ['s3:ReplicateObject', 's3:ReplicateDelete']],
    ['deletes', 'NothingIsDeleted', ['s3:DeleteObject', 's3:DeleteObjectVersion']],
    ['lifecycle rules', 'NothingExpires', ['s3:PutLifecycleConfiguration']],
  ])('denies %s, without a condition', (_, sid, actions) => {
    expect(policy(sid)?.Condition).toBeUndefined()
    expect(list(policy(sid)?.Action)).toEqual(expect.arrayContaining(actions))
  })

  it('denies plain HTTP', () => {
    expect(policy('OnlyOverTls')).toMatchObject({
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    })
  })

  it('lets in the roles that write, by the names they have', () => {
    const found = policy('OnlyTheCollectorWrites')?.Condition as Writers | undefined
    const roles = found?.ArnNotEquals['aws:PrincipalArn'].map((one) => one['Fn::Sub']).sort()
    const streams = `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/eks-evidence-prod-*-stream`
    expect(roles).toEqual([streams, ...names.map((name) => role(name)['Fn::Sub'])])
  })
})

describe('the signing key', () => {
  const policy = (sid: string): Statement | undefined => statement(statements('SigningKey', 'KeyPolicy'), sid)

  it('is a P-256 signing key of KMS in one region', () => {
    expect(of('SigningKey').Properties).toMatchObject({
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      MultiRegion: false,
    })
  })

  it('signs for the role of seal alone, and only inside its function', () => {
    expect(policy('NobodyElseSigns')).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:Sign',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': role('Seal') } },
    })
    const source = `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${of('SealLambdaFunction').Properties.FunctionName}`
    const signs = granted(of('SealIamRoleLambdaExecution')).filter(({ Action }) => list(Action).includes('kms:Sign'))
    expect(signs.map(({ Condition }) => Condition)).toEqual([
      { ArnEquals: { 'lambda:SourceFunctionArn': { 'Fn::Sub': source } } },
    ])
    // AWS has this key in identity policies alone: in the key's policy it would deny every signature.
    expect(JSON.stringify(of('SigningKey'))).not.toContain('lambda:SourceFunctionArn')
  })

  it('is not disabled, deleted or granted on', () => {
    const found = policy('NobodyEndsIt')
    expect(found).toMatchObject({ Effect: 'Deny', Principal: '*' })
    expect(found?.Condition).toBeUndefined()
    expect(found?.Action).toEqual(['kms:CreateGrant', 'kms:DisableKey', 'kms:ScheduleKeyDeletion'])
  })
})

describe('the schedule', () => {
  const target = () => of('TickSchedule').Properties.Target as Record<string, unknown>

  it('starts a tick at minute 20 of every hour, UTC, at that minute', () => {
    expect(of('TickSchedule').Properties).toMatchObject({
      ScheduleExpression: 'cron(20 * * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
    })
  })

  it('names the tick by its scheduled time', () => {
    expect(JSON.parse(String(target().Input))).toEqual({ tick: '<aws.scheduler.scheduled-time>' })
  })

  it('keeps its retry policy and its dead-letter queue', () => {
    expect(target().RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 20 })
    expect(target().DeadLetterConfig).toEqual({ Arn: { 'Fn::GetAtt': ['TicksNotStarted', 'Arn'] } })
  })

  it('may start this state machine and nothing else', () => {
    expect(granted(of('TickScheduleRole'))).toEqual([
      { Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: 'TickStateMachine' } },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['TicksNotStarted', 'Arn'] } },
    ])
  })
})

describe('serverless invoke local', () => {
  it('runs plan against an endpoint, with the event of events/', async () => {
    const account = await startStack()
    try {
      const out = await serverless(
        ['invoke', 'local', '-f', 'plan', '-p', 'events/plan.json'],
        account.environment('plan'),
      )
      expect(JSON.parse(out.slice(out.indexOf('{\n')))).toMatchObject({
        tick: '2026-01-05T00:20:00Z',
        sealed: false,
        plan: 'ticks/2026/01/05/0020Z/plan.json',
      })
    } finally {
      await account.sandbox.close()
    }
  }, 60_000)
})
