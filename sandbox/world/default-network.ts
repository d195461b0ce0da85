// The network that AWS makes in every region of an account: the default VPC.
// https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html
import { sha256 } from '../../src/digest.ts'
import type { NetworkState } from './network.ts'

const digits = (label: string): string => sha256(label).slice(-17)

/** One public subnet in each of three zones, a main route table with an internet gateway, a security group open to itself. */
export const defaultNetwork = (account: string, region: string): NetworkState => {
  const named = (kind: string, label = '') => `${kind}-${digits(`${account}/${region}/default/${kind}/${label}`)}`
  const VpcId = named('vpc')
  const ours = { OwnerId: account, VpcId }
  return {
    vpcs: [
      {
        ...ours,
        InstanceTenancy: 'default',
        CidrBlockAssociationSet: [
          {
            AssociationId: named('vpc-cidr-assoc'),
            CidrBlock: '172.31.0.0/16',
            CidrBlockState: { State: 'associated' },
          },
        ],
        IsDefault: true,
        BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
        State: 'available',
        CidrBlock: '172.31.0.0/16',
        DhcpOptionsId: named('dopt'),
      },
    ],
    subnets: ['a', 'b', 'c'].map((zone, at) => {
      const SubnetId = named('subnet', zone)
      return {
        ...ours,
        SubnetId,
        AvailabilityZone: `${region}${zone}`,
        AvailabilityZoneId: `${zoneId(region)}-az${at + 1}`,
        MapCustomerOwnedIpOnLaunch: false,
        AssignIpv6AddressOnCreation: false,
        Ipv6CidrBlockAssociationSet: [],
        SubnetArn: `arn:aws:ec2:${region}:${account}:subnet/${SubnetId}`,
        EnableDns64: false,
        Ipv6Native: false,
        PrivateDnsNameOptionsOnLaunch: {
          HostnameType: 'ip-name' as const,
          EnableResourceNameDnsARecord: false,
          EnableResourceNameDnsAAAARecord: false,
        },
        BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' as const },
        State: 'available' as const,
        CidrBlock: `172.31.${at * 16}.0/20`,
        AvailableIpAddressCount: 4_091,
        DefaultForAz: true,
        MapPublicIpOnLaunch: true,
      }
    }),
    routeTables: [
      {
        ...ours,
        RouteTableId: named('rtb'),
        Associations: [
          {
            Main: true,
            RouteTableAssociationId: named('rtbassoc'),
            RouteTableId: named('rtb'),
            AssociationState: { State: 'associated' },
          },
        ],
        PropagatingVgws: [],
        Routes: [
          { DestinationCidrBlock: '172.31.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
          { DestinationCidrBlock: '0.0.0.0/0', GatewayId: named('igw'), Origin: 'CreateRoute', State: 'active' },
        ],
        Tags: [],
      },
    ],
    securityGroups: [
      {
        ...ours,
        GroupId: named('sg'),
        GroupName: 'default',
        Description: 'default VPC security group',
        SecurityGroupArn: `arn:aws:ec2:${region}:${account}:security-group/${named('sg')}`,
        IpPermissions: [
          {
            IpProtocol: '-1',
            UserIdGroupPairs: [{ UserId: account, GroupId: named('sg') }],
            IpRanges: [],
            Ipv6Ranges: [],
            PrefixListIds: [],
          },
        ],
        IpPermissionsEgress: [
          {
            IpProtocol: '-1',
            UserIdGroupPairs: [],
            IpRanges: [{ CidrIp: '0.0.0.0/0' }],
            Ipv6Ranges: [],
            PrefixListIds: [],
          },
        ],
      },
    ],
    flowLogs: [],
    vpcEndpoints: [],
    prefixLists: [],
  }
}

// eu-west-1 is euw1, ap-northeast-2 is apne2, us-gov-west-1 is usgw1.
export const zoneId = (region: string): string => {
  const parts = region.split('-')
  const [area = '', ...rest] = parts
  const directions = rest
    .slice(0, -1)
    .map((word) => word.replace(/(north|south|east|west|central|gov)/g, (one) => one.charAt(0)))
  return `${area}${directions.join('')}${rest.at(-1)}`
}
