// What observations of the collector say that it is: things with their members, by the operation that told of them.
import { identity } from '../complete.ts'
import { isRecord } from '../json.ts'
import type { Action, Exchange } from '../model.ts'

/** A thing's members by their path; a thing that AWS did not find: the code by which it said so. */
export type Members = Map<string, unknown> | string
/** By the name that people know a thing by. */
export type Things = Map<string, Members>

/** Members that AWS changes by itself, or that say how a change went on: what came of it, the others show. */
const passing: Record<Action, string[]> = {
  'cloudwatch:DescribeAlarms': [
    ...['EvaluationState', 'StateReason', 'StateReasonData', 'StateTransitionedTimestamp', 'StateUpdatedTimestamp'],
    'StateValue',
  ],
  'cloudformation:DescribeStacks': ['DetailedStatus', 'DriftInformation', 'LastOperations', 'StackStatus'],
  'iam:GetRole': ['RoleLastUsed'],
  'lambda:GetFunctionConfiguration': [
    ...['CodeSize', 'LastUpdateStatus', 'LastUpdateStatusReason', 'LastUpdateStatusReasonCode', 'RevisionId'],
    ...['RuntimeVersionConfig', 'State', 'StateReason', 'StateReasonCode'],
  ],
  'sns:GetTopicAttributes': ['SubscriptionsConfirmed', 'SubscriptionsDeleted', 'SubscriptionsPending'],
}

/** A text in place of members: the thing was asked about and is not among the answers. */
type Told = { name: string; members: [path: string, value: unknown][] | string }
type Input = Record<string, unknown>

const whole =
  (kind: string, of: (input: Input) => unknown, member?: string) =>
  (input: Input, body: Input, action: Action): Told => ({
    name: `${kind} ${of(input)}`,
    members: lasting(member === undefined ? body : body[member], action),
  })

const lasting = (from: unknown, action: Action): Told['members'] =>
  Object.entries(isRecord(from) ? from : {})
    .filter(([name]) => !passing[action]?.includes(name))
    .flatMap(([name, value]) => leaves(name, value))

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

// Asked about by name, several at once: whoever is on none of the pages is not there.
const alarms = ({ AlarmNames: names }: Input, { MetricAlarms: found }: Input, action: Action): Told[] =>
  (Array.isArray(names) ? names : []).map((own: unknown) => {
    const alarm = listOf(found).find(({ AlarmName }) => AlarmName === own)
    return { name: `alarm ${own}`, members: alarm ? lasting(alarm, action) : 'no alarm of that name' }
  })

const subscription = ({ SubscriptionArn: arn, Protocol, Endpoint }: Input): [string, unknown] | undefined => {
  if (arn === 'PendingConfirmation') return [`subscription of ${Protocol} ${Endpoint}`, 'not confirmed']
  return arn === 'Deleted' ? undefined : [`subscription ${arn}`, `${Protocol} ${Endpoint}`]
}

const readers: Record<Action, (input: Input, body: Input, action: Action) => Told | Told[]> = {
  'cloudformation:DescribeStacks': (input, body, action) =>
    whole('stack', stackName)(input, listOf(body.Stacks)[0] ?? {}, action),
  'cloudformation:ListStackResources': items(
    (input) => `stack ${stackName(input)}`,
    'StackResourceSummaries',
    ({ LogicalResourceId: own, ResourceType: type, PhysicalResourceId: id, ResourceStatus: status }) =>
      status === 'DELETE_COMPLETE' ? undefined : [`resource ${own}`, `${type} ${id}`],
  ),
  'cloudwatch:DescribeAlarms': alarms,
  // Whether it mutes right now comes and goes.
  'cloudwatch:ListAlarmMuteRules': items(
    ({ AlarmName }) => `alarm ${AlarmName}`,
    'AlarmMuteRuleSummaries',
    ({ AlarmMuteRuleArn, Status: _, ...rule }) => [`mute rule ${AlarmMuteRuleArn}`, rule],
  ),
  'events:DescribeRule': whole('rule', ({ Name }) => Name),
  'events:ListTargetsByRule': items(
    ({ Rule }) => `rule ${Rule}`,
    'Targets',
    (target) => [`target ${target.Id}`, target],
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
  'sns:GetSubscriptionAttributes': whole('subscription', ({ SubscriptionArn }) => SubscriptionArn, 'Attributes'),
  'sns:GetTopicAttributes': whole('topic', ({ TopicArn }) => TopicArn, 'Attributes'),
  'sns:ListSubscriptionsByTopic': items(({ TopicArn }) => `topic ${TopicArn}`, 'Subscriptions', subscription),
  'states:DescribeStateMachine': whole('state machine', ({ stateMachineArn }) => stateMachineArn),
}

/** Operations that tell of a thing's parts: a thing that one of them does not name is no less there. */
export const ofParts: ReadonlySet<Action> = new Set([
  ...['cloudformation:ListStackResources', 'cloudwatch:ListAlarmMuteRules', 'events:ListTargetsByRule'],
  ...['iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'kms:ListGrants', 'sns:ListSubscriptionsByTopic'],
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
    for (const { name, members } of [read(input, body, action)].flat()) {
      const known = things.get(name)
      if (one.got === 'absent' && read !== setting) things.set(name, one.code)
      else if (typeof members === 'string') things.set(name, known ?? members)
      else if (one.got === 'absent') things.set(name, new Map(members.map(([path]) => [path, one.code])))
      else things.set(name, new Map([...(known instanceof Map ? known : []), ...members]))
    }
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
