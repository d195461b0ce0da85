// The functions of the collector's own stack, and the roles that they, the schedule and the machine have.
import { instant } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import type { RoleState, StackState } from '../world/stack.ts'
import type { Deployed } from './deployment.ts'
import {
  type FunctionName,
  functionArn,
  functionNames,
  iamRole,
  machineArn,
  name,
  policyOf,
  queueArn,
  roleArn,
  stackArn,
} from './deployment-names.ts'

/** The digest of a function's zip as Lambda says it: another one for every release. */
export const codeOf = (release: string, own: string): string =>
  Buffer.from(sha256(`${release}/${own}`).slice('sha256:'.length), 'hex').toString('base64')

export const functionState = (at: Deployed, own: FunctionName): StackState['functions'][number] => ({
  FunctionName: `${name}-${own}`,
  FunctionArn: functionArn(at, own),
  Runtime: 'nodejs24.x',
  Role: roleArn(at, own),
  Handler: `functions/${own}.handler`,
  CodeSize: 250_000,
  Description: '',
  Timeout: 900,
  MemorySize: own === 'collect' || own === 'evaluate' ? 1_769 : 1_024,
  LastModified: instant(at.at).replace('Z', '.000+0000'),
  CodeSha256: codeOf('0.1.0', own),
  Version: '$LATEST',
  Environment: { Variables: { STACK_ID: stackArn(at), EVIDENCE_BUCKET: at.bucket.name, ...at.told } },
  TracingConfig: { Mode: 'PassThrough' },
  RevisionId: sha256(`${at.at}/${own}`).slice(7, 43),
  State: 'Active',
  LastUpdateStatus: 'Successful',
  PackageType: 'Zip',
  Architectures: ['arm64'],
  EphemeralStorage: { Size: 512 },
  SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
  LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}-${own}` },
})

export const rolesOf = (at: Deployed): RoleState[] => [
  ...functionNames.map((own) => {
    const granted = (at.grants?.[own] ?? []).map(({ actions, resources }) => allow(actions, resources))
    return role(at, own, 'lambda.amazonaws.com', `${name}-${own}`, granted)
  }),
  role(at, 'schedule', 'scheduler.amazonaws.com', 'start', [
    allow(['states:StartExecution'], [machineArn(at)]),
    allow(['sqs:SendMessage'], [queueArn(at)]),
  ]),
  role(at, 'report-schedule', 'scheduler.amazonaws.com', 'start', [
    allow(['lambda:InvokeFunction'], [functionArn(at, 'report')]),
    allow(['sqs:SendMessage'], [queueArn(at, 'ReportsNotStarted')]),
  ]),
  role(at, 'machine', 'states.amazonaws.com', 'run', [
    allow(
      ['lambda:InvokeFunction'],
      functionNames.filter((own) => own !== 'report').map((own) => functionArn(at, own)),
    ),
  ]),
]

const role = (at: Deployed, own: string, service: string, policy: string, statements: object[]): RoleState => ({
  role: {
    Path: '/',
    RoleName: iamRole(at, own),
    RoleId: `AROA${sha256(own).slice(7, 24).toUpperCase()}`,
    Arn: roleArn(at, own),
    CreateDate: at.at,
    trust: policyOf([{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }]),
    MaxSessionDuration: 3_600,
    RoleLastUsed: { LastUsedDate: at.at, Region: at.region },
  },
  policies: { [policy]: policyOf(statements) },
  attached: [],
})

const allow = (Action: string[], Resource: string[]) => ({ Effect: 'Allow', Action, Resource })
