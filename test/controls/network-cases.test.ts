// Networks that look closed, recorded or spread, and are not, or not known to be.
import { describe, expect, it } from 'vitest'
import endpointNotPublic from '../../src/controls/api-endpoint-not-public.ts'
import byVpcEndpoint from '../../src/controls/aws-by-vpc-endpoint.ts'
import flowLogsOn from '../../src/controls/flow-logs-on.ts'
import noWorldIngress from '../../src/controls/no-world-ingress.ts'
import notInDefaultVpc from '../../src/controls/not-in-default-vpc.ts'
import overTwoZones from '../../src/controls/over-two-zones.ts'
import remoteApproved from '../../src/controls/remote-access-approved.ts'
import subnetsPrivate from '../../src/controls/subnets-private.ts'
import { denied } from '../../src/evaluate/examples.ts'
import { answered, describedCluster } from '../../src/examples/example.ts'
import { ingressOf, prefixListOf } from '../../src/examples/ingress.ts'
import { inSubnets, placedCluster, routesOf, subnetsOf, throughNat, vpc, vpcsOf } from '../../src/examples/network.ts'
import { groupsOf, instancesOf } from '../../src/examples/nodes.ts'
import type { Exchange } from '../../src/model.ts'
import { run } from './run.ts'

const used = placedCluster({ nodegroups: { apps: inSubnets } })
const subnets = [subnetsOf()]
const tables = [routesOf({ of: 'main', routes: [throughNat] })]
const others = [vpcsOf({ OwnerId: '444455556666' })]
const logs = [answered('ec2:DescribeFlowLogs', { MaxResults: 1_000 }, { FlowLogs: [] })]
const endpoints = [answered('ec2:DescribeVpcEndpoints', { MaxResults: 1_000 }, { VpcEndpoints: [] })]
const unknownFor = (reason: string) => ({ outcome: 'unknown', reason: expect.stringContaining(reason) })

describe("another account's network", () => {
  it('may have flow logs that nobody else is shown', () => {
    expect(run(flowLogsOn, { used, vpcs: others, logs })).toMatchObject(unknownFor('444455556666'))
  })

  it('may have endpoints that nobody else is shown', () => {
    const said = run(byVpcEndpoint, { used, vpcs: others, subnets, tables, endpoints })
    expect(said).toMatchObject(unknownFor('may be there unseen'))
  })

  it('may have subnets that are not shared any more', () => {
    const elsewhere = placedCluster({ nodegroups: { apps: ['subnet-9'] } })
    const said = run(subnetsPrivate, { used: elsewhere, subnets, tables })
    expect(said).toMatchObject(unknownFor('subnet-9 is not shown to this account'))
    expect(run(overTwoZones, { used: elsewhere, subnets })).toMatchObject(unknownFor('subnet-9'))
  })

  it('may have a VPC of which nothing is shown', () => {
    const none = [answered('ec2:DescribeVpcs', { MaxResults: 1_000 }, { Vpcs: [] })]
    expect(run(notInDefaultVpc, { network: [describedCluster()], vpcs: none })).toMatchObject(unknownFor(vpc))
    expect(run(flowLogsOn, { used, vpcs: none, logs })).toMatchObject(unknownFor(vpc))
  })
})

describe('settings', () => {
  const everywhere = [
    [['0.0.0.0/0'], {}],
    [['0.0.0.0/1', '128.0.0.0/1'], {}],
    [['::/0'], {}],
    [['2000::/3'], {}],
  ] as const

  it.each(everywhere)('let no API endpoint be open to %j', (cidrs) => {
    const resourcesVpcConfig = { endpointPublicAccess: true, endpointPrivateAccess: true, publicAccessCidrs: cidrs }
    const settings = { widest: 0, widestTogether: 0, widest6: 0, widestTogether6: -1 }
    const said = run(endpointNotPublic, { endpoint: [describedCluster({ resourcesVpcConfig })], with: { settings } })
    expect(said.outcome).toBe('fail')
  })

  it.each(everywhere)('let no security group be open to %j', (ranges) => {
    const ingress = [ingressOf({ 'sg-01c84d09d70f39a7f': [], 'sg-0c1327f6270afbb36': [...ranges] })]
    const place = { network: [describedCluster()], remote: groupsOf(), templates: groupsOf(), nodes: instancesOf() }
    const settings = { widestTogether: 0, widestTogether6: 0 }
    expect(run(noWorldIngress, { ...place, ingress, with: { settings } }).outcome).toBe('fail')
  })

  it.each([1, 0, -3])('let no cluster be in %i zones', (zones) => {
    const one = [subnetsOf({}, { AvailabilityZone: 'eu-central-1a' })]
    expect(run(overTwoZones, { used, subnets: one, with: { settings: { zones } } }).outcome).toBe('fail')
  })

  it('that require no endpoint leave nothing to pass', () => {
    const place = { used, vpcs: [vpcsOf()], subnets, tables, endpoints }
    expect(run(byVpcEndpoint, { ...place, with: { settings: { services: [] } } }).outcome).toBe('not-applicable')
  })
})

