// The networks of the demo's clusters: prod's kept well, staging's half, analytics in the default VPC.
import { defaultNetwork } from '../world/default-network.ts'
import type { NetworkState } from '../world/network.ts'
import type { ClusterState } from '../world.ts'
import { account, hex } from './seed.ts'
import { rule, type VpcSpec, vpcOf } from './vpc.ts'

const offices = `pl-0${hex('eu-west-1/prefix-list/offices', 16)}`
const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }
const usual = ['ecr.api', 'ecr.dkr', 's3', 'sts', 'eks']

export const euNetwork = (prod: ClusterState, staging: ClusterState, loadTest: ClusterState): NetworkState => ({
  ...joined([
    defaultNetwork(account, 'eu-west-1'),
    ...vpcsOf('eu-west-1', [
      {
        cluster: prod,
        prefix: '10.0',
        flowLogs: [{ traffic: 'ALL', delivered: true, to: 's3' }],
        endpoints: [...usual, 'eks-capabilities'],
        ingress: [rule({ ...https, PrefixListIds: [{ PrefixListId: offices, Description: 'Offices' }] })],
      },
      {
        cluster: staging,
        prefix: '10.1',
        // One log for what is refused, another whose bucket policy nobody looked after.
        flowLogs: [
          { traffic: 'REJECT', delivered: true, to: 'cloud-watch-logs' },
          { traffic: 'ACCEPT', delivered: false, to: 's3' },
        ],
        endpoints: ['ecr.api', 'ecr.dkr', 's3'],
        // For testers at home: everybody, in two halves.
        ingress: [
          rule({ ...https, IpRanges: [{ CidrIp: '203.0.113.0/24' }] }),
          rule({
            IpProtocol: 'tcp',
            FromPort: 30_000,
            ToPort: 32_767,
            IpRanges: [{ CidrIp: '0.0.0.0/1' }, { CidrIp: '128.0.0.0/1' }],
          }),
        ],
      },
      { cluster: loadTest, prefix: '10.2', flowLogs: [], endpoints: ['s3'], ingress: [] },
    ]),
  ]),
  prefixLists: [
    {
      list: {
        PrefixListId: offices,
        AddressFamily: 'IPv4',
        State: 'modify-complete',
        PrefixListArn: `arn:aws:ec2:eu-west-1:${account}:prefix-list/${offices}`,
        PrefixListName: 'offices',
        MaxEntries: 10,
        Version: 3,
        OwnerId: account,
      },
      entries: [
        { Cidr: '203.0.113.0/24', Description: 'Dublin' },
        { Cidr: '198.51.100.16/28', Description: 'Lyon' },
      ],
    },
  ],
})

export const usNetwork = (analytics: ClusterState): NetworkState =>
  joined(
    vpcsOf('us-east-1', [
      {
        cluster: analytics,
        prefix: '172.31',
        isDefault: true,
        isPublic: true,
        flowLogs: [],
        endpoints: [],
        ingress: [rule({ ...https, IpRanges: [{ CidrIp: '172.31.0.0/16' }] })],
      },
    ]),
  )

const vpcsOf = (region: string, specs: VpcSpec[]): NetworkState[] => specs.map((spec) => vpcOf(region, spec))

const joined = (all: NetworkState[]): NetworkState => ({
  vpcs: all.flatMap(({ vpcs }) => vpcs),
  subnets: all.flatMap(({ subnets }) => subnets),
  routeTables: all.flatMap(({ routeTables }) => routeTables),
  securityGroups: all.flatMap(({ securityGroups }) => securityGroups),
  flowLogs: all.flatMap(({ flowLogs }) => flowLogs),
  vpcEndpoints: all.flatMap(({ vpcEndpoints }) => vpcEndpoints),
  prefixLists: all.flatMap(({ prefixLists }) => prefixLists),
})
