// A network of any size, as EC2 answers the questions of the source `network`.
import { paged } from '../record.ts'
import { many, type Part } from '../world.ts'

// The same list in every group, and one of its own: asked for once each.
const group = (at: number) => ({
  GroupId: `sg-${at}`,
  IpPermissions: [{ IpProtocol: 'tcp', PrefixListIds: [{ PrefixListId: 'pl-0' }, { PrefixListId: `pl-${at}` }] }],
})

const network: Part =
  ({ page, clusters, nodegroups, addons, entries, policies, regions }) =>
  (action, input) => {
    const list = (member: string, things: unknown[]) => paged(member, things, input, page, 'NextToken')
    switch (action) {
      case 'ec2:DescribeVpcs':
        return list(
          'Vpcs',
          many(clusters, (at) => ({ VpcId: `vpc-${at}` })),
        )
      case 'ec2:DescribeSubnets':
        return list(
          'Subnets',
          many(nodegroups, (at) => ({ SubnetId: `subnet-${at}` })),
        )
      case 'ec2:DescribeRouteTables':
        return list(
          'RouteTables',
          many(addons, (at) => ({ RouteTableId: `rtb-${at}` })),
        )
      case 'ec2:DescribeSecurityGroups':
        return list('SecurityGroups', many(entries, group))
      case 'ec2:GetManagedPrefixListEntries':
        return list(
          'Entries',
          many(policies, (at) => ({ Cidr: `198.51.${at}.0/24` })),
        )
      case 'ec2:DescribeFlowLogs':
        return list(
          'FlowLogs',
          many(regions, (at) => ({ FlowLogId: `fl-${at}` })),
        )
      case 'ec2:DescribeVpcEndpoints':
        return list(
          'VpcEndpoints',
          many(addons, (at) => ({ VpcEndpointId: `vpce-${at}` })),
        )
      default:
        return undefined
    }
  }

export default network
