// What the facts about a network make of answers that others misread.
import { describe, expect, it } from 'vitest'
import { wayOut } from '../../src/answers/way-out.ts'
import { openToWorld, portsOf } from '../../src/answers/world-ingress.ts'
import { answered, readAt, subjects } from '../../src/examples/example.ts'
import { ingressOf, prefixListOf } from '../../src/examples/ingress.ts'
import { inSubnets, routesOf, subnetsOf, throughGateway, throughNat } from '../../src/examples/network.ts'
import type { Fact } from '../../src/fact.ts'
import { flowLogs } from '../../src/facts/flow-logs.ts'
import { routeTables } from '../../src/facts/route-tables.ts'
import { type Ingress, securityGroups } from '../../src/facts/security-groups.ts'
import { subnets } from '../../src/facts/subnets.ts'
import { vpcEndpoints } from '../../src/facts/vpc-endpoints.ts'
import { type Exchange, isUnknown } from '../../src/model.ts'

const given = { subject: subjects.region, slot: { start: readAt, end: readAt } }
const read = <T>(fact: Fact<T>, ...lines: Exchange[]): T => {
  const value = fact.read(lines, given)
  if (isUnknown(value)) throw new Error(value.reason)
  return value
}
const [first, second] = inSubnets
const way = (tables: Exchange, of: Exchange = subnetsOf()) =>
  wayOut(first, read(subnets, of), read(routeTables, tables))

describe('the way out of a subnet', () => {
  it('is by its own route table, whatever the main one says', () => {
    const tables = routesOf({ of: 'main', routes: [throughNat] }, { of: [first], routes: [throughGateway] })
    expect(way(tables)).toMatchObject({ table: 'rtb-1', open: [{ to: 'igw-0123abcd' }] })
  })

  it('is by the main route table where it has none of its own', () => {
    const tables = routesOf({ of: 'main', routes: [throughGateway] }, { of: [second], routes: [throughNat] })
    expect(way(tables)).toMatchObject({ table: 'rtb-0', open: [{ to: 'igw-0123abcd' }] })
  })

  it('is open by any route to an internet gateway, by a prefix list or for a part too', () => {
    const route = { DestinationPrefixListId: 'pl-0a1b', GatewayId: 'igw-0123abcd', State: 'active' }
    expect(way(routesOf({ of: 'main', routes: [route] }))).toMatchObject({ open: [{ destination: 'pl-0a1b' }] })
  })

  it.each(['blackhole', 'filtered'])('is shut by a route that is a %s', (State) => {
    const tables = routesOf({ of: 'main', routes: [{ ...throughGateway, State }] })
    expect(way(tables)).toMatchObject({ open: [], shut: [{ why: 'leads nowhere' }] })
  })

  it('is open by a route in a state that nobody knows', () => {
    const tables = routesOf({ of: 'main', routes: [{ ...throughGateway, State: 'pending' }] })
    expect(way(tables)).toMatchObject({ open: [{ to: 'igw-0123abcd' }] })
  })

  it('is not known where a gateway is of a kind that nobody knows', () => {
    const tables = routesOf({ of: 'main', routes: [{ ...throughGateway, GatewayId: 'xgw-0a1b' }] })
    expect(way(tables)).toEqual({ unread: 'rtb-0 routes 0.0.0.0/0 by xgw-0a1b' })
  })

  it('is not known where the route says no target', () => {
    const tables = routesOf({ of: 'main', routes: [{ DestinationCidrBlock: '0.0.0.0/0', State: 'active' }] })
    expect(way(tables)).toEqual({ unread: 'rtb-0 routes 0.0.0.0/0 by no known target' })
  })

  it.each(['LocalGatewayId', 'TransitGatewayId', 'NatGatewayId', 'EgressOnlyInternetGatewayId', 'CoreNetworkArn'])(
    'leads inward by %s',
    (target) => {
      const route = { DestinationCidrBlock: '0.0.0.0/0', [target]: 'x', State: 'active' }
      expect(way(routesOf({ of: 'main', routes: [route] }))).toMatchObject({ open: [] })
    },
  )

  it('is not known of a subnet that another account does not share', () => {
    const tables = read(routeTables, routesOf({ of: 'main', routes: [] }))
    expect(wayOut('subnet-9', read(subnets, subnetsOf()), tables)).toEqual({
      unread: 'subnet-9 is not shown to this account',
    })
  })

  it('is not known where no route table is shown', () => {
    expect(way(routesOf())).toEqual({ unread: `no route table of ${first} is shown to this account` })
  })

  it('is not shut to a carrier gateway by VPC Block Public Access', () => {
    const blocked = { BlockPublicAccessStates: { InternetGatewayBlockMode: 'block-bidirectional' } }
    const route = { DestinationCidrBlock: '0.0.0.0/0', CarrierGatewayId: 'cagw-0a1b', State: 'active' }
    expect(way(routesOf({ of: 'main', routes: [route] }), subnetsOf(blocked))).toMatchObject({
      open: [{ to: 'cagw-0a1b' }],
    })
  })
})

