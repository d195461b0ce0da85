// The stack that the collector runs in, as AWS shows it: what the template makes, and what somebody changes behind its back.
import type { Stack } from '@aws-sdk/client-cloudformation'
import type { AttachedPolicy, Role } from '@aws-sdk/client-iam'
import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import type { GetScheduleOutput } from '@aws-sdk/client-scheduler'
import type { DescribeStateMachineOutput } from '@aws-sdk/client-sfn'
import type { OnWire } from '../world.ts'

/** Times are seconds since 1970 here; the services say them as their protocols do. */
export type StackState = {
  stack: OnWire<Stack> & { StackId: string; StackName: string }
  resources: ResourceState[]
  functions: (OnWire<FunctionConfiguration> & { FunctionName: string })[]
  roles: RoleState[]
  schedules: (OnWire<GetScheduleOutput> & { Name: string })[]
  machines: (OnWire<DescribeStateMachineOutput> & { stateMachineArn: string })[]
}

export type ResourceState = {
  LogicalResourceId: string
  PhysicalResourceId: string
  ResourceType: string
  ResourceStatus: string
  LastUpdatedTimestamp: number
}

/** Policies are JSON text. */
export type RoleState = {
  role: Omit<OnWire<Role>, 'AssumeRolePolicyDocument'> & { RoleName: string; Arn: string; trust: string }
  policies: Record<string, string>
  attached: OnWire<AttachedPolicy>[]
}
