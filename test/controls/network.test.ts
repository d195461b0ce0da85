// The network controls over the demo's account, asked over the wire: what is good there, and what is not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import byVpcEndpoint from '../../src/controls/aws-by-vpc-endpoint.ts'
import flowLogsOn from '../../src/controls/flow-logs-on.ts'
import noWorldIngress from '../../src/controls/no-world-ingress.ts'
import notInDefaultVpc from '../../src/controls/not-in-default-vpc.ts'
import overTwoZones from '../../src/controls/over-two-zones.ts'
import remoteApproved from '../../src/controls/remote-access-approved.ts'
import subnetsPrivate from '../../src/controls/subnets-private.ts'
import { type Demo, openDemo } from '../sources/demo-account.ts'
import { clusterOf, denying, judged } from './judged.ts'

let demo: Demo
beforeAll(async () => {
  demo = await openDemo()
})
afterAll(() => demo.close())

const judgedOf = (control: Parameters<typeof judged>[1], name: string) => judged(demo, control, clusterOf(demo, name))
const all = [subnetsPrivate, notInDefaultVpc, noWorldIngress, flowLogsOn, byVpcEndpoint, overTwoZones, remoteApproved]

describe('the network of the demo', () => {
  it.each([
    ['prod', 'pass pass pass pass pass pass fail'],
    ['staging', 'pass pass fail fail fail pass not-applicable'],
    ['analytics', 'fail fail fail fail not-applicable pass not-applicable'],
  ] as const)('%s is judged control by control', async (name, expected) => {
    const said = await Promise.all(all.map((control) => judgedOf(control, name)))
    expect(said.map(({ outcome }) => outcome).join(' '), said.map(({ reason }) => reason).join('\n')).toBe(expected)
  })

  it('says which port of which group is open, and to whom', async () => {
    expect((await judgedOf(noWorldIngress, 'staging')).reason).toMatch(
      /^sg-\w+ opens tcp\/30000-32767 to 0\.0\.0\.0\/1, 128\.0\.0\.0\/1$/,
    )
    expect((await judgedOf(noWorldIngress, 'analytics')).reason).toMatch(/^sg-\w+ opens tcp\/22 to 0\.0\.0\.0\/0$/)
  })
})

describe('one denial', () => {
  const without = (operation: string, control: Parameters<typeof judged>[1], name: string) =>
    denying(demo, 'ec2', operation, () => judgedOf(control, name))

  it.each([
    ['DescribeSubnets', subnetsPrivate],
    ['DescribeRouteTables', subnetsPrivate],
    ['DescribeVpcs', notInDefaultVpc],
    ['DescribeSecurityGroups', noWorldIngress],
    ['GetManagedPrefixListEntries', noWorldIngress],
    ['DescribeFlowLogs', flowLogsOn],
    ['DescribeVpcEndpoints', byVpcEndpoint],
    ['DescribeSubnets', overTwoZones],
  ] as const)('of %s makes what rests on it unknown, by its code', async (operation, control) => {
    expect(await without(operation, control, 'prod')).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('UnauthorizedOperation'),
    })
  })

  it('of flow logs leaves private subnets known', async () => {
    expect((await without('DescribeFlowLogs', subnetsPrivate, 'prod')).outcome).toBe('pass')
  })

  it('of a prefix list leaves those known whose groups do not name it', async () => {
    expect((await without('GetManagedPrefixListEntries', noWorldIngress, 'analytics')).outcome).toBe('fail')
  })
})
