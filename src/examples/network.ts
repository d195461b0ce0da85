// A network for examples: what EC2 answers about the VPC of the example's cluster, as the SDK parses it.
import type { Exchange } from '../model.ts'
import { account, answered, describedCluster } from './example.ts'

export const vpc = 'vpc-0012b8e1cc0abb17d'
/** The two subnets of the example's cluster. */
export const inSubnets = ['subnet-0fb75d2d8401716e7', 'subnet-02184492f67a3d0f9'] as const
const region = 'eu-central-1'
const thousand = { MaxResults: 1_000 }

export const vpcsOf = (over: Record<string, unknown> = {}): Exchange =>
  answered('ec2:DescribeVpcs', thousand, {
    Vpcs: [
      { VpcId: vpc, OwnerId: account, IsDefault: false, CidrBlock: '10.0.0.0/16', State: 'available', ...over },
      { VpcId: 'vpc-0f3d2c1b', OwnerId: account, IsDefault: true, CidrBlock: '172.31.0.0/16', State: 'available' },
    ],
  })

/** The first two subnets are those of the cluster, in zones a and b. */
export const subnetsOf = (...over: Record<string, unknown>[]): Exchange =>
  answered('ec2:DescribeSubnets', thousand, {
    Subnets: [inSubnets[0], inSubnets[1], ...over.slice(2).map((_, at) => `subnet-0aa0${at}`)].map((SubnetId, at) => ({
      SubnetId,
      VpcId: vpc,
      OwnerId: account,
      AvailabilityZone: `${region}${'abc'.charAt(at)}`,
      BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
      ...over[at],
    })),
  })

const local = { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' }
export const throughNat = { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-0a1b2c3d', State: 'active' }
export const throughGateway = { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-0123abcd', State: 'active' }

/** `of`: the subnets of a table; `main`: everybody else's. */
export const routesOf = (...tables: { of: readonly string[] | 'main'; routes: object[] }[]): Exchange =>
  answered(
    'ec2:DescribeRouteTables',
    { MaxResults: 100 },
    {
      RouteTables: tables.map(({ of, routes }, at) => ({
        RouteTableId: `rtb-${at}`,
        VpcId: vpc,
        OwnerId: account,
        Associations:
          of === 'main'
            ? [{ Main: true, RouteTableId: `rtb-${at}`, AssociationState: { State: 'associated' } }]
            : of.map((SubnetId) => ({ Main: false, SubnetId, AssociationState: { State: 'associated' } })),
        PropagatingVgws: [],
        Routes: [local, ...routes],
      })),
    },
  )

type Users = { nodegroups?: Record<string, readonly string[]>; profiles?: Record<string, readonly string[]> }

/** The cluster with its node groups and Fargate profiles, each by its subnets. */
export const placedCluster = ({ nodegroups = {}, profiles = {} }: Users = {}, over: object = {}): Exchange[] => {
  const clusterName = 'prod'
  const [groups, fargate] = [nodegroups, profiles].map((of) => Object.entries(of))
  return [
    describedCluster({ ...over }),
    answered('eks:ListNodegroups', { clusterName }, { nodegroups: Object.keys(nodegroups), nextToken: null }),
    ...(groups ?? []).map(([nodegroupName, subnets]) =>
      answered('eks:DescribeNodegroup', { clusterName, nodegroupName }, { nodegroup: { nodegroupName, subnets } }),
    ),
    answered('eks:ListFargateProfiles', { clusterName }, { fargateProfileNames: Object.keys(profiles) }),
    ...(fargate ?? []).map(([fargateProfileName, subnets]) =>
      answered(
        'eks:DescribeFargateProfile',
        { clusterName, fargateProfileName },
        { fargateProfile: { fargateProfileName, subnets } },
      ),
    ),
  ]
}
