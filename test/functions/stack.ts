// The stack as its functions see it: the sandbox's account with what serverless.yml makes, each function under its own role.
import iam from '../../gen/iam.json' with { type: 'json' }
import auditorIam from '../../gen/iam-auditor.json' with { type: 'json' }
import streamIam from '../../gen/iam-stream.json' with { type: 'json' }
import { deployed } from '../../sandbox/scenario/deployment.ts'
import { iamRole, name as stackName, topicArn } from '../../sandbox/scenario/deployment-names.ts'
import { seedRecords } from '../../sandbox/scenario/governance.ts'
import { makeScenario } from '../../sandbox/scenario.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { cloudformation } from '../../sandbox/services/cloudformation.ts'
import { cloudwatch } from '../../sandbox/services/cloudwatch.ts'
import { events } from '../../sandbox/services/events.ts'
import { iam as iamService } from '../../sandbox/services/iam.ts'
import { kms } from '../../sandbox/services/kms.ts'
import { arnOf, signingKey } from '../../sandbox/services/kms-key.ts'
import { lambda } from '../../sandbox/services/lambda.ts'
import { logsService } from '../../sandbox/services/logs.ts'
import { logsOf } from '../../sandbox/services/logs-scenario.ts'
import { newBucket } from '../../sandbox/services/s3/bucket.ts'
import { s3 } from '../../sandbox/services/s3.ts'
import { scheduler } from '../../sandbox/services/scheduler.ts'
import { emptySecurityHub, enableHub, securityHub } from '../../sandbox/services/security-hub.ts'
import { sns } from '../../sandbox/services/sns.ts'
import { states } from '../../sandbox/services/states.ts'
import { sts } from '../../sandbox/services/sts.ts'
import type { StackState } from '../../sandbox/world/stack.ts'
import { worldServices } from '../../sandbox/world-services.ts'
import { seconds, settableClock } from '../../src/clock.ts'
import { infra } from '../stack/infra.ts'
import { list, granted as rolesGrants } from '../stack/packaged.ts'
import { policyOf, resolved } from '../stack/resolved.ts'

const granted = { ...iam, ...streamIam }
/** Who owns the copy of the ledger. */
const auditor = '444455556666'
export type Name = keyof typeof granted
const names = Object.keys(granted) as Name[]

