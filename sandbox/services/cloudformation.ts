// CloudFormation, as far as one stack and what it is made of. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/
import { instant } from '../../src/clock.ts'
import { page } from '../page.ts'
import { AwsFault, type Call, type Service } from '../service.ts'
import { members, text } from '../world/members.ts'
import type { StackState } from '../world/stack.ts'

const paged = { NextToken: text({ min: 1, max: 1_024 }) }
const ofStack = members('ValidationError', { StackName: text({ min: 1 }) }, paged)
const described = members('ValidationError', {}, { StackName: text({ min: 1 }), ...paged })

export const cloudformation = (stacks: StackState[]): Service => ({
  name: 'cloudformation',
  protocol: 'query',
  namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  resource: ({ input }) => find(stacks, input.StackName)?.stack.StackId ?? '*',
  operations: {
    DescribeStacks(call) {
      const { StackName, NextToken } = described(call.input)
      const all = StackName === undefined ? stacks : [known(stacks, StackName)]
      const { items, nextToken } = page(all, call, { size: undefined, token: NextToken, most: 100, refuse })
      return { Stacks: { member: items.map(({ stack }) => shown(stack)) }, NextToken: nextToken }
    },
    ListStackResources(call: Call) {
      const { StackName, NextToken } = ofStack(call.input)
      const { resources } = known(stacks, StackName)
      const { items, nextToken } = page(resources, call, { size: undefined, token: NextToken, most: 100, refuse })
      const member = items.map(({ LastUpdatedTimestamp: at, ...one }) => ({
        ...one,
        LastUpdatedTimestamp: instant(at),
        DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
      }))
      return { StackResourceSummaries: { member }, NextToken: nextToken }
    },
  },
})

const shown = ({
  CreationTime,
  LastUpdatedTime,
  Outputs,
  Parameters,
  Capabilities,
  Tags,
  ...stack
}: StackState['stack']) => ({
  ...stack,
  CreationTime: CreationTime === undefined ? undefined : instant(CreationTime),
  LastUpdatedTime: LastUpdatedTime === undefined ? undefined : instant(LastUpdatedTime),
  ...lists({ Outputs, Parameters, Capabilities, Tags }),
})

const lists = (all: Record<string, unknown[] | undefined>) =>
  Object.fromEntries(Object.entries(all).map(([name, member]) => [name, member && { member }])) as Record<string, never>

const find = (stacks: StackState[], name: unknown): StackState | undefined =>
  stacks.find(({ stack }) => stack.StackId === name || stack.StackName === name)

const known = (stacks: StackState[], name: string): StackState => {
  const found = find(stacks, name)
  if (found) return found
  throw refuse(`Stack with id ${name} does not exist`)
}

const refuse = (message: string): AwsFault => new AwsFault('ValidationError', 400, message)