describe('a subnet', () => {
  const inspected = { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'vpce-0f1e2d3c', State: 'active' }
  const back = { DestinationCidrBlock: '10.0.1.0/24', GatewayId: 'vpce-0f1e2d3c', State: 'active' }
  // A route table that is the gateway's own: by it a firewall stands between the internet and the subnets.
  const edge = (GatewayId: string, ...routes: object[]) => ({
    RouteTableId: 'rtb-9',
    VpcId: vpc,
    Associations: [{ Main: false, GatewayId, AssociationState: { State: 'associated' } }],
    Routes: routes,
  })
  const routed = (route: object, ...more: object[]) => {
    const table = routesOf({ of: 'main', routes: [route] })
    const body = table.got === 'body' ? (table.body as { RouteTables: object[] }) : { RouteTables: [] }
    const both = { ...table, body: { RouteTables: [...body.RouteTables, ...more] } } as Exchange
    return run(subnetsPrivate, { used, subnets, tables: [both] })
  }

  it('is not private for a firewall between it and the internet', () => {
    expect(routed(inspected, edge('igw-0123abcd', back))).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('0.0.0.0/0 to igw-0123abcd by vpce-0f1e2d3c'),
    })
  })

  it.each([
    ['a machine', { NetworkInterfaceId: 'eni-0a1b', InstanceId: 'i-0a1b', GatewayId: undefined }],
    ['an endpoint, by halves', { DestinationCidrBlock: '0.0.0.0/1' }],
    ['an endpoint, to a prefix list', { DestinationCidrBlock: undefined, DestinationPrefixListId: 'pl-0a1b' }],
  ])('is not private where the gateway sends to it through %s', (_, over) => {
    const target = { ...back, ...('GatewayId' in over && over) }
    expect(routed({ ...inspected, ...over }, edge('igw-0123abcd', target)).outcome).toBe('fail')
  })

  it.each([
    ['no gateway sends anything back', []],
    ['the gateway sends to another firewall', [edge('igw-0123abcd', { ...back, GatewayId: 'vpce-9' })]],
    ['a virtual private gateway does', [edge('vgw-0123abcd', back)]],
  ])('is private behind a firewall where %s', (_, more) => {
    expect(routed(inspected, ...more).outcome).toBe('pass')
  })

  it('is private where the firewall is the way to other subnets alone', () => {
    const within = { ...inspected, DestinationCidrBlock: '10.0.2.0/24' }
    expect(routed(within, edge('igw-0123abcd', back)).outcome).toBe('pass')
  })

  it('is open by one route, whatever another does that nobody knows', () => {
    const strange = { DestinationCidrBlock: '203.0.113.0/24', GatewayId: 'new-0a1b', State: 'active' }
    const table = routesOf({ of: 'main', routes: [strange, { ...inspected, GatewayId: 'igw-0123abcd' }] })
    expect(run(subnetsPrivate, { used, subnets, tables: [table] }).outcome).toBe('fail')
    const unclear = routesOf({ of: 'main', routes: [strange] })
    expect(run(subnetsPrivate, { used, subnets, tables: [unclear] })).toMatchObject(unknownFor('by new-0a1b'))
  })

  it('that a node group has none of is not private', () => {
    const none = placedCluster({ nodegroups: { apps: [] } })
    expect(run(subnetsPrivate, { used: none, subnets, tables })).toMatchObject(unknownFor('not as documented'))
  })

  it('is not blocked by a mode that nobody knows', () => {
    const strange = { BlockPublicAccessStates: { InternetGatewayBlockMode: 'block-egress' } }
    const given = {
      used,
      subnets: [subnetsOf(strange, strange)],
      tables: [routesOf({ of: 'main', routes: [{ ...inspected, GatewayId: 'igw-1' }] })],
    }
    expect(run(subnetsPrivate, given).outcome).toBe('unknown')
  })
})