/** Of the demo's account, or of another one. */
export const startStack = async ({ scenario = makeScenario({ days: 1 }), logs = logsOf(scenario) } = {}) => {
  const { account, home, base, world } = scenario
  const clock = settableClock(base)
  const at = { region: home, owner: account, createdAt: base }
  const evidence = newBucket({ ...at, name: 'evidence', objectLock: true })
  const documents = newBucket({ ...at, name: 'documents' })
  documents.versioned = true
  const work = newBucket({ ...at, name: 'work' })
  const copy = newBucket({ ...at, name: 'ledger-copy', owner: auditor, objectLock: true })
  copy.settings.lockDefault = { mode: 'COMPLIANCE', days: 400 }
  seedRecords(documents, world)
  const key = signingKey({ seed: 'stack', region: home, createdAt: base })
  const previousKey = signingKey({ seed: 'the one before', region: home, createdAt: base })
  const stack = deployed({ account, region: home, at: seconds(base), bucket: evidence, documents, key, grants: iam })
  addAuditor(stack)
  const template = resolved(
    infra(),
    { AuditorPrincipal: 'arn:aws:iam::444455556666:role/auditor', AuditorExternalId: 'as-agreed' },
    {
      EvidenceBucket: evidence.name,
      DocumentsBucket: documents.name,
      'SigningKey.Arn': arnOf(key, account),
      'DocumentsBucket.Arn': 'arn:aws:s3:::documents',
      'WorkBucket.Arn': 'arn:aws:s3:::work',
    },
  )
  evidence.settings.policy = policyOf(template, 'EvidenceBucketPolicy')
  documents.settings.policy = policyOf(template, 'DocumentsBucketPolicy')
  const hub = emptySecurityHub()
  for (const region of Object.keys(world.regions)) enableHub(hub, region, base)

  const arns: Record<string, string> = {
    'AWS::Partition': 'aws',
    'AWS::AccountId': account,
    'AWS::Region': home,
    'AWS::StackId': stack.stack.StackId,
    'self:custom.name': stackName,
    'self:custom.role': iamRole({ account, region: home }, '').slice(0, -1),
    Alarms: topicArn({ account, region: home }),
    AuditorTopic: topicArn({ account, region: home }, '-head'),
    StakeholderTopic: topicArn({ account, region: home }, '-digest'),
    LedgerCopyBucket: 'ledger-copy',
    'WorkBucket.Arn': 'arn:aws:s3:::work',
    EvidenceBucket: 'evidence',
    LogGroupNames: '/aws/eks/*/cluster',
    'EvidenceBucket.Arn': 'arn:aws:s3:::evidence',
    'DocumentsBucket.Arn': 'arn:aws:s3:::documents',
    'SigningKey.Arn': arnOf(key, account),
    PreviousSigningKey: arnOf(previousKey, account),
  }
  const substituted = (resource: string): string =>
    resource.replace(/\$\{([^}]+)\}/g, (_, name: string) => arns[name] ?? name)
  const role = (name: string): string =>
    `arn:aws:sts::${account}:assumed-role/${iamRole({ account, region: home }, name)}/${name}`
  const auditorRole = template.Resources.AuditorRole
  if (!auditorRole) throw new Error('the template makes no role for the auditor')
  const auditing = rolesGrants(auditorRole).map(({ Action, Resource }) => ({
    actions: list(Action),
    resources: list(Resource as string | string[]),
  }))

  /** The same role, where the deployment lets it ask AWS again. */
  const reperforming = auditorIam.auditor.map(({ actions, resources }) => ({
    actions,
    resources: resources.map(substituted),
  }))

  /** By function, with the names of this account's resources. */
  const grants = Object.fromEntries(
    names.map((name) => [
      name,
      granted[name].map(({ actions, resources }) => ({ actions, resources: resources.map(substituted) })),
    ]),
  )

  const sandbox = await startSandbox({
    account,
    clock,
    seed: 'stack',
    principals: {
      owner: `arn:aws:iam::${account}:root`,
      ...Object.fromEntries([...names, 'auditor', 'reperformer'].map((name) => [name, role(name)])),
    },
    permissions: {
      ...Object.fromEntries(names.map((name) => [role(name), grants[name] ?? []])),
      [role('auditor')]: auditing,
      [role('reperformer')]: [...auditing, ...reperforming],
    },
    services: [
      ...worldServices(world),
      cloudformation([stack]),
      cloudwatch({}, [stack]),
      events([stack]),
      iamService([stack], world),
      kms([key, previousKey, ...world.keys]),
      lambda([stack]),
      logsService(logs),
      s3(new Map([evidence, documents, work, copy].map((bucket) => [bucket.name, bucket]))),
      scheduler([stack]),
      securityHub(hub),
      sns([stack]),
      states([stack]),
      sts,
    ],
  })

  /** What a function finds in its environment. */
  const environment = (name: Name): Record<string, string> => ({
    ACCOUNT: account,
    AWS_ACCESS_KEY_ID: name,
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_REGION: home,
    AWS_SECRET_ACCESS_KEY: 'any',
    COMMIT: 'test',
    DESTINATION: `arn:aws:lambda:${home}:${account}:function:${stackName}-stream`,
    DOCUMENTS_BUCKET: 'documents',
    EVIDENCE_BUCKET: 'evidence',
    HOME_REGION: home,
    PERIOD_END: '',
    POWERTOOLS_DEV: 'true', // the log goes where a test can see it
    RETENTION_DAYS: '800',
    SCHEDULE: 'cron(20 * * * ? *)',
    SIGNING_KEY_ID: arnOf(key, account),
    STACK_ID: stack.stack.StackId,
    ...(name === 'report' && {
      AUDITOR_TOPIC: topicArn({ account, region: home }, '-head'),
      LEDGER_COPY_BUCKET: copy.name,
      LEDGER_COPY_OWNER: auditor,
      STAKEHOLDER_TOPIC: topicArn({ account, region: home }, '-digest'),
      WORK_BUCKET: work.name,
    }),
  })
  return {
    sandbox,
    clock,
    world,
    grants,
    auditing,
    reperforming,
    evidence,
    documents,
    work,
    copy,
    topics: stack.topics,
    hub,
    key,
    previousKey,
    environment,
    account,
    home,
  }
}

// Its role is made where a deployment names an auditor; this one does.
const addAuditor = ({ resources, roles }: StackState): void => {
  const like = roles.find(({ role }) => role.RoleName.endsWith('-schedule'))
  const listed = resources.find(({ LogicalResourceId }) => LogicalResourceId === 'TickScheduleRole')
  if (!like || !listed) throw new Error('the deployment has no role of the schedule')
  const named = (text: string): string => text.replace(/-schedule$/, '-auditor')
  const { role } = like
  roles.push({ ...like, role: { ...role, RoleName: named(role.RoleName), Arn: named(role.Arn) } })
  resources.push({
    ...listed,
    LogicalResourceId: 'AuditorRole',
    PhysicalResourceId: named(listed.PhysicalResourceId),
  })
}
