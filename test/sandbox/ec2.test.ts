// EC2 of the sandbox, asked by the SDK: what it answers, and what it refuses as AWS does.
import {
  DescribeFlowLogsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  type DescribeVpcEndpointsCommandOutput,
  DescribeVpcsCommand,
  EC2Client,
  GetManagedPrefixListEntriesCommand,
} from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld } from '../../sandbox/scenario.ts'
import { ec2Service } from '../../sandbox/services/ec2.ts'
import type { NetworkState } from '../../sandbox/world/network.ts'
import { type Bench, bench } from './start.ts'

const world = makeWorld()
const network = (region: string): NetworkState => {
  const found = world.regions[region]?.network
  if (!found) throw new Error(`no region ${region}`)
  return found
}

let on: Bench
let ec2: EC2Client
let elsewhere: EC2Client
beforeAll(async () => {
  on = await bench({ services: [ec2Service(world)] })
  const once = { ...on.config, maxAttempts: 1 }
  ec2 = new EC2Client(once)
  elsewhere = new EC2Client({ ...once, region: 'eu-west-3' })
})
afterAll(async () => {
  ec2.destroy()
  elsewhere.destroy()
  await on.sandbox.close()
})

const refused = async (asked: Promise<unknown>): Promise<[string, number | undefined]> => {
  try {
    await asked
  } catch (error) {
    const { name, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } }
    return [name, $metadata?.httpStatusCode]
  }
  throw new Error('answered')
}

