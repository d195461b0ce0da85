// EC2: VPCs and what they are made of.
import { instant } from '../../src/clock.ts'
import type { Elements } from '../protocols/ec2.ts'
import { AwsFault, type Call, type Handler } from '../service.ts'
import type { NetworkState } from '../world/network.ts'
import type { World } from '../world.ts'
import { describing, known, pageOf, stateOf } from './ec2-describe.ts'

export const networkElements: Elements = {
  'SecurityGroups.Description': 'groupDescription',
  DnsEntries: 'dnsEntrySet',
  IpPermissions: 'ipPermissions',
  IpPermissionsEgress: 'ipPermissionsEgress',
  IpRanges: 'ipRanges',
  Ipv6Ranges: 'ipv6Ranges',
  PrefixListIds: 'prefixListIds',
  SecurityGroups: 'securityGroupInfo',
  UserIdGroupPairs: 'groups',
  Entries: 'entrySet',
}

type Of<Part extends keyof NetworkState> = NetworkState[Part][number]
const upTo1000 = { least: 5, most: 1_000 }
// The pages say no smallest size, and that a larger one counts as the largest.
const capped = { least: 1, most: 1_000, capped: true } as const
const time = (at: number | undefined) => (at === undefined ? undefined : instant(at))

export const networkOperations = (world: World): Record<string, Handler> => ({
  DescribeVpcs: describing<Of<'vpcs'>>(world, {
    as: 'Vpcs',
    of: ({ network }) => network.vpcs,
    ids: { member: 'VpcId', of: ({ VpcId }) => VpcId, missing: ['InvalidVpcID.NotFound', 'vpc ID'] },
    filters: {
      cidr: ({ CidrBlock }) => [CidrBlock],
      'is-default': ({ IsDefault }) => [IsDefault],
      'owner-id': ({ OwnerId }) => [OwnerId],
      state: ({ State }) => [State],
      'vpc-id': ({ VpcId }) => [VpcId],
    },
    size: upTo1000,
  }),
  DescribeSubnets: describing<Of<'subnets'>>(world, {
    as: 'Subnets',
    of: ({ network }) => network.subnets,
    ids: { member: 'SubnetId', of: ({ SubnetId }) => SubnetId, missing: ['InvalidSubnetID.NotFound', 'subnet ID'] },
    filters: {
      'availability-zone': ({ AvailabilityZone }) => [AvailabilityZone],
      'availability-zone-id': ({ AvailabilityZoneId }) => [AvailabilityZoneId],
      'default-for-az': ({ DefaultForAz }) => [DefaultForAz],
      'map-public-ip-on-launch': ({ MapPublicIpOnLaunch }) => [MapPublicIpOnLaunch],
      'outpost-arn': ({ OutpostArn }) => [OutpostArn],
      'owner-id': ({ OwnerId }) => [OwnerId],
      state: ({ State }) => [State],
      'subnet-id': ({ SubnetId }) => [SubnetId],
      'vpc-id': ({ VpcId }) => [VpcId],
    },
    size: upTo1000,
  }),
  DescribeRouteTables: describing<Of<'routeTables'>>(world, {
    as: 'RouteTables',
    of: ({ network }) => network.routeTables,
    ids: {
      member: 'RouteTableId',
      of: ({ RouteTableId }) => RouteTableId,
      missing: ['InvalidRouteTableID.NotFound', 'routeTable ID'],
    },
    filters: {
      'association.main': ({ Associations = [] }) => Associations.map(({ Main }) => Main),
      'association.subnet-id': ({ Associations = [] }) => Associations.map(({ SubnetId }) => SubnetId),
      'owner-id': ({ OwnerId }) => [OwnerId],
      'route-table-id': ({ RouteTableId }) => [RouteTableId],
      'route.gateway-id': ({ Routes = [] }) => Routes.map(({ GatewayId }) => GatewayId),
      'route.state': ({ Routes = [] }) => Routes.map(({ State }) => State),
      'vpc-id': ({ VpcId }) => [VpcId],
    },
    size: { least: 5, most: 100 },
  }),
  DescribeSecurityGroups: describing<Of<'securityGroups'>>(world, {
    as: 'SecurityGroups',
    of: ({ network }) => network.securityGroups,
    ids: { member: 'GroupId', of: ({ GroupId }) => GroupId, missing: ['InvalidGroup.NotFound', 'security group'] },
    filters: {
      'group-id': ({ GroupId }) => [GroupId],
      'group-name': ({ GroupName }) => [GroupName],
      'ip-permission.cidr': ({ IpPermissions = [] }) =>
        IpPermissions.flatMap(({ IpRanges = [] }) => IpRanges.map(({ CidrIp }) => CidrIp)),
      'owner-id': ({ OwnerId }) => [OwnerId],
      'vpc-id': ({ VpcId }) => [VpcId],
    },
    size: upTo1000,
  }),
  DescribeFlowLogs: describing<Of<'flowLogs'>>(world, {
    as: 'FlowLogs',
    of: ({ network }) => network.flowLogs,
    ids: {
      member: 'FlowLogId',
      of: ({ FlowLogId }) => FlowLogId,
      missing: ['InvalidFlowLogId.NotFound', 'flow log ID'],
    },
    filters: {
      'deliver-log-status': ({ DeliverLogsStatus }) => [DeliverLogsStatus],
      'flow-log-id': ({ FlowLogId }) => [FlowLogId],
      'log-destination-type': ({ LogDestinationType }) => [LogDestinationType],
      'resource-id': ({ ResourceId }) => [ResourceId],
      'traffic-type': ({ TrafficType }) => [TrafficType],
    },
    size: capped,
    shown: ({ CreationTime, ...log }) => ({ ...log, CreationTime: time(CreationTime) }),
  }),
  DescribeVpcEndpoints: describing<Of<'vpcEndpoints'>>(world, {
    as: 'VpcEndpoints',
    of: ({ network }) => network.vpcEndpoints,
    ids: {
      member: 'VpcEndpointId',
      of: ({ VpcEndpointId }) => VpcEndpointId,
      missing: ['InvalidVpcEndpointId.NotFound', 'Vpc Endpoint Id'],
    },
    filters: {
      'service-name': ({ ServiceName }) => [ServiceName],
      'vpc-endpoint-id': ({ VpcEndpointId }) => [VpcEndpointId],
      'vpc-endpoint-state': ({ State }) => [State],
      'vpc-endpoint-type': ({ VpcEndpointType }) => [VpcEndpointType],
      'vpc-id': ({ VpcId }) => [VpcId],
    },
    size: capped,
    shown: ({ CreationTimestamp, ...endpoint }) => ({ ...endpoint, CreationTimestamp: time(CreationTimestamp) }),
  }),
  GetManagedPrefixListEntries(call) {
    known(call, ['PrefixListId', 'TargetVersion', 'MaxResults', 'NextToken'])
    const { PrefixListId: id } = call.input
    const found = stateOf(world, call).network.prefixLists.find(({ list }) => list.PrefixListId === id)
    if (!found) throw new AwsFault('InvalidPrefixListID.NotFound', 400, `The prefix list ID '${id}' does not exist`)
    return pageOf(call, 'Entries', found.entries, { least: 1, most: 100 })
  },
})

/** The resource that AWS authorises the question for a list's entries on. */
export const prefixListArn = (world: World, { input: { PrefixListId: id }, region, account }: Call): string =>
  world.regions[region]?.network.prefixLists.find(({ list }) => list.PrefixListId === id)?.list.PrefixListArn ??
  `arn:aws:ec2:${region}:${account}:prefix-list/${id}`