describe('a subnet', () => {
  it.each([
    ['eu-central-1a', 'availability zone'],
    ['us-gov-west-1b', 'availability zone'],
    ['cn-northwest-1c', 'availability zone'],
    ['us-east-1-bos-1a', 'local zone'],
    ['us-east-1-wl1-bos-wlz-1', 'local zone'],
  ])('in %s is in a %s', (AvailabilityZone, kind) => {
    expect(read(subnets, subnetsOf({ AvailabilityZone }))).toMatchObject({ [first]: { kind } })
  })

  it('on an Outpost is on an Outpost, though it names a zone', () => {
    const OutpostArn = 'arn:aws:outposts:eu-central-1:111122223333:outpost/op-0a1b'
    expect(read(subnets, subnetsOf({ OutpostArn }))).toMatchObject({ [first]: { kind: 'outpost' } })
  })
})

describe('the entries of a prefix list', () => {
  const group = ingressOf({ 'sg-1': [] }, { 'sg-1': ['pl-0a1b'] })
  const rules = (...lines: Exchange[]) => read(securityGroups, group, ...lines)['sg-1']?.[1]
  const page = (NextToken: string | undefined, body: object) =>
    answered('ec2:GetManagedPrefixListEntries', { PrefixListId: 'pl-0a1b', MaxResults: 100, NextToken }, body)
  const one = page(undefined, { Entries: [{ Cidr: '198.51.100.0/24' }], NextToken: 'a' })
  const two = page('a', { Entries: [{ Cidr: '0.0.0.0/0' }] })

  it('count as ranges of the rule, page by page', () => {
    expect(rules(two, one)).toMatchObject({ ranges: ['0.0.0.0/0', '198.51.100.0/24'], unread: [] })
  })

  it.each([
    ['the last page', one],
    ['the first page', two],
  ])('are not known with nothing but %s', (_, only) => {
    expect(rules(only)).toMatchObject({ unread: ['pl-0a1b (ec2:GetManagedPrefixListEntries: a page is missing)'] })
  })

  it('are not known where nobody asked', () => {
    expect(rules()).toMatchObject({ ranges: [], unread: ['pl-0a1b (never asked for)'] })
  })

  it('are not known by an answer that is not as documented, and others are', () => {
    const others = prefixListOf('pl-9999', ['10.0.0.0/8'])
    expect(rules(page(undefined, { Entries: [{}] }), others)).toMatchObject({
      unread: ['pl-0a1b (ec2:GetManagedPrefixListEntries: not as documented)'],
    })
  })
})

describe('the world', () => {
  const rule = (ranges: string[], over: Partial<Ingress & { group: string }> = {}) => ({
    ...{ group: 'sg-1', protocol: 'tcp', from: 443, to: 443, unread: [] },
    ranges,
    ...over,
  })
  const open = (...rules: ReturnType<typeof rule>[]) => openToWorld(rules, { 4: 8, 6: 16 }).map(portsOf)

  it.each([[['0.0.0.0/0']], [['::/0']], [['2000::/3']], [['0.0.0.0/1', '128.0.0.0/1']], [['0.0.0.0/2', '64.0.0.0/3']]])(
    'is %j',
    (ranges) => {
      expect(open(rule(ranges))).toEqual(['tcp/443'])
    },
  )

  it('is made up of rules that overlap at a port, in one group or in several', () => {
    const wide = rule(['0.0.0.0/1'], { from: 0, to: 65_535 })
    const narrow = rule(['128.0.0.0/1'], { group: 'sg-2' })
    expect(open(wide, narrow)).toEqual(['tcp/0-65535', 'tcp/443'])
  })

  it('is not made up of rules for different ports', () => {
    const many = Array.from({ length: 200 }, (_, at) => rule([`${at + 11}.0.0.0/9`], { from: at, to: at }))
    expect(open(...many)).toEqual([])
  })

  it('is reached by a rule for all protocols', () => {
    const half = rule(['0.0.0.0/1'], { protocol: '-1', from: 0, to: 65_535 })
    expect(open(half, rule(['128.0.0.0/1']))).toEqual(['all', 'tcp/443'])
  })

  it.each([[['10.0.0.0/8', '172.16.0.0/12', '100.64.0.0/10']], [['fd00::/8', 'fe80::/10']], [['203.0.113.0/24']]])(
    'is not %j',
    (ranges) => {
      expect(open(rule(ranges))).toEqual([])
    },
  )
})

