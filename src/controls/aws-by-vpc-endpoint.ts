// NET-08: private nodes reach the services that they live on inside AWS's network.

import { some } from '../answers/some.ts'
import { wayOut } from '../answers/way-out.ts'
import { accountOf } from '../arn.ts'
import { defineControl, latest } from '../control.ts'
import { answered, connectedCluster } from '../examples/example.ts'
import {
  inSubnets,
  placedCluster,
  routesOf,
  subnetsOf,
  throughGateway,
  throughNat,
  vpc,
  vpcsOf,
} from '../examples/network.ts'
import { allOf, clusterSubnets } from '../facts/cluster-subnets.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { routeTables } from '../facts/route-tables.ts'
import { subnets } from '../facts/subnets.ts'
import { type Endpoint, vpcEndpoints } from '../facts/vpc-endpoints.ts'
import { vpcs } from '../facts/vpcs.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const usual = ['ecr.api', 'ecr.dkr', 's3', 'sts', 'eks']
const served = (services: string[], over: Record<string, object> = {}, prefix = 'com.amazonaws.eu-central-1.') => [
  answered(
    'ec2:DescribeVpcEndpoints',
    { MaxResults: 1_000 },
    {
      VpcEndpoints: services.map((name, at) => ({
        VpcEndpointId: `vpce-0a1b2c3${at}`,
        VpcId: vpc,
        ServiceName: `${prefix}${name}`,
        State: 'available',
        ...(name === 's3'
          ? { VpcEndpointType: 'Gateway', RouteTableIds: ['rtb-0'], PrivateDnsEnabled: false }
          : { VpcEndpointType: 'Interface', RouteTableIds: [], PrivateDnsEnabled: true }),
        ...over[name],
      })),
    },
  ),
]
const place = {
  used: placedCluster({ nodegroups: { apps: inSubnets } }),
  vpcs: [vpcsOf()],
  subnets: [subnetsOf()],
  tables: [routesOf({ of: 'main', routes: [throughNat] })],
}
const lacking = (over: Record<string, object>) => ({ ...place, endpoints: served(usual, over) })

export default defineControl({
  id: 'NET-08',
  of: 'cluster',
  title: 'Private subnets reach the registry, S3, STS and EKS through VPC endpoints',
  criteria: ['CC6.6', 'CC6.7'],
  severity: 'low',
  needs: {
    used: latest(clusterSubnets),
    vpcs: latest(vpcs),
    subnets: latest(subnets),
    tables: latest(routeTables),
    endpoints: latest(vpcEndpoints),
  },
  // Names of services as they end the endpoint service's name.
  settings: { services: usual },
  assess({ used, vpcs: shown, subnets: known, tables, endpoints }, { settings, subject }) {
    if (used === 'connected') return ofConnected
    if (settings.services.length === 0) return notApplicable('the settings require no endpoint')
    const ways = allOf(used).map((id) => wayOut(id, known, tables))
    const unread = ways.flatMap((way) => ('unread' in way ? [way.unread] : []))
    const inner = ways.flatMap((way) => ('open' in way && way.open.length === 0 ? [way.table] : []))
    if (inner.length === 0)
      return unread.length > 0
        ? unknown(some(unread, 3))
        : notApplicable('none of its subnets is private: NET-03 judges that')
    const [, , , region = ''] = subject.id.split(':')
    const ours = endpoints.filter(({ vpc: of, service }) => of === used.vpc && service?.region === region)
    const missing = settings.services.flatMap((name) => lackOf(name, ours, [...new Set(inner)]))
    // Whose subnets are shared may not be shown the endpoints that their owner keeps.
    const owner = shown[used.vpc]?.owner
    if (missing.length > 0 && owner !== accountOf(subject.id))
      return unknown(`${used.vpc} is of ${owner ?? 'nobody who is shown'}: ${some(missing)} may be there unseen`)
    if (missing.length > 0) return fail(`${used.vpc} has no working endpoint: ${some(missing)}`)
    if (unread.length > 0) return unknown(some(unread, 3))
    return pass(`${used.vpc} has endpoints for ${some(settings.services, 10)}`)
  },
  limits: 'The policies of the endpoints are not judged.',
  remedy:
    'Run aws ec2 create-vpc-endpoint --vpc-id VPC --vpc-endpoint-type Interface --service-name com.amazonaws.REGION.ecr.api --subnet-ids SUBNETS --private-dns-enabled; for S3 --vpc-endpoint-type Gateway --route-table-ids TABLES of every private subnet.',
  sameAs: ['Security Hub EC2.55', 'Security Hub EC2.56', 'AWS Config service-vpc-endpoint-enabled'],
  examples: {
    pass: [
      { ...place, endpoints: served(usual) },
      // S3 by an interface whose private name counts for the VPC itself.
      lacking({ s3: { VpcEndpointType: 'Interface', PrivateDnsEnabled: true } }),
      { ...place, endpoints: served(['ecr.api']), with: { settings: { services: ['ecr.api'] } } },
    ],
    fail: [
      { ...place, endpoints: served([]) },
      { ...place, endpoints: served(usual.slice(1)) },
      { ...place, endpoints: served(usual, {}, 'com.amazonaws.us-east-1.') },
      lacking({ sts: { State: 'pendingAcceptance' } }),
      lacking({ sts: { VpcId: 'vpc-0f3d2c1b' } }),
      lacking({ eks: { PrivateDnsEnabled: false } }),
      // The gateway is there, and the private subnets' route table does not have it.
      lacking({ s3: { RouteTableIds: ['rtb-9'] } }),
    ],
    notApplicable: [
      { ...place, endpoints: served(usual), used: [connectedCluster()] },
      { ...place, endpoints: served([]), tables: [routesOf({ of: 'main', routes: [throughGateway] })] },
      { ...place, endpoints: served([]), with: { settings: { services: [] } } },
    ],
  },
})

// Nothing where the service is reached; else why it is not.
const lackOf = (name: string, endpoints: Endpoint[], tables: string[]): string[] => {
  const own = endpoints.filter(({ service }) => service?.name === name)
  const ready = own.filter(({ available }) => available)
  if (ready.some(({ by }) => 'privateName' in by && by.privateName)) return []
  const gateways = ready.flatMap(({ by }) => ('tables' in by ? by.tables : []))
  if (tables.every((table) => gateways.includes(table))) return []
  if (ready.some(({ by }) => 'tables' in by)) return [`${name} (not in every private route table)`]
  if (ready.length > 0) return [`${name} (without a private name)`]
  return [own.length > 0 ? `${name} (not available)` : name]
}
