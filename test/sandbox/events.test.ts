// EventBridge of the sandbox, asked by the SDK.
import { DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { events } from '../../sandbox/services/events.ts'
import { stackTold } from './stack-told.ts'
import { account, type Bench, bench, caller, region } from './start.ts'

const stack = stackTold()
const Rule = 'eks-evidence-prod-code'

let on: Bench
let client: EventBridgeClient
let elsewhere: EventBridgeClient
beforeAll(async () => {
  const own = stack.rules.find(({ rule }) => rule.Name === Rule)
  own?.targets.push({ Id: 'another', Arn: `arn:aws:sqs:${region}:${account}:another` })
  const permissions = {
    [caller]: [{ actions: ['events:*'], resources: [`arn:aws:events:${region}:${account}:rule/eks-evidence-prod-*`] }],
  }
  on = await bench({ services: [events([stack])], permissions })
  client = new EventBridgeClient({ ...on.config, maxAttempts: 1 })
  elsewhere = new EventBridgeClient({ ...on.config, region: 'us-east-1', maxAttempts: 1 })
})
afterAll(async () => {
  client.destroy()
  elsewhere.destroy()
  await on.sandbox.close()
})
const targets = (input: { NextToken?: string; Limit?: number } = {}) =>
  client.send(new ListTargetsByRuleCommand({ Rule, ...input }))

describe('a rule', () => {
  it('is told by its name, on the bus that is the default', async () => {
    const told = await client.send(new DescribeRuleCommand({ Name: Rule }))
    expect(told).toMatchObject({ Name: Rule, State: 'ENABLED', EventBusName: 'default' })
    await expect(client.send(new DescribeRuleCommand({ Name: Rule, EventBusName: 'own' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })

  it('tells its targets page by page', async () => {
    const first = await targets({ Limit: 1 })
    expect(first).toMatchObject({ Targets: [{ Id: 'alarms' }], NextToken: expect.any(String) })
    const second = await targets({ Limit: 1, NextToken: first.NextToken ?? '' })
    expect(second.Targets).toMatchObject([{ Id: 'another' }])
    expect(second.NextToken).toBeUndefined()
  })

  it('is refused a token that was made up, and a page that is too large', async () => {
    await expect(targets({ NextToken: 'made up' })).rejects.toMatchObject({ name: 'InvalidToken' })
    await expect(targets({ Limit: 101 })).rejects.toMatchObject({ name: 'ValidationException' })
  })

  it('is not there under another name', async () => {
    const Name = 'eks-evidence-prod-none'
    const gone = { name: 'ResourceNotFoundException' }
    await expect(client.send(new DescribeRuleCommand({ Name }))).rejects.toMatchObject(gone)
    await expect(client.send(new ListTargetsByRuleCommand({ Rule: Name }))).rejects.toMatchObject(gone)
  })

  it('is granted by its ARN, in its region', async () => {
    const denied = { name: 'AccessDeniedException' }
    await expect(client.send(new DescribeRuleCommand({ Name: 'somebody-else' }))).rejects.toMatchObject(denied)
    await expect(elsewhere.send(new DescribeRuleCommand({ Name: Rule }))).rejects.toMatchObject(denied)
  })
})
