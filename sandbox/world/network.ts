// The network of one region, as EC2 shows it.
import type {
  FlowLog,
  ManagedPrefixList,
  PrefixListEntry,
  RouteTable,
  SecurityGroup,
  Subnet,
  Vpc,
  VpcEndpoint,
} from '@aws-sdk/client-ec2'
import type { OnWire } from '../world.ts'

export type NetworkState = {
  vpcs: (OnWire<Vpc> & { VpcId: string })[]
  subnets: (OnWire<Subnet> & { SubnetId: string; VpcId: string })[]
  routeTables: (OnWire<RouteTable> & { RouteTableId: string })[]
  securityGroups: (OnWire<SecurityGroup> & { GroupId: string })[]
  flowLogs: (OnWire<FlowLog> & { FlowLogId: string })[]
  vpcEndpoints: (OnWire<VpcEndpoint> & { VpcEndpointId: string })[]
  prefixLists: { list: OnWire<ManagedPrefixList> & { PrefixListId: string }; entries: OnWire<PrefixListEntry>[] }[]
}
