// EventBridge, as far as reading rules of the default bus goes. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html
import { page } from '../page.ts'
import { AwsFault, type Call, type Service } from '../service.ts'
import { members, text, whole } from '../world/members.ts'
import type { StackState } from '../world/stack.ts'

const invalid = 'ValidationException'
const name = text({ min: 1, max: 64, pattern: /^[.\-_A-Za-z0-9]+$/ })
const bus = { EventBusName: text({ min: 1, max: 1_600 }) }
const described = members(invalid, { Name: name }, bus)
const listed = members(
  invalid,
  { Rule: name },
  { ...bus, Limit: whole(1, 100), NextToken: text({ min: 1, max: 2_048 }) },
)

export const events = (stacks: StackState[]): Service => {
  const known = (own: string, { region }: Call, on = 'default'): StackState['rules'][number] => {
    const found = stacks
      .flatMap(({ rules }) => rules)
      .find(({ rule }) => rule.Name === own && rule.EventBusName === on && rule.Arn.split(':')[3] === region)
    if (found) return found
    throw new AwsFault('ResourceNotFoundException', 400, `Rule ${own} does not exist on EventBus ${on}.`)
  }
  return {
    name: 'events',
    protocol: 'json-1.1',
    target: 'AWSEvents',
    resource: ({ input: { Name, Rule = Name }, region, account }) => `arn:aws:events:${region}:${account}:rule/${Rule}`,
    operations: {
      DescribeRule(call) {
        const { Name, EventBusName } = described(call.input)
        return known(Name, call, EventBusName).rule
      },
      ListTargetsByRule(call) {
        const { Rule, EventBusName, Limit, NextToken } = listed(call.input)
        const { targets } = known(Rule, call, EventBusName)
        const { items, nextToken } = page(targets, call, { size: Limit, token: NextToken, most: 100, refuse })
        return { Targets: items, NextToken: nextToken }
      },
    },
  }
}

const refuse = (message: string): AwsFault => new AwsFault('InvalidToken', 400, message)
