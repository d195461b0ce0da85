// What an observation of the collector says that it is: things with their members, by the operation that told of them.
import { identity } from '../complete.ts'
import { isRecord } from '../json.ts'
import type { Action, Exchange } from '../model.ts'

/** A thing's members by their path; a thing that AWS did not find: the code by which it said so. */
export type Members = Map<string, unknown> | string
/** By the name that people know a thing by. */
export type Things = Map<string, Members>

/** Members that AWS changes by itself, or that say how a change went on: what came of it, the others show. */
const passing: Record<Action, string[]> = {
  'cloudformation:DescribeStacks': ['DetailedStatus', 'DriftInformation', 'LastOperations', 'StackStatus'],
  'iam:GetRole': ['RoleLastUsed'],
  'lambda:GetFunctionConfiguration': [
    ...['CodeSize', 'LastUpdateStatus', 'LastUpdateStatusReason', 'LastUpdateStatusReasonCode', 'RevisionId'],
    ...['RuntimeVersionConfig', 'State', 'StateReason', 'StateReasonCode'],
  ],
}

type Told = { name: string; members: [path: string, value: unknown][] }
type Input = Record<string, unknown>

const whole =
  (kind: string, of: (input: Input) => unknown, member?: string) =>
  (input: Input, body: Input, action: Action): Told => {
    const from = member === undefined ? body : body[member]
    const own = Object.entries(isRecord(from) ? from : {}).filter(([name]) => !passing[action]?.includes(name))
    return { name: `${kind} ${of(input)}`, members: own.flatMap(([name, value]) => leaves(name, value)) }
  }

/** Each item of a list is a member of its own, so that pages add up. */
const items =
  (name: (input: Input) => string, list: string, of: (item: Input) => [path: string, value: unknown] | undefined) =>
  (input: Input, body: Input): Told => ({
    name: name(input),
    members: listOf(body[list]).flatMap((item) => {
      const member = of(item)
      return member ? [member] : []
    }),
  })

const stackName = ({ StackName: arn }: Input): string => String(arn).split('/')[1] ?? String(arn)
const listOf = (value: unknown): Input[] => (Array.isArray(value) ? value.filter(isRecord) : [])

const readers: Record<Action, (input: Input, body: Input, action: Action) => Told> = {
  'cloudformation:DescribeStacks': (input, body, action) =>
    whole('stack', stackName)(input, listOf(body.Stacks)[0] ?? {}, action),
  'cloudformation:ListStackResources': items(
    (input) => `stack ${stackName(input)}`,
    'StackResourceSummaries',
    ({ LogicalResourceId: own, ResourceType: type, PhysicalResourceId: id, ResourceStatus: status }) =>
      status === 'DELETE_COMPLETE' ? undefined : [`resource ${own}`, `${type} ${id}`],
  ),
  'iam:GetRole': whole('role', ({ RoleName }) => RoleName, 'Role'),
  'iam:GetRolePolicy': (input, body) => ({
    name: `role ${input.RoleName}`,
    members: [[`policy ${input.PolicyName}`, body.PolicyDocument]],
  }),
  'iam:ListAttachedRolePolicies': items(
    ({ RoleName }) => `role ${RoleName}`,
    'AttachedPolicies',
    ({ PolicyArn }) => [`attached policy ${PolicyArn}`, 'attached'],
  ),
  'kms:DescribeKey': whole('key', ({ KeyId }) => KeyId, 'KeyMetadata'),
  'kms:GetKeyPolicy': whole('key', ({ KeyId }) => KeyId),
  'kms:ListGrants': items(
    ({ KeyId }) => `key ${KeyId}`,
    'Grants',
    (grant) => [`grant ${grant.GrantId}`, grant],
  ),
  'lambda:GetFunctionConfiguration': whole('function', ({ FunctionName }) => FunctionName),
  'scheduler:GetSchedule': whole('schedule', ({ Name }) => Name),
  'states:DescribeStateMachine': whole('state machine', ({ stateMachineArn }) => stateMachineArn),
}

/** Operations that tell of a thing's parts: a thing that one of them does not name is no less there. */
export const ofParts: ReadonlySet<Action> = new Set([
  ...['cloudformation:ListStackResources', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'kms:ListGrants'],
] as Action[])

/** What an operation told; undefined for one that tells of nothing by itself. */
export const thingsOf = (action: Action, exchanges: Iterable<Exchange>): Things | undefined => {
  const read = action.startsWith('s3:') ? setting : readers[action]
  if (!read) return undefined
  const things: Things = new Map()
  for (const one of exchanges) {
    if (one.action !== action || one.got === 'failed') continue
    const input = isRecord(one.input) ? one.input : {}
    const body = one.got === 'body' && isRecord(one.body) ? one.body : {}
    const { name, members } = read(input, body, action)
    const known = things.get(name)
    if (one.got === 'absent' && read !== setting) things.set(name, one.code)
    else if (one.got === 'absent') things.set(name, new Map(members.map(([path]) => [path, one.code])))
    else things.set(name, new Map([...(known instanceof Map ? known : []), ...members]))
  }
  return things
}

// One document is one setting of the bucket.
const setting = ({ Bucket }: Input, body: Input, action: Action): Told => ({
  name: `bucket ${Bucket}`,
  members: [[action.slice('s3:Get'.length), body]],
})

const leaves = (path: string, value: unknown): [string, unknown][] =>
  isRecord(value) ? Object.entries(value).flatMap(([name, one]) => leaves(`${path}.${name}`, one)) : [[path, value]]

/** Whether two values are the same, whatever the order of their members. */
export const isSame = (one: unknown, other: unknown): boolean =>
  one === other || identity(one ?? null) === identity(other ?? null)
