// The network of a region: VPCs and subnets, how they are routed, filtered and logged, and which services they reach inside AWS.
import type * as ec2 from '@aws-sdk/client-ec2'
import { asking, defineSource, list, listEach, listed, named } from '../source.ts'
import { operation } from '../wire.ts'

const paged = { token: 'NextToken' }
const describeVpcs = operation<ec2.DescribeVpcsRequest, ec2.DescribeVpcsResult>('ec2:DescribeVpcs', paged)
const describeSubnets = operation<ec2.DescribeSubnetsRequest, ec2.DescribeSubnetsResult>('ec2:DescribeSubnets', paged)
const describeRouteTables = operation<ec2.DescribeRouteTablesRequest, ec2.DescribeRouteTablesResult>(
  'ec2:DescribeRouteTables',
  paged,
)
const describeSecurityGroups = operation<ec2.DescribeSecurityGroupsRequest, ec2.DescribeSecurityGroupsResult>(
  'ec2:DescribeSecurityGroups',
  paged,
)
const getPrefixList = operation<ec2.GetManagedPrefixListEntriesRequest, ec2.GetManagedPrefixListEntriesResult>(
  'ec2:GetManagedPrefixListEntries',
  paged,
)
const describeFlowLogs = operation<ec2.DescribeFlowLogsRequest, ec2.DescribeFlowLogsResult>(
  'ec2:DescribeFlowLogs',
  paged,
)
const describeEndpoints = operation<ec2.DescribeVpcEndpointsRequest, ec2.DescribeVpcEndpointsResult>(
  'ec2:DescribeVpcEndpoints',
  paged,
)

// Without a size AWS may answer all at once: the pages are asked for as large as they may be.
const largest = () => ({ MaxResults: 1_000 })
const hundred = { MaxResults: 100 }

export default defineSource({
  id: 'network',
  kind: 'state',
  of: 'region',
  every: 86_400,
  zipped: true,
  atOnce: 4,
  ...asking(
    list(describeVpcs, largest),
    list(describeSubnets, largest),
    list(describeRouteTables, () => hundred),
    list(describeSecurityGroups, largest),
    // Only of the lists that let somebody in: a region knows dozens that AWS keeps.
    listEach(getPrefixList, describeSecurityGroups, (pages) =>
      pages
        .flatMap(({ answer }) => listed(answer.SecurityGroups, 'SecurityGroups'))
        .flatMap(({ IpPermissions }) => listed(IpPermissions, 'IpPermissions'))
        .flatMap(({ PrefixListIds }) => PrefixListIds ?? [])
        .map((one) => ({ PrefixListId: named(one.PrefixListId, 'PrefixListId'), ...hundred })),
    ),
    list(describeFlowLogs, largest),
    list(describeEndpoints, largest),
  ),
})