// A time in the state is a number of seconds; the SDK makes a date of it.
const timed = (value: object): object =>
  JSON.parse(JSON.stringify(value), (key, one) =>
    /^Creation(Time|Timestamp)$/.test(key) && typeof one === 'number' ? new Date(one * 1000).toISOString() : one,
  )
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('everything that the world holds of a network', () => {
  it.each(['eu-west-1', 'us-east-1', 'eu-west-3'])('comes through the wire as it is in %s', async (region) => {
    const client = new EC2Client({ ...on.config, region })
    const { vpcs, subnets, routeTables, securityGroups, flowLogs, vpcEndpoints } = network(region)
    const told = [
      (await client.send(new DescribeVpcsCommand({}))).Vpcs,
      (await client.send(new DescribeSubnetsCommand({}))).Subnets,
      (await client.send(new DescribeRouteTablesCommand({}))).RouteTables,
      (await client.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups,
      (await client.send(new DescribeFlowLogsCommand({}))).FlowLogs,
      (await client.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints,
    ].map(plain)
    client.destroy()
    expect(told).toEqual([vpcs, subnets, routeTables, securityGroups, flowLogs, vpcEndpoints].map(timed))
  })
})

describe('a region that nobody touched', () => {
  it('has the default VPC, with an internet gateway in its main route table', async () => {
    const { Vpcs } = await elsewhere.send(new DescribeVpcsCommand({}))
    expect(Vpcs).toMatchObject([{ IsDefault: true, CidrBlock: '172.31.0.0/16' }])
    const { RouteTables = [] } = await elsewhere.send(new DescribeRouteTablesCommand({}))
    expect(RouteTables.flatMap(({ Routes = [] }) => Routes.map(({ GatewayId }) => GatewayId?.slice(0, 4)))).toEqual([
      'loca',
      'igw-',
    ])
  })

  it('answers an empty list where there is none', async () => {
    const { FlowLogs, NextToken } = await elsewhere.send(new DescribeFlowLogsCommand({}))
    expect([FlowLogs, NextToken]).toEqual([[], undefined])
  })

  it('names its zones as AWS does', async () => {
    const { Subnets = [] } = await elsewhere.send(new DescribeSubnetsCommand({}))
    expect(Subnets.map(({ AvailabilityZoneId }) => AvailabilityZoneId)).toEqual(['euw3-az1', 'euw3-az2', 'euw3-az3'])
  })
})

describe('a list', () => {
  it('is filtered: one of the values, of every filter', async () => {
    const Filters = [
      { Name: 'is-default', Values: ['true'] },
      { Name: 'cidr', Values: ['10.*', '172.31.0.0/1?'] },
    ]
    expect(await ec2.send(new DescribeVpcsCommand({ Filters }))).toMatchObject({ Vpcs: [{ IsDefault: true }] })
    const none = [...Filters, { Name: 'tag:owner', Values: ['nobody'] }]
    expect(await ec2.send(new DescribeVpcsCommand({ Filters: none }))).toMatchObject({ Vpcs: [] })
  })

  it('comes on pages that hold each once, the last without a token', async () => {
    const ids: (string | undefined)[] = []
    for (let token: string | undefined, pages = 0; pages < 50; pages++) {
      const { VpcEndpoints = [], NextToken }: DescribeVpcEndpointsCommandOutput = await ec2.send(
        new DescribeVpcEndpointsCommand({ MaxResults: 1, NextToken: token }),
      )
      ids.push(...VpcEndpoints.map(({ VpcEndpointId }) => VpcEndpointId))
      token = NextToken
      if (!token) break
    }
    expect(ids).toEqual(network('eu-west-1').vpcEndpoints.map(({ VpcEndpointId }) => VpcEndpointId))
  })

  it('is asked for by id', async () => {
    const [id = ''] = network('eu-west-3').subnets.map(({ SubnetId }) => SubnetId)
    const { Subnets } = await elsewhere.send(new DescribeSubnetsCommand({ SubnetIds: [id] }))
    expect(Subnets?.map(({ SubnetId }) => SubnetId)).toEqual([id])
  })
})

describe('EC2 refuses', () => {
  it('pages that are too small or too large', async () => {
    const expected = ['InvalidParameterValue', 400]
    expect(await refused(ec2.send(new DescribeVpcsCommand({ MaxResults: 4 })))).toEqual(expected)
    expect(await refused(ec2.send(new DescribeSubnetsCommand({ MaxResults: 1_001 })))).toEqual(expected)
    expect(await refused(ec2.send(new DescribeRouteTablesCommand({ MaxResults: 101 })))).toEqual(expected)
    expect((await ec2.send(new DescribeVpcEndpointsCommand({ MaxResults: 1_001 }))).NextToken).toBeUndefined()
  })

  it('a token that was made up, and one of another question', async () => {
    const made = ec2.send(new DescribeSubnetsCommand({ NextToken: 'NA==' }))
    expect(await refused(made)).toEqual(['InvalidNextToken', 400])
    const { NextToken } = await ec2.send(new DescribeVpcEndpointsCommand({ MaxResults: 1 }))
    expect(NextToken).toBeDefined()
    const other = ec2.send(new DescribeFlowLogsCommand({ MaxResults: 1, NextToken }))
    expect(await refused(other)).toEqual(['InvalidNextToken', 400])
  })

  it('a filter that it does not have', async () => {
    const Filters = [{ Name: 'vpc', Values: ['vpc-1'] }]
    expect(await refused(ec2.send(new DescribeVpcsCommand({ Filters })))).toEqual(['InvalidParameterValue', 400])
  })

  it.each([
    ['InvalidVpcID.NotFound', new DescribeVpcsCommand({ VpcIds: ['vpc-0'] })],
    ['InvalidSubnetID.NotFound', new DescribeSubnetsCommand({ SubnetIds: ['subnet-0'] })],
    ['InvalidRouteTableID.NotFound', new DescribeRouteTablesCommand({ RouteTableIds: ['rtb-0'] })],
    ['InvalidGroup.NotFound', new DescribeSecurityGroupsCommand({ GroupIds: ['sg-0'] })],
    ['InvalidFlowLogId.NotFound', new DescribeFlowLogsCommand({ FlowLogIds: ['fl-0'] })],
    ['InvalidVpcEndpointId.NotFound', new DescribeVpcEndpointsCommand({ VpcEndpointIds: ['vpce-0'] })],
    ['InvalidPrefixListID.NotFound', new GetManagedPrefixListEntriesCommand({ PrefixListId: 'pl-0' })],
  ])('what is not there: %s', async (code, command) => {
    expect(await refused(ec2.send(command as DescribeVpcsCommand))).toEqual([code, 400])
  })

  it('a dry run, for it would have succeeded', async () => {
    expect(await refused(ec2.send(new DescribeVpcsCommand({ DryRun: true })))).toEqual(['DryRunOperation', 412])
  })

  it('everybody in a region that is not enabled', async () => {
    const client = new EC2Client({ ...on.config, region: 'me-south-1' })
    expect(await refused(client.send(new DescribeVpcsCommand({})))).toEqual(['AuthFailure', 401])
    client.destroy()
  })

  it('a caller whose policies do not allow it', async () => {
    const { sandbox } = on
    const caller = `arn:aws:sts::111122223333:assumed-role/collect/run`
    sandbox.permit(caller, [{ actions: ['ec2:DescribeSubnets'] }])
    expect(await refused(ec2.send(new DescribeVpcsCommand({})))).toEqual(['UnauthorizedOperation', 403])
    expect((await ec2.send(new DescribeSubnetsCommand({}))).Subnets).not.toEqual([])
    sandbox.permit(caller, undefined)
  })

  it('too many questions', async () => {
    on.sandbox.faults.add({ effect: { kind: 'throttle' }, service: 'ec2' })
    expect(await refused(ec2.send(new DescribeVpcsCommand({})))).toEqual(['RequestLimitExceeded', 503])
    on.sandbox.faults.clear()
  })
})
