// How a VPC of the demo is described, and what EC2 then shows of it.
import type { IpPermission, Route, TrafficType } from '@aws-sdk/client-ec2'
import { zoneId } from '../world/default-network.ts'
import type { NetworkState } from '../world/network.ts'
import type { ClusterState } from '../world.ts'
import { endpointsOf } from './endpoints.ts'
import { account, daysAgo, hex } from './seed.ts'

export type VpcSpec = {
  cluster: ClusterState
  /** The first two numbers of its addresses: `10.0`. */
  prefix: string
  isDefault?: true
  /** The cluster's subnets have a route to the internet gateway. */
  isPublic?: true
  flowLogs: { traffic: TrafficType; delivered: boolean; to: 's3' | 'cloud-watch-logs' }[]
  /** Names of services, as `ecr.api`. */
  endpoints: string[]
  /** Of the security group beside the cluster's own, which only listens to whom it is told. */
  ingress: IpPermission[]
}

const logged = 'version account-id interface-id srcaddr dstaddr srcport dstport protocol action log-status'.split(' ')
const anywhere = [{ CidrIp: '0.0.0.0/0' }]

/** One rule with all the lists that EC2 sends. */
export const rule = (over: IpPermission): IpPermission => ({
  UserIdGroupPairs: [],
  IpRanges: [],
  Ipv6Ranges: [],
  PrefixListIds: [],
  ...over,
})

export const vpcOf = (region: string, spec: VpcSpec): NetworkState => {
  const { cluster, nodegroups } = spec.cluster
  const { vpcId: VpcId = '', subnetIds = [], securityGroupIds = [] } = cluster.resourcesVpcConfig ?? {}
  const own = cluster.resourcesVpcConfig?.clusterSecurityGroupId ?? ''
  const label = `${region}/${cluster.name}`
  const named = (kind: string, what: string) => `${kind}-0${hex(`${label}/${kind}/${what}`, 16)}`
  const ours = { OwnerId: account, VpcId }
  const Tags = [{ Key: 'Name', Value: spec.isDefault ? 'default' : String(cluster.name) }]
  const CidrBlock = `${spec.prefix}.0.0/16`
  const local: Route = {
    DestinationCidrBlock: CidrBlock,
    GatewayId: 'local',
    Origin: 'CreateRouteTable',
    State: 'active',
  }
  const out = { DestinationCidrBlock: '0.0.0.0/0', Origin: 'CreateRoute', State: 'active' } as const
  const toInternet: Route = { ...out, GatewayId: named('igw', 'main') }
  const inner = named('rtb', 'private')
  const table = (RouteTableId: string, to: Route, Associations: object[]) => ({
    ...ours,
    RouteTableId,
    Associations: Associations.map((one, at) => ({
      ...{ RouteTableAssociationId: named('rtbassoc', `${RouteTableId}/${at}`), RouteTableId },
      ...{ Main: false, ...one, AssociationState: { State: 'associated' as const } },
    })),
    PropagatingVgws: [],
    Routes: [local, to],
    Tags,
  })
  const group = (GroupId: string, GroupName: string, Description: string, IpPermissions: IpPermission[]) => ({
    ...{ ...ours, GroupId, GroupName, Description, IpPermissions, Tags },
    SecurityGroupArn: `arn:aws:ec2:${region}:${account}:security-group/${GroupId}`,
    IpPermissionsEgress: [rule({ IpProtocol: '-1', IpRanges: anywhere })],
  })
  const toItself = (GroupId: string) => [rule({ IpProtocol: '-1', UserIdGroupPairs: [{ UserId: account, GroupId }] })]
  return {
    vpcs: [
      {
        ...ours,
        InstanceTenancy: 'default',
        CidrBlockAssociationSet: [
          { AssociationId: named('vpc-cidr-assoc', ''), CidrBlock, CidrBlockState: { State: 'associated' } },
        ],
        IsDefault: spec.isDefault === true,
        BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
        State: 'available',
        CidrBlock,
        DhcpOptionsId: `dopt-0${hex(`${region}/dopt`, 16)}`,
        Tags,
      },
    ],
    subnets: subnetIds.map((SubnetId, at) => ({
      ...ours,
      SubnetId,
      AvailabilityZone: `${region}${'abc'.charAt(at)}`,
      AvailabilityZoneId: `${zoneId(region)}-az${at + 1}`,
      SubnetArn: `arn:aws:ec2:${region}:${account}:subnet/${SubnetId}`,
      State: 'available' as const,
      CidrBlock: `${spec.prefix}.${at * 16}.0/20`,
      AvailableIpAddressCount: 3_900 - 7 * at,
      DefaultForAz: spec.isDefault === true,
      MapPublicIpOnLaunch: spec.isPublic === true,
      AssignIpv6AddressOnCreation: false,
      Ipv6CidrBlockAssociationSet: [],
      BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' as const },
      Tags,
    })),
    routeTables: [
      table(named('rtb', 'main'), toInternet, [{ Main: true }]),
      ...(spec.isPublic
        ? []
        : [
            table(
              inner,
              { ...out, NatGatewayId: `nat-0${hex(`${label}/nat`, 16)}` },
              subnetIds.map((SubnetId) => ({ SubnetId })),
            ),
          ]),
    ],
    securityGroups: [
      group(
        own,
        `eks-cluster-sg-${cluster.name}-${hex(own, 9)}`,
        'EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.',
        toItself(own),
      ),
      ...securityGroupIds.map((id) =>
        group(id, `${cluster.name}-control-plane`, 'Who may talk to the control plane', spec.ingress),
      ),
      // EKS opens SSH to everybody where it is given a key and no groups.
      ...nodegroups.flatMap(({ nodegroupName, resources }) => {
        const id = resources?.remoteAccessSecurityGroup
        const ssh = rule({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: anywhere })
        return id ? [group(id, `eks-remoteAccess-${hex(id, 8)}`, `Remote access to ${nodegroupName}`, [ssh])] : []
      }),
    ],
    flowLogs: spec.flowLogs.map(({ traffic, delivered, to }, at) => ({
      FlowLogId: named('fl', String(at)),
      ResourceId: VpcId,
      TrafficType: traffic,
      FlowLogStatus: 'ACTIVE',
      DeliverLogsStatus: delivered ? 'SUCCESS' : 'FAILED',
      ...(!delivered && { DeliverLogsErrorMessage: 'Access error' }),
      LogDestinationType: to,
      LogDestination:
        to === 's3'
          ? `arn:aws:s3:::flow-logs-${account}`
          : `arn:aws:logs:${region}:${account}:log-group:/vpc/${cluster.name}`,
      LogFormat: logged.map((field) => `\${${field}}`).join(' '),
      MaxAggregationInterval: 600,
      CreationTime: daysAgo(`${label}/flow-log/${at}`, 120),
      Tags,
    })),
    vpcEndpoints: endpointsOf(region, spec.endpoints, { VpcId, subnetIds, tables: [inner], group: own, label }),
    prefixLists: [],
  }
}