describe('a security group', () => {
  const own = { 'sg-01c84d09d70f39a7f': [] }
  const beside = 'sg-0c1327f6270afbb36'
  const place = {
    network: [describedCluster()],
    remote: groupsOf(),
    templates: groupsOf(),
    nodes: instancesOf(),
  }

  it('is not closed by a prefix list that may not be read', () => {
    const group = ingressOf({ ...own, [beside]: [] }, { [beside]: ['pl-0a1b'] })
    const said = run(noWorldIngress, { ...place, ingress: [group, denied(prefixListOf('pl-0a1b', []))] })
    expect(said).toMatchObject(unknownFor('pl-0a1b (ec2:GetManagedPrefixListEntries: AccessDeniedException)'))
  })

  it('is not closed by a prefix list of which two answers tell', () => {
    const group = ingressOf({ ...own, [beside]: [] }, { [beside]: ['pl-0a1b'] })
    const both = [prefixListOf('pl-0a1b', ['0.0.0.0/0']), prefixListOf('pl-0a1b', ['10.0.0.0/8'])]
    const said = run(noWorldIngress, { ...place, ingress: [group, ...both] })
    expect(said).toMatchObject(unknownFor('pl-0a1b (ec2:GetManagedPrefixListEntries: answered twice)'))
  })

  it('is open by one rule, whatever prefix list beside it may not be read', () => {
    const group = ingressOf({ ...own, [beside]: ['::/0'] }, { [beside]: ['pl-0a1b'] })
    const said = run(noWorldIngress, { ...place, ingress: [group, denied(prefixListOf('pl-0a1b', []))] })
    expect(said).toMatchObject({ outcome: 'fail', reason: `${beside} opens tcp/443 to ::/0` })
  })

  it('that is not listed is not one without rules', () => {
    expect(run(noWorldIngress, { ...place, ingress: [ingressOf(own)] })).toMatchObject(unknownFor(beside))
  })

  it('with a range that cannot be read is not closed', () => {
    const said = run(noWorldIngress, { ...place, ingress: [ingressOf({ ...own, [beside]: ['0.0.0.0/00x'] })] })
    expect(said).toMatchObject(unknownFor('cannot be read'))
  })

  it.each([
    ['half in one group and half in another', { 'sg-01c84d09d70f39a7f': ['0.0.0.0/1'], [beside]: ['128.0.0.0/1'] }],
    ['in four quarters', { ...own, [beside]: ['0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2', '192.0.0.0/2'] }],
    ['in IPv6 halves', { ...own, [beside]: ['::/1', '8000::/1'] }],
  ])('is open to everybody %s', (_, ranges) => {
    expect(run(noWorldIngress, { ...place, ingress: [ingressOf(ranges)] }).outcome).toBe('fail')
  })
})

describe('flow logs', () => {
  const format = (...fields: string[]) => fields.map((field) => `\${${field}}`).join(' ')
  const log = (over: object) => [
    answered(
      'ec2:DescribeFlowLogs',
      { MaxResults: 1_000 },
      {
        FlowLogs: [
          {
            ...{ FlowLogId: 'fl-1', ResourceId: vpc, FlowLogStatus: 'ACTIVE', TrafficType: 'ALL' },
            ...{ LogFormat: format('pkt-srcaddr', 'dstaddr', 'dstport', 'action'), ...over },
          },
          { FlowLogId: 'fl-2', ResourceId: 'tgw-1', FlowLogStatus: 'ACTIVE', DeliverLogsStatus: 'SUCCESS' },
        ],
      },
    ),
  ]

  it('that never delivered anything yet are not known to arrive', () => {
    const said = run(flowLogsOn, { used, vpcs: [vpcsOf()], logs: log({}) })
    expect(said).toMatchObject(unknownFor('no delivery status'))
  })

  it("with fields of the owner's choice record a connection where they name both ends, the port and what became of it", () => {
    const DeliverLogsStatus = 'SUCCESS'
    expect(run(flowLogsOn, { used, vpcs: [vpcsOf()], logs: log({ DeliverLogsStatus }) }).outcome).toBe('pass')
    const few = { DeliverLogsStatus, LogFormat: format('version', 'srcaddr', 'start') }
    expect(run(flowLogsOn, { used, vpcs: [vpcsOf()], logs: log(few) })).toMatchObject({
      outcome: 'fail',
      reason: expect.stringContaining('records no dstaddr, dstport, action'),
    })
    const unsaid = { DeliverLogsStatus, LogFormat: undefined }
    expect(run(flowLogsOn, { used, vpcs: [vpcsOf()], logs: log(unsaid) })).toMatchObject(unknownFor('format'))
  })

  it('say why they do not arrive, in what AWS says and nothing that hides', () => {
    const over = { DeliverLogsStatus: 'FAILED', DeliverLogsErrorMessage: 'Access\u202e error' }
    const said = run(flowLogsOn, { used, vpcs: [vpcsOf()], logs: log(over) })
    expect(said).toEqual({
      outcome: 'fail',
      reason: `${vpc} has no flow log that records ALL: fl-1 is not delivered (Access\\u{202E} error)`,
    })
  })
})

describe('zones', () => {
  it('of shared subnets are enough where two of them are shown', () => {
    const three = placedCluster({ nodegroups: { apps: [...inSubnets, 'subnet-9'] } })
    expect(run(overTwoZones, { used: three, subnets }).outcome).toBe('pass')
  })

  it('are named where a node group has one alone', () => {
    const groups = placedCluster({ nodegroups: { 'apps-a': [inSubnets[0]], 'apps-b': [inSubnets[1]] } })
    expect(run(overTwoZones, { used: groups, subnets }).reason).toMatch(
      /in one zone: node group apps-a, node group apps-b$/,
    )
  })
})

describe('a range of hybrid nodes', () => {
  it('that cannot be read is not agreed on', () => {
    const remote = [describedCluster({ remoteNetworkConfig: { remoteNodeNetworks: [{ cidrs: ['10.0.0.0'] }] } })]
    const argo = [describedCluster(), answered('eks:ListCapabilities', { clusterName: 'prod' }, { capabilities: [] })]
    expect(run(remoteApproved, { remote, argo })).toMatchObject(unknownFor('cannot be read'))
  })
})
