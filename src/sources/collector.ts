// What the collector itself is: the code, roles, schedule, machine, bucket and key of the stack that runs it.

import type * as cloudformation from '@aws-sdk/client-cloudformation'
import type * as iam from '@aws-sdk/client-iam'
import type * as kms from '@aws-sdk/client-kms'
import type * as lambda from '@aws-sdk/client-lambda'
import type * as s3 from '@aws-sdk/client-s3'
import type * as scheduler from '@aws-sdk/client-scheduler'
import type * as states from '@aws-sdk/client-sfn'
import { stackOutput } from '../answers/stack-output.ts'
import { ofType } from '../answers/stack-resources.ts'
import { accountOf } from '../arn.ts'
import { alarmEmail } from '../redaction/endpoints.ts'
import { functionEnvironment } from '../redaction/environment.ts'
import { asking, defineSource, each, type Heard, list, listEach, listed, once } from '../source.ts'
import { operation } from '../wire.ts'

const listResources = operation<cloudformation.ListStackResourcesInput, cloudformation.ListStackResourcesOutput>(
  'cloudformation:ListStackResources',
  { token: 'NextToken' },
)
const describeStacks = operation<cloudformation.DescribeStacksInput, cloudformation.DescribeStacksOutput>(
  'cloudformation:DescribeStacks',
)
// What the stack lists and AWS does not find was taken away behind the stack's back: that is a read, and shows as a change.
const getFunction = operation<lambda.GetFunctionConfigurationRequest, lambda.FunctionConfiguration>(
  'lambda:GetFunctionConfiguration',
  { absentWhen: ['ResourceNotFoundException'] },
)
const noRole = { absentWhen: ['NoSuchEntityException'], token: 'Marker' }
const getRole = operation<iam.GetRoleRequest, iam.GetRoleResponse>('iam:GetRole', noRole)
const listPolicies = operation<iam.ListRolePoliciesRequest, iam.ListRolePoliciesResponse>(
  'iam:ListRolePolicies',
  noRole,
)
const getPolicy = operation<iam.GetRolePolicyRequest, iam.GetRolePolicyResponse>('iam:GetRolePolicy', noRole)
const listAttached = operation<iam.ListAttachedRolePoliciesRequest, iam.ListAttachedRolePoliciesResponse>(
  'iam:ListAttachedRolePolicies',
  noRole,
)
const getSchedule = operation<scheduler.GetScheduleInput, scheduler.GetScheduleOutput>('scheduler:GetSchedule', {
  absentWhen: ['ResourceNotFoundException'],
})
const describeMachine = operation<states.DescribeStateMachineInput, states.DescribeStateMachineOutput>(
  'states:DescribeStateMachine',
  { absentWhen: ['StateMachineDoesNotExist'] },
)
const noKey = { absentWhen: ['NotFoundException'] }
const describeKey = operation<kms.DescribeKeyRequest, kms.DescribeKeyResponse>('kms:DescribeKey', noKey)
const getKeyPolicy = operation<kms.GetKeyPolicyRequest, kms.GetKeyPolicyResponse>('kms:GetKeyPolicy', noKey)
const listGrants = operation<kms.ListGrantsRequest, kms.ListGrantsResponse>('kms:ListGrants', {
  ...noKey,
  token: 'Marker',
  next: 'NextMarker',
})

// Each says by a code of its own that nothing of the kind is set.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
const ofBucket = (name: string, ...absentWhen: string[]) =>
  operation<s3.GetBucketVersioningRequest, unknown>(`s3:${name}`, { absentWhen: [...absentWhen, 'NoSuchBucket'] })
const bucketState = [
  ofBucket('GetBucketVersioning'),
  ofBucket('GetObjectLockConfiguration', 'ObjectLockConfigurationNotFoundError'),
  ofBucket('GetBucketPolicy', 'NoSuchBucketPolicy'),
  ofBucket('GetBucketEncryption', 'ServerSideEncryptionConfigurationNotFoundError'),
  ofBucket('GetBucketLifecycleConfiguration', 'NoSuchLifecycleConfiguration'),
  ofBucket('GetBucketReplication', 'ReplicationConfigurationNotFoundError'),
  ofBucket('GetPublicAccessBlock', 'NoSuchPublicAccessBlockConfiguration'),
  ofBucket('GetBucketOwnershipControls', 'OwnershipControlsNotFoundError'),
]

type Pages = Heard<cloudformation.ListStackResourcesInput, cloudformation.ListStackResourcesOutput>[]
const functions = (pages: Pages) => ofType('AWS::Lambda::Function', pages).map((FunctionName) => ({ FunctionName }))
const roles = (pages: Pages) => ofType('AWS::IAM::Role', pages).map((RoleName) => ({ RoleName }))
const schedules = (pages: Pages) => ofType('AWS::Scheduler::Schedule', pages).map((Name) => ({ Name }))
const machines = (pages: Pages) =>
  ofType('AWS::StepFunctions::StateMachine', pages).map((stateMachineArn) => ({ stateMachineArn }))
const policies = (pages: Heard<iam.ListRolePoliciesRequest, iam.ListRolePoliciesResponse>[]) =>
  pages.flatMap(({ input: { RoleName }, answer }) =>
    listed(answer.PolicyNames, 'PolicyNames').map((PolicyName) => ({ RoleName, PolicyName })),
  )
type Described = Heard<cloudformation.DescribeStacksInput, cloudformation.DescribeStacksOutput>[]
const buckets = (heard: Described, { id }: { id: string }) =>
  stackOutput('EvidenceBucket', heard).map((Bucket) => ({ Bucket, ExpectedBucketOwner: accountOf(id) }))
const keys = (heard: Described) => stackOutput('SigningKey', heard).map((KeyId) => ({ KeyId }))

export default defineSource({
  id: 'collector',
  kind: 'state',
  of: 'deployment',
  every: 3_600,
  zipped: true,
  atOnce: 4,
  redacts: [alarmEmail, functionEnvironment],
  ...asking(
    list(listResources, ({ id }) => ({ StackName: id })),
    once(describeStacks, ({ id }) => ({ StackName: id })),
    each(getFunction, listResources, functions),
    each(getRole, listResources, roles),
    listEach(listPolicies, listResources, roles),
    each(getPolicy, listPolicies, policies),
    listEach(listAttached, listResources, roles),
    each(getSchedule, listResources, schedules),
    each(describeMachine, listResources, machines),
    ...bucketState.map((op) => each(op, describeStacks, buckets)),
    each(describeKey, describeStacks, keys),
    each(getKeyPolicy, describeStacks, (heard) => keys(heard).map((one) => ({ ...one, PolicyName: 'default' }))),
    listEach(listGrants, describeStacks, keys),
  ),
})