describe('a rule', () => {
  const ports = (over: object) => {
    const lists = { UserIdGroupPairs: [], IpRanges: [], Ipv6Ranges: [], PrefixListIds: [] }
    const SecurityGroups = [{ GroupId: 'sg-1', IpPermissions: [{ ...lists, ...over }] }]
    const [found] = read(securityGroups, answered('ec2:DescribeSecurityGroups', {}, { SecurityGroups }))['sg-1'] ?? []
    return found && portsOf(found)
  }

  it.each([
    [{ IpProtocol: '-1' }, 'all'],
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }, 'tcp/22'],
    [{ IpProtocol: 'icmp', FromPort: 3, ToPort: 4 }, 'icmp/3-4'],
    [{ IpProtocol: 'icmp', FromPort: -1, ToPort: -1 }, 'icmp/0-65535'],
    [{ IpProtocol: '50' }, '50/0-65535'],
    // Without ports it is not taken to be for none.
    [{ IpProtocol: 'tcp' }, 'tcp/0-65535'],
  ])('%j is for %s', (over, expected) => {
    expect(ports(over)).toBe(expected)
  })
})

describe('an endpoint', () => {
  const endpoint = (over: object) =>
    read(
      vpcEndpoints,
      answered(
        'ec2:DescribeVpcEndpoints',
        {},
        {
          VpcEndpoints: [
            { VpcEndpointId: 'vpce-1', VpcId: 'vpc-1', VpcEndpointType: 'Interface', State: 'available', ...over },
          ],
        },
      ),
    )[0]

  it.each([
    ['com.amazonaws.eu-central-1.ecr.api', { name: 'ecr.api', region: 'eu-central-1' }],
    ['com.amazonaws.us-gov-west-1.sts', { name: 'sts', region: 'us-gov-west-1' }],
    ['cn.com.amazonaws.cn-north-1.eks', { name: 'eks', region: 'cn-north-1' }],
    ['com.amazonaws.cn-northwest-1.s3', { name: 's3', region: 'cn-northwest-1' }],
    // Somebody's own service, named after its own id.
    ['com.amazonaws.vpce.eu-central-1.vpce-svc-0a1b', null],
    ['com.example.eu-central-1.s3', null],
    [undefined, null],
  ])('for %s is for %j', (ServiceName, service) => {
    expect(endpoint({ ServiceName })?.service).toEqual(service)
  })

  it('for a service of another region is for that region', () => {
    const ServiceName = 'com.amazonaws.eu-central-1.s3'
    expect(endpoint({ ServiceName, ServiceRegion: 'us-east-1' })?.service).toEqual({ name: 's3', region: 'us-east-1' })
  })

  it('whose private name is for resolvers alone has none for the VPC', () => {
    const DnsOptions = { PrivateDnsOnlyForInboundResolverEndpoint: true }
    expect(endpoint({ PrivateDnsEnabled: true, DnsOptions })?.by).toEqual({ privateName: false })
  })
})

describe('a flow log', () => {
  it('of a transit gateway, without a traffic type, is no answer of the wrong shape', () => {
    const FlowLogs = [{ FlowLogId: 'fl-1', ResourceId: 'tgw-1', FlowLogStatus: 'ACTIVE' }]
    expect(read(flowLogs, answered('ec2:DescribeFlowLogs', {}, { FlowLogs }))).toMatchObject([
      { traffic: null, delivered: null },
    ])
  })
})
