// What `serverless package` makes of serverless.yml: what the plugins are known to get wrong, and what the evidence rests on.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import iam from '../../gen/iam.json' with { type: 'json' }
import auditorIam from '../../gen/iam-auditor.json' with { type: 'json' }
import { onAnything } from '../../scripts/gen/iam-resources.ts'
import { startStack } from '../functions/stack.ts'
import { list as infraFiles, root, text } from '../layout-tree.ts'
import { files, infra } from './infra.ts'
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
import { resolved, type Template } from './resolved.ts'

const names = ['Collect', 'Evaluate', 'Plan', 'Publish', 'Report', 'Seal']
const account = '111122223333'
const role = (name: string): string => `arn:aws:iam::${account}:role/eks-evidence-prod-eu-west-1-${name.toLowerCase()}`
const key = `arn:aws:kms:eu-west-1:${account}:key/1`
/** All that a deployment may decide, decided. */
const everything = {
  ExistingEvidenceBucket: 'our-own-bucket',
  PreviousSigningKey: `${key}2`,
  PermissionsBoundary: `arn:aws:iam::${account}:policy/boundary`,
  AuditorPrincipal: 'arn:aws:iam::444455556666:role/auditor',
  AuditorExternalId: 'as-agreed',
  AlarmEmail: 'platform@example.com',
  AuditorEmail: 'auditor@example.org',
  StakeholderEmail: 'board@example.com',
  TimestampAuthority: 'http://timestamp.example.net',
  LedgerCopyBucket: 'their-copy',
  LedgerCopyOwner: '444455556666',
  LedgerCopyRegion: 'eu-central-1',
  DeploymentRole: `arn:aws:iam::${account}:role/deployer`,
  SecurityHubInsights: 'yes',
}

let stack: Packaged
/** As it is made with the parameters' defaults. */
let made: Template

beforeAll(async () => {
  stack = await packaged()
  made = resolved(stack.template, {}, { 'SigningKey.Arn': key })
}, 300_000)

afterAll(() => stack.remove())

const find = ({ Resources }: Template, id: string): Resource => {
  const found = Resources[id]
  if (found) return found
  throw new Error(`no ${id} in the template`)
}
const of = (id: string): Resource => find(made, id)
const ofType = (type: string, { Resources } = made): [string, Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type)
const statements = (id: string, document: 'PolicyDocument' | 'KeyPolicy'): Statement[] =>
  (of(id).Properties[document] as { Statement: Statement[] }).Statement
const statement = (all: Statement[], sid: string): Statement | undefined => all.find(({ Sid }) => Sid === sid)

// AWS's own schemas of resources, where python has them. https://github.com/aws-cloudformation/cfn-lint
const python = process.env.MOTO_PYTHON ?? 'python3'
const noLint = spawnSync(python, ['-c', 'import cfnlint'], { stdio: 'ignore' }).status !== 0
const skipped = noLint ? ` (skipped: ${python} has no cfn-lint; pip install cfn-lint)` : ''

describe('the template', () => {
  it.skipIf(noLint).each([
    ['what is packaged', () => join(stack.folder, 'cloudformation-template-update-stack.json')],
    ['the stack of us-east-1', () => join(root, 'infra/us-east-1.yml')],
  ])(
    `is one that CloudFormation takes, as far as its schemas tell: %s${skipped}`,
    (_, file) => {
      const lint = 'import sys; from cfnlint.runner import main; sys.exit(main())'
      const args = ['-c', lint, '--non-zero-exit-code', 'error', '--ignore-checks', 'W', '--template', file()]
      const { status, stdout } = spawnSync(python, args, { encoding: 'utf8' })
      expect([status, stdout]).toEqual([0, ''])
    },
    120_000,
  )

  it('is what infra/ says, but for what serverless adds', () => {
    const { Parameters, Conditions, Outputs, Resources } = infra()
    expect(stack.template).toMatchObject({ Parameters, Conditions, Outputs, Resources })
  })

  it('is made of every file of infra/, but for the state machine, which a plugin reads, and the stack of us-east-1', () => {
    const apart = ['infra/state-machine.yml', 'infra/us-east-1.yml']
    expect([...files, ...apart].sort()).toEqual(infraFiles('infra/*.yml').sort())
  })

  it('leaves no variable of serverless open', () => {
    expect(JSON.stringify(stack.template)).not.toMatch(/\$\{(self|env|param|file|opt|sls|custom):/)
  })

  // A resource under another id is another resource: CloudFormation deletes the old one, or leaves it behind.
  it('keeps the ids of what it makes', () => {
    const ids = Object.keys(stack.template.Resources).filter((id) => !id.startsWith('Serverless'))
    expect(ids.sort()).toEqual([
      ...['AcceptancesEnding', 'AlarmChanged', 'AlarmMail', 'Alarms', 'AlarmsPolicy', 'AuditorMail'],
      ...['AuditorRole', 'AuditorTopic', 'BucketChanged'],
      ...['CodeChanged', ...names.slice(0, 1).flatMap(own), 'ContinuityBelow', 'Dashboard'],
      ...['DocumentsBucket', 'DocumentsBucketPolicy', ...names.slice(1, 2).flatMap(own)],
      ...['EvidenceBucket', 'EvidenceBucketPolicy', 'FailingByCluster', 'FailingByCriterion', 'IamRoleLambdaExecution'],
      ...['KeyChanged', 'NoSeal', 'OpenForThirtyDays', 'OpenIncidents', 'PastSla', 'PastSlaCriticals'],
      ...names.slice(2, 4).flatMap(own),
      ...['ReportFailed', ...names.slice(4, 5).flatMap(own), 'ReportNotStarted', 'ReportRetries', 'ReportSchedule'],
      ...['ReportScheduleRole', 'ReportTopicsPolicy', 'ReportsNotStarted'],
      ...['RoleChanged', 'RuleChanged', 'ScheduleChanged', ...names.slice(5).flatMap(own), 'SigningKey'],
      ...['SigningKeyAlias', 'SlotsMissed', 'StackChanged', 'StakeholderMail', 'StakeholderTopic'],
      ...['StateMachineChanged', 'TickSchedule', 'TickScheduleRole'],
      ...['TickStateMachine', 'TickStateMachineRole', 'TicksAborted', 'TicksFailed', 'TicksNotStarted'],
      ...['TicksNotStartedAlarm', 'TicksTimedOut', 'TopicChanged', 'TrailChanged', 'Unread', 'WorkBucket'],
      ...['WorkBucketPolicy'],
    ])
  })

  it('tells an operator and an auditor where everything is', () => {
    const told = Object.entries(resolved(stack.template, everything).Outputs)
    expect(told.map(([name]) => name).filter((name) => !name.startsWith('Serverless'))).toEqual([
      ...['EvidenceBucket', 'SigningKey', 'DocumentsBucket', 'WorkBucket', 'TickStateMachine', 'TicksNotStarted'],
      ...['AuditorTopic', 'StakeholderTopic', 'AuditorRole', 'AlarmTopic'],
    ])
    expect(told.filter(([name, { Description }]) => !name.startsWith('Serverless') && !Description)).toEqual([])
  })

  it.each(['EvidenceBucket', 'EvidenceBucketPolicy', 'SigningKey', 'DocumentsBucket'])(
    'leaves behind when the stack goes: %s',
    (id) => {
      expect(of(id)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
    },
  )

  it.each(['DocumentsBucketPolicy', 'WorkBucket', 'WorkBucketPolicy'])(
    'leaves behind when the stack goes: %s, too',
    (id) => {
      expect(of(id)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
    },
  )
})

// What `serverless deploy` sets beside the template. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
describe('the stack', () => {
  type Rule = { Effect: string; Action: string | string[]; Resource: string | string[] }
  const { provider } = parse(text('serverless.yml')) as {
    provider: { deletionProtection: boolean; stackPolicy: Rule[] }
  }
  const denied = (action: string, id: string): boolean =>
    provider.stackPolicy.some(
      ({ Effect, Action, Resource }) =>
        Effect === 'Deny' && list(Action).includes(action) && list(Resource).includes(`LogicalResourceId/${id}`),
    )

  it('is protected from its removal', () => {
    expect(provider.deletionProtection).toBe(true)
  })

  it.each(['DocumentsBucket', 'EvidenceBucket', 'EvidenceBucketPolicy'])('neither replaces nor gives up: %s', (id) => {
    expect(['Update:Replace', 'Update:Delete'].filter((action) => !denied(action, id))).toEqual([])
  })

  it('replaces no key, and gives one up for another that is named', () => {
    expect(denied('Update:Replace', 'SigningKey')).toBe(true)
    expect(['SigningKey', 'SigningKeyAlias'].filter((id) => denied('Update:Delete', id))).toEqual([])
    expect(['Update:Modify', 'Update:Replace'].filter((action) => denied(action, 'SigningKeyAlias'))).toEqual([])
  })

  // CloudFormation refuses a policy that names another: "Unknown logical id".
  it('has a policy that names resources of the template alone', () => {
    const named = provider.stackPolicy.flatMap(({ Resource }) => list(Resource)).filter((one) => one !== '*')
    const ids = named.map((one) => one.replace('LogicalResourceId/', ''))
    expect(ids.filter((id) => !(id in stack.template.Resources))).toEqual([])
  })
})

const own = (name: string): string[] =>
  [`${name}IamRoleLambdaExecution`, `${name}LambdaFunction`, `${name}LogGroup`].sort()

/** What each parameter takes, and what it does not. */
const meanings: [name: string, good: string[], bad: string[]][] = [
  ['Schedule', ['cron(20 * * * ? *)', 'cron(0 * * * ? *)'], ['cron(20 0 * * ? *)', 'rate(1 hour)', 'cron(20 * * * *)']],
  ['PeriodEnd', ['', '2027-01-01T00:00:00Z'], ['2027-01-01', '2027-01-01T00:00:00+00:00']],
  ['Regions', ['all', 'eu-west-1', 'eu-west-1,us-gov-east-1'], ['', 'eu-west-1, us-east-1', 'ALL', 'eu']],
  ['LogGroupNames', ['/aws/eks/*/cluster', '/aws/eks/prod-*/cluster'], ['*', '/aws/lambda/x', '/aws/eks/a/b/cluster']],
  ['ExistingEvidenceBucket', ['', 'our-own.bucket'], ['s3://b', 'Bucket']],
  ['ExistingSigningKey', ['', key], ['alias/x']],
  ['PreviousSigningKey', ['', key], ['alias/x', `arn:aws:kms:eu-west-1:${account}:alias/x`]],
  ['PermissionsBoundary', ['', everything.PermissionsBoundary, 'arn:aws:iam::aws:policy/ReadOnlyAccess'], ['boundary']],
  ['AuditorPrincipal', ['', everything.AuditorPrincipal, 'arn:aws:iam::444455556666:root'], ['*', '444455556666']],
  ['AuditorExternalId', ['', 'as-agreed'], ['a', 'with a blank']],
  ['AuditorReperforms', ['yes', 'no'], ['', 'true', 'Yes']],
  ['AlarmEmail', ['', 'a@b.c'], ['platform', 'a b@c.d']],
  ['AuditorEmail', ['', 'a@b.c'], ['auditor', 'a b@c.d']],
  ['StakeholderEmail', ['', 'a@b.c'], ['board', 'a b@c.d']],
  ['TimestampAuthority', ['', 'http://t.example', 'https://t.example/tsr'], ['t.example', 'ftp://t.example']],
  ['LedgerCopyBucket', ['', 'their-copy'], ['s3://b', 'Bucket']],
  ['LedgerCopyOwner', ['', '444455556666'], ['4444', 'root']],
  ['LedgerCopyRegion', ['', 'eu-central-1', 'us-gov-west-1'], ['eu', 'all']],
  ['AlarmTopic', ['', `arn:aws:sns:eu-west-1:${account}:t`], ['t', `arn:aws:sns:eu-west-1:${account}:t.fifo`]],
  ['SecurityHubInsights', ['yes', 'no'], ['', 'true', 'Yes']],
  ['DeploymentRole', ['', everything.DeploymentRole], [`arn:aws:iam::${account}:user/u`]],
]

describe('each parameter', () => {
  const parameters = () => Object.entries(stack.template.Parameters)

  it('is described in one line, and holds what is given to a pattern or a range', () => {
    const bare = parameters().filter(([, { Description = '', AllowedPattern, MinValue, MaxValue, ...rest }]) => {
      const bounded = AllowedPattern ? rest.ConstraintDescription : MinValue && MaxValue
      return Description === '' || Description.includes('\n') || Description.length > 4_000 || !bounded
    })
    expect(bare.map(([name]) => name)).toEqual([])
  })

  it('has a default that its own pattern or range allows', () => {
    for (const [
      name,
      { Default = '', AllowedPattern, MinValue = -Infinity, MaxValue = Infinity, Type },
    ] of parameters())
      expect({ name, allowed: Type === 'Number' || new RegExp(AllowedPattern ?? '').test(String(Default)) }).toEqual({
        name,
        allowed: Type !== 'Number' || (Number(Default) >= MinValue && Number(Default) <= MaxValue),
      })
  })

  it('has its meaning tested below', () => {
    const texts = parameters().flatMap(([name, { Type }]) => (Type === 'String' ? [name] : []))
    expect(meanings.map(([name]) => name).sort()).toEqual(texts.sort())
  })

  it('is used', () => {
    const { Conditions, Resources } = stack.template
    const text = JSON.stringify({ Conditions, Resources })
    const unused = parameters().filter(([name]) => !text.includes(`{"Ref":"${name}"}`) && !text.includes(`\${${name}}`))
    expect(unused.map(([name]) => name)).toEqual([])
  })

  it.each(meanings)('%s takes what it means, and nothing else', (name, good, bad) => {
    const pattern = new RegExp(stack.template.Parameters[name]?.AllowedPattern ?? '^$')
    expect(good.filter((value) => !pattern.test(value))).toEqual([])
    expect(bad.filter((value) => pattern.test(value))).toEqual([])
  })

  it('can be longer than 800 days, and not shorter', () => {
    expect(stack.template.Parameters.RetentionDays).toMatchObject({ Type: 'Number', Default: '800', MinValue: 800 })
  })
})

describe('the functions', () => {
  it('are six, on Node 24 and arm64, each under its own role', () => {
    const functions = ofType('AWS::Lambda::Function')
    expect(functions.map(([id]) => id).sort()).toEqual(names.map((name) => `${name}LambdaFunction`))
    for (const [id, { Properties }] of functions) {
      const name = id.replace('LambdaFunction', '')
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
      expect(Properties.Role).toBe(`<${name}IamRoleLambdaExecution.Arn>`)
      expect(of(`${name}IamRoleLambdaExecution`).Properties.RoleName).toBe(role(name).split('/')[1])
    }
  })

  // What report alone is told.
  const own = new Set([
    ...['AUDITOR_TOPIC', 'LEDGER_COPY_BUCKET', 'LEDGER_COPY_OWNER', 'LEDGER_COPY_REGION', 'STAKEHOLDER_TOPIC'],
    ...['TIMESTAMP_AUTHORITY', 'WORK_BUCKET'],
  ])

  it('are told the same of their deployment, one of them where to tell, and no secret', () => {
    const told = ofType('AWS::Lambda::Function').map(([id, { Properties }]) => {
      const { Variables } = Properties.Environment as { Variables: object }
      return [id, Variables] as const
    })
    const apart = Object.entries(Object.fromEntries(told).ReportLambdaFunction ?? {}).filter(([name]) => own.has(name))
    expect(Object.fromEntries(apart)).toEqual({
      AUDITOR_TOPIC: 'AuditorTopic',
      LEDGER_COPY_BUCKET: '',
      LEDGER_COPY_OWNER: '',
      LEDGER_COPY_REGION: '',
      STAKEHOLDER_TOPIC: 'StakeholderTopic',
      TIMESTAMP_AUTHORITY: '',
      WORK_BUCKET: 'WorkBucket',
    })
    const same = told.map(([, one]) => Object.fromEntries(Object.entries(one).filter(([name]) => !own.has(name))))
    expect(new Set(same.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(same[0]).toEqual({
      ACCOUNT: account,
      COMMIT: 'unreleased',
      DOCUMENTS_BUCKET: 'DocumentsBucket',
      EVIDENCE_BUCKET: 'EvidenceBucket',
      PERIOD_END: '',
      POWERTOOLS_LOG_LEVEL: 'INFO',
      PREVIOUS_SIGNING_KEY_ID: '',
      REGIONS: 'all',
      RETENTION_DAYS: '800',
      SIGNING_KEY_ID: key,
      STACK_ID: expect.stringMatching(/^arn:aws:cloudformation:/),
    })
  })

  it('are small: collect within 2.5 MB, the others within 1.75 MB', () => {
    const zips = readdirSync(stack.folder).filter((file) => file.endsWith('.zip'))
    expect(zips).toHaveLength(names.length)
    for (const zip of zips)
      expect({ zip, tooLarge: sizeOf(join(stack.folder, zip)) > (zip === 'collect.zip' ? 2.5e6 : 1.75e6) }).toEqual({
        zip,
        tooLarge: false,
      })
  })
})

describe('what is granted', () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: of a role's own policies together, blanks not counted.
  it('fits into a role, in the partition with the longest names too', () => {
    const longest = { 'AWS::Partition': 'aws-us-gov', 'AWS::Region': 'us-gov-west-1' }
    const bucket = { EvidenceBucket: 'b'.repeat(63), 'EvidenceBucket.Arn': `arn:aws-us-gov:s3:::${'b'.repeat(63)}` }
    const given = { ...everything, AuditorReperforms: 'yes' }
    const roles = ofType('AWS::IAM::Role', resolved(stack.template, given, { ...longest, ...bucket }))
    const sizes = roles.map(([id, { Properties }]) => {
      const { Policies = [] } = Properties as { Policies?: { PolicyDocument: unknown }[] }
      return [id, Policies.reduce((sum, { PolicyDocument }) => sum + JSON.stringify(PolicyDocument).length, 0)] as const
    })
    expect(sizes.find(([id]) => id === 'CollectIamRoleLambdaExecution')?.[1]).toBeGreaterThan(5_000)
    expect(sizes.filter(([, size]) => size > 10_240)).toEqual([])
  })

  const all = (): [string, Statement][] =>
    ofType('AWS::IAM::Role', resolved(stack.template, everything)).flatMap(([id, found]) =>
      granted(found).map((one): [string, Statement] => [id, one]),
    )

  it('is what the sources declare, and the functions own logs', () => {
    const flat = (of: { actions: string[]; resources: string[] }[]): string[] =>
      of.flatMap(({ actions, resources }) => actions.flatMap((one) => resources.map((on) => `${one} on ${on}`))).sort()
    for (const name of names) {
      const lower = name.toLowerCase() as keyof typeof iam
      const group = `arn:aws:logs:eu-west-1:${account}:log-group:/aws/lambda/eks-evidence-prod-${lower}:*:*`
      const logs = ['CreateLogGroup', 'CreateLogStream', 'PutLogEvents'].map((one) => `logs:${one} on ${group}`)
      const grants = granted(of(`${name}IamRoleLambdaExecution`)) as { Action: string[]; Resource: string[] }[]
      const declared = iam[lower].map(({ actions, resources }) => ({
        actions,
        resources: (resources as string[])
          .map(written)
          .filter((one) => one !== 'PreviousSigningKey' && !one.includes('LedgerCopyBucket')),
      }))
      expect(
        flat(grants.map(({ Action, Resource }) => ({ actions: list(Action), resources: list(Resource) }))),
      ).toEqual([...flat(declared), ...logs].sort())
    }
  })

  it('names its resource wherever AWS knows one', () => {
    const wide = all().filter(([, { Resource }]) => list(Resource).includes('*'))
    const unnamed = wide.flatMap(([id, { Action }]) => list(Action).map((action) => `${id}: ${action}`))
    expect(unnamed.filter((one) => !((one.split(': ')[1] ?? '') in onAnything))).toEqual([])
  })

  it('names its actions, every one', () => {
    expect(all().filter(([, { Action }]) => list(Action).some((action) => action.includes('*')))).toEqual([])
  })

  // Another function under the same role, or credentials taken out of one, would put what the next reading adopts.
  it('lets each function put from within itself alone', () => {
    const puts = all().filter(([, { Action }]) => list(Action).includes('s3:PutObject'))
    const own = names.map((name) => {
      const source = `arn:aws:lambda:eu-west-1:${account}:function:eks-evidence-prod-${name.toLowerCase()}`
      return [`${name}IamRoleLambdaExecution`, { ArnEquals: { 'lambda:SourceFunctionArn': source } }]
    })
    expect(Object.fromEntries(puts.map(([id, { Condition }]) => [id, Condition]))).toEqual(Object.fromEntries(own))
    expect(puts).toHaveLength(own.length)
  })

  it('lets seal alone sign', () => {
    const signing = all().filter(([, { Action }]) => list(Action).includes('kms:Sign'))
    expect(signing.map(([id]) => id)).toEqual(['SealIamRoleLambdaExecution'])
  })

  it('lets nobody delete, shorten or configure', () => {
    const writes =
      /^(s3:(Delete|Bypass|PutBucket|PutLifecycle|Update)|kms:(Put|Disable|Schedule|Create)|iam:(?!Get|List)|lambda:Update)/
    expect(all().filter(([, { Action }]) => list(Action).some((action) => writes.test(action)))).toEqual([])
  })

  it('leaves no role that nobody uses, and shares none', () => {
    const roles = ofType('AWS::IAM::Role').map(([id]) => id)
    const used = new Set<string>(JSON.stringify(made).match(/<\w+\.Arn>/g))
    expect(roles.filter((id) => !used.has(`<${id}.Arn>`))).toEqual([])
    const functions = ofType('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Role)
    expect(new Set(functions).size).toBe(functions.length)
  })

  it('stays within the boundary that a deployment names, every role', () => {
    const roles = Object.entries(stack.template.Resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role')
    const unbounded = roles.filter(([, { Properties }]) => JSON.stringify(Properties.PermissionsBoundary) !== boundary)
    expect(unbounded.map(([id]) => id)).toEqual([])
    for (const [, { Properties }] of ofType('AWS::IAM::Role'))
      expect(Properties).not.toHaveProperty('PermissionsBoundary')
    for (const [, { Properties }] of ofType('AWS::IAM::Role', resolved(stack.template, everything)))
      expect(Properties.PermissionsBoundary).toBe(everything.PermissionsBoundary)
  })
})

const boundary = JSON.stringify({
  'Fn::If': ['HasPermissionsBoundary', { Ref: 'PermissionsBoundary' }, { Ref: 'AWS::NoValue' }],
})

const named: Record<string, string> = {
  'AWS::AccountId': account,
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::StackId': `arn:aws:cloudformation:eu-west-1:${account}:stack/eks-evidence-prod/1`,
  'DocumentsBucket.Arn': '<DocumentsBucket.Arn>',
  'EvidenceBucket.Arn': 'arn:aws:s3:::EvidenceBucket',
  LogGroupNames: '/aws/eks/*/cluster',
  'WorkBucket.Arn': '<WorkBucket.Arn>',
  'self:custom.name': 'eks-evidence-prod',
  'self:custom.role': 'eks-evidence-prod-eu-west-1',
  'SigningKey.Arn': key,
}
/** A resource of gen/iam.json as the template has it with the defaults. */
const written = (resource: string): string =>
  resource.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => named[name] ?? name)

describe('the evidence bucket', () => {
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

  it.each(['EvidenceBucket', 'DocumentsBucket', 'WorkBucket'])('is closed to the public, as all are: %s', (id) => {
    expect(of(id).Properties).toMatchObject({
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    })
  })

  // What each statement denies: test/stack/policy.test.ts.
  it('has a policy that only denies, to everybody', () => {
    for (const one of statements('EvidenceBucketPolicy', 'PolicyDocument'))
      expect(one).toMatchObject({ Effect: 'Deny', Principal: '*' })
  })

  it('is the one that was there, where a deployment names it, under our policy', () => {
    const given = resolved(stack.template, everything)
    expect(given.Resources).not.toHaveProperty('EvidenceBucket')
    expect(find(given, 'EvidenceBucketPolicy').Properties.Bucket).toBe('our-own-bucket')
    expect(given.Outputs.EvidenceBucket?.Value).toBe('our-own-bucket')
    expect(JSON.stringify(given.Resources)).not.toMatch(/"EvidenceBucket"|<EvidenceBucket\.Arn>|s3:::EvidenceBucket/)
    expect(JSON.stringify(granted(find(given, 'SealIamRoleLambdaExecution')))).toContain(
      '"arn:aws:s3:::our-own-bucket/ledger/*"',
    )
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
    const source = `arn:aws:lambda:eu-west-1:${account}:function:${of('SealLambdaFunction').Properties.FunctionName}`
    const signs = granted(of('SealIamRoleLambdaExecution')).filter(({ Action }) => list(Action).includes('kms:Sign'))
    expect(signs.map(({ Condition }) => Condition)).toEqual([{ ArnEquals: { 'lambda:SourceFunctionArn': source } }])
    // AWS has this key in identity policies alone: in the key's policy it would deny every signature.
    expect(JSON.stringify(of('SigningKey'))).not.toContain('lambda:SourceFunctionArn')
  })

  it('is not disabled, deleted or granted on', () => {
    const found = policy('NobodyEndsIt')
    expect(found).toMatchObject({ Effect: 'Deny', Principal: '*' })
    expect(found?.Condition).toBeUndefined()
    expect(found?.Action).toEqual(['kms:CreateGrant', 'kms:DisableKey', 'kms:ScheduleKeyDeletion'])
  })

  it('is the one that was there, where a deployment names it', () => {
    const given = resolved(stack.template, { ExistingSigningKey: `${key}3` })
    expect(given.Resources.SigningKey).toBeUndefined()
    expect(JSON.stringify([given.Resources, given.Outputs])).not.toContain('<SigningKey.Arn>')
    expect(given.Outputs.SigningKey?.Value).toBe(`${key}3`)
  })

  it("has an alias that names the key that signs, and stands in no later stack's way", () => {
    expect(of('SigningKeyAlias').DeletionPolicy).toBeUndefined()
    expect(of('SigningKeyAlias').Properties.TargetKeyId).toBe('SigningKey')
    const given = resolved(stack.template, { ExistingSigningKey: `${key}3` })
    expect(find(given, 'SigningKeyAlias').Properties.TargetKeyId).toBe(`${key}3`)
  })

  it('takes over from the one that a deployment names, which seal may use until then', () => {
    const given = resolved(stack.template, everything)
    const seal = granted(find(given, 'SealIamRoleLambdaExecution'))
    expect(seal.filter(({ Action }) => list(Action).includes('kms:Sign'))).toMatchObject([
      { Resource: expect.arrayContaining([everything.PreviousSigningKey]) },
    ])
    expect(JSON.stringify(find(given, 'SealLambdaFunction').Properties.Environment)).toContain(
      `"PREVIOUS_SIGNING_KEY_ID":"${everything.PreviousSigningKey}"`,
    )
  })
})

describe("the auditor's role", () => {
  it.each([
    ['nobody', {}],
    ['a principal without an external id', { AuditorPrincipal: everything.AuditorPrincipal }],
    ['an external id without a principal', { AuditorExternalId: 'as-agreed' }],
  ])('is not made where a deployment names %s', (_, given) => {
    const { Resources, Outputs } = resolved(stack.template, given)
    expect([Resources.AuditorRole, Outputs.AuditorRole]).toEqual([undefined, undefined])
  })

  it('is assumed by that principal alone, with the external id', () => {
    expect(find(resolved(stack.template, everything), 'AuditorRole').Properties.AssumeRolePolicyDocument).toMatchObject(
      {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: everything.AuditorPrincipal },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': 'as-agreed' } },
          },
        ],
      },
    )
  })

  it('reads evidence, pages, time-stamps and the public key, and nothing else', () => {
    const grants = granted(find(resolved(stack.template, everything), 'AuditorRole'))
    const actions = grants.flatMap(({ Action }) => list(Action))
    expect(actions.filter((action) => !/^(s3:(Get|List)|kms:(DescribeKey|GetPublicKey)$)/.test(action))).toEqual([])
    expect(grants.flatMap(({ Resource }) => list(Resource))).toEqual([
      ...['arn:aws:s3:::our-own-bucket', 'arn:aws:s3:::our-own-bucket/*'],
      ...['<WorkBucket.Arn>', '<WorkBucket.Arn>/*'],
      ...['<DocumentsBucket.Arn>/records/timestamps/*', '<DocumentsBucket.Arn>', '<SigningKey.Arn>'],
    ])
    // Which records there are, beside the time-stamps, is none of the auditor's matter.
    expect(grants.find(({ Sid }) => Sid === 'WhichTimestamps')?.Condition).toEqual({
      StringLike: { 's3:prefix': 'records/timestamps/*' },
    })
  })
})

describe("the auditor's role, where it may ask AWS again", () => {
  const grants = () =>
    granted(find(resolved(stack.template, { ...everything, AuditorReperforms: 'yes' }), 'AuditorRole'))

  it('reads what the sources read, by policies of its own, and changes nothing', () => {
    const actions = grants().flatMap(({ Action }) => list(Action))
    const declared = auditorIam.auditor.flatMap(({ actions: own }) => own)
    expect(actions).toEqual(expect.arrayContaining(declared))
    expect(declared).toEqual(expect.arrayContaining(['eks:DescribeCluster', 'logs:StartQuery', 'iam:GetRolePolicy']))
    const reading = /^[a-z0-9-]+:(BatchGet|Describe|Get|List|Lookup)[A-Za-z0-9]*$|^logs:StartQuery$/
    expect(actions.filter((action) => !reading.test(action))).toEqual([])
    const { Properties } = find(resolved(stack.template, { ...everything, AuditorReperforms: 'yes' }), 'AuditorRole')
    expect(Properties.ManagedPolicyArns).toBeUndefined()
  })

  it('is not made for a deployment that names no auditor', () => {
    expect(resolved(stack.template, { AuditorReperforms: 'yes' }).Resources.AuditorRole).toBeUndefined()
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
    expect(target().DeadLetterConfig).toEqual({ Arn: '<TicksNotStarted.Arn>' })
  })

  it('may start this state machine and nothing else', () => {
    expect(granted(of('TickScheduleRole'))).toEqual([
      { Effect: 'Allow', Action: 'states:StartExecution', Resource: 'TickStateMachine' },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '<TicksNotStarted.Arn>' },
    ])
  })

  it('runs a state machine that may run the functions and itself', () => {
    const actions = granted(of('TickStateMachineRole')).flatMap(({ Action }) => list(Action))
    expect(actions.sort()).toEqual([
      ...['lambda:InvokeFunction', 'states:DescribeExecution', 'states:RedriveExecution', 'states:StartExecution'],
      'states:StopExecution',
    ])
  })
})

describe('what is told once a day', () => {
  it('begins between two ticks, with its own retries and dead-letter queue', () => {
    expect(of('ReportSchedule').Properties).toMatchObject({
      ScheduleExpression: 'cron(50 5 * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      State: 'ENABLED',
      Target: {
        Arn: '<ReportLambdaFunction.Arn>',
        Input: '{}',
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 20 },
        DeadLetterConfig: { Arn: '<ReportsNotStarted.Arn>' },
      },
    })
    expect(granted(of('ReportScheduleRole'))).toEqual([
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '<ReportLambdaFunction.Arn>' },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '<ReportsNotStarted.Arn>' },
    ])
    expect(of('ReportRetries').Properties).toMatchObject({
      FunctionName: 'ReportLambdaFunction',
      MaximumRetryAttempts: 2,
    })
  })

  it('never writes into the evidence, nor anywhere but pages, records of its own and the copy', () => {
    const report = find(resolved(stack.template, everything), 'ReportIamRoleLambdaExecution')
    const puts = granted(report).filter(({ Action }) => list(Action).some((one) => /^s3:(Put|Delete)/.test(one)))
    expect(puts.flatMap(({ Resource }) => list(Resource))).toEqual([
      '<WorkBucket.Arn>/pages/*',
      '<DocumentsBucket.Arn>/records/delivery/*',
      '<DocumentsBucket.Arn>/records/timestamps/*',
      'arn:aws:s3:::their-copy/ledger/*',
    ])
  })

  it('goes to topics of its own, to which its role alone publishes', () => {
    const policy = statements('ReportTopicsPolicy', 'PolicyDocument')
    expect(statement(policy, 'NobodyElsePublishes')).toEqual({
      Sid: 'NobodyElsePublishes',
      Effect: 'Deny',
      Principal: '*',
      Action: 'sns:Publish',
      Resource: ['AuditorTopic', 'StakeholderTopic'],
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': role('Report') } },
    })
    expect(of('AuditorTopic').Properties.TopicName).toBe('eks-evidence-prod-head')
  })

  it.each([
    ['AuditorMail', 'AuditorTopic', 'auditor@example.org'],
    ['StakeholderMail', 'StakeholderTopic', 'board@example.com'],
  ])('is mailed to whom a deployment names, and to nobody else: %s', (id, TopicArn, Endpoint) => {
    expect(find(resolved(stack.template, everything), id).Properties).toEqual({ TopicArn, Protocol: 'email', Endpoint })
    expect(made.Resources).not.toHaveProperty(id)
  })
})

describe('serverless', () => {
  it.each(['serverless.yml', 'serverless-stream.yml'])(
    'has the role of the environment make the stack: %s',
    async (config) => {
      const { DeploymentRole } = everything
      const given = await packaged(['--config', config], { DEPLOYMENT_ROLE: DeploymentRole })
      const state = JSON.parse(readFileSync(join(given.folder, 'serverless-state.json'), 'utf8'))
      given.remove()
      expect(state).toMatchObject({ service: { provider: { iam: { deploymentRole: DeploymentRole } } } })
    },
    120_000,
  )

  it('gives the parameters what the environment says', async () => {
    const env = { RETENTION_DAYS: '1200', REGIONS: 'eu-west-1,us-east-1', SCHEDULE: 'cron(35 * * * ? *)' }
    const given = await packaged([], env)
    given.remove()
    const { RetentionDays, Regions, Schedule } = given.template.Parameters
    expect([RetentionDays?.Default, Regions?.Default, Schedule?.Default]).toEqual(Object.values(env))
  }, 120_000)

  it('invokes plan locally against an endpoint, with the event of events/', async () => {
    const local = await startStack()
    try {
      const out = await serverless(
        ['invoke', 'local', '-f', 'plan', '-p', 'events/plan.json'],
        local.environment('plan'),
      )
      expect(JSON.parse(out.slice(out.indexOf('{\n')))).toMatchObject({
        tick: '2026-01-05T00:20:00Z',
        sealed: false,
        plan: 'ticks/2026/01/05/0020Z/plan.json',
      })
    } finally {
      await local.sandbox.close()
    }
  }, 120_000)
})
