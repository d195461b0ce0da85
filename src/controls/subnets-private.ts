// NET-03: no subnet that EKS puts a cluster's machines into can be reached from the internet.
import { some } from '../answers/some.ts'
import { wayOut } from '../answers/way-out.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster } from '../examples/example.ts'
import { inSubnets, placedCluster, routesOf, subnetsOf, throughGateway, throughNat } from '../examples/network.ts'
import { allOf, clusterSubnets } from '../facts/cluster-subnets.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { routeTables } from '../facts/route-tables.ts'
import { subnets } from '../facts/subnets.ts'
import { fail, pass, unknown } from '../model.ts'

const place = { used: placedCluster({ nodegroups: { apps: inSubnets } }), subnets: [subnetsOf()] }
const routed = (...routes: object[]) => ({ ...place, tables: [routesOf({ of: 'main', routes })] })
const [a, b] = inSubnets

export default defineControl({
  id: 'NET-03',
  of: 'cluster',
  title: 'The subnets of the cluster, its managed node groups and its Fargate profiles are private',
  criteria: ['CC6.1', 'CC6.6'],
  severity: 'high',
  needs: { used: latest(clusterSubnets), subnets: latest(subnets), tables: latest(routeTables) },
  settings: {},
  assess({ used, subnets: shown, tables }) {
    if (used === 'connected') return ofConnected
    const ways = allOf(used).map((id) => ({ id, way: wayOut(id, shown, tables) }))
    const open = ways.flatMap(({ id, way }) => {
      const [exit] = 'open' in way ? way.open : []
      const users = used.users.filter(({ subnets: own }) => own.includes(id)).map(({ what }) => what)
      return exit ? [`${id} (${some(users, 2)}) routes ${exit.destination} to ${exit.to}`] : []
    })
    if (open.length > 0) return fail(some(open, 3))
    const unread = ways.flatMap(({ way }) => ('unread' in way ? [way.unread] : []))
    if (unread.length > 0) return unknown(some(unread, 3))
    const shut = ways.flatMap(({ way }) => ('shut' in way ? way.shut : []))
    const beside = [...new Set(shut.map(({ exit, why }) => `the route to ${exit.to} ${why}`))].sort()
    const away = ways.filter(({ id }) => shown[id]?.kind !== 'availability zone').map(({ id }) => id)
    const elsewhere = away.length > 0 ? [`${some(away, 3)} in a Local Zone or on an Outpost`] : []
    const notes = [...beside, ...elsewhere].map((note) => `; ${note}`)
    return pass(`none of ${ways.length} subnets has an open route to an internet or carrier gateway${notes.join('')}`)
  },
  limits:
    'Where nodes outside of managed node groups are is not judged: self-managed ones, those of Karpenter and of Auto Mode.',
  remedy:
    'Create node groups and Fargate profiles in subnets whose route table leads to a NAT gateway or nowhere, and move the control plane with aws eks update-cluster-config --name NAME --resources-vpc-config subnetIds=SUBNET,SUBNET; or take the route to the internet gateway out of the route table.',
  sameAs: ['CIS EKS 5.4.3'],
  examples: {
    pass: [
      routed(throughNat),
      routed(),
      // Nobody comes in by a gateway for outgoing connections alone, nor by one that is no longer there.
      routed({ DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-0a1b2c3d', State: 'active' }),
      routed({ ...throughGateway, State: 'blackhole' }),
      {
        ...place,
        tables: [routesOf({ of: 'main', routes: [throughGateway] }, { of: inSubnets, routes: [throughNat] })],
      },
      {
        ...routed(throughGateway),
        subnets: [
          subnetsOf(
            ...['block-bidirectional', 'block-ingress'].map((InternetGatewayBlockMode) => ({
              BlockPublicAccessStates: { InternetGatewayBlockMode },
            })),
          ),
        ],
      },
    ],
    fail: [
      routed(throughGateway),
      routed({ DestinationIpv6CidrBlock: '::/0', GatewayId: 'igw-0123abcd', State: 'active' }),
      // By halves, so that no route is the whole internet.
      routed({ ...throughGateway, DestinationCidrBlock: '0.0.0.0/1' }),
      routed({ DestinationCidrBlock: '0.0.0.0/0', CarrierGatewayId: 'cagw-0a1b2c3d', State: 'active' }),
      { ...place, tables: [routesOf({ of: 'main', routes: [throughNat] }, { of: [b], routes: [throughGateway] })] },
      {
        used: placedCluster({ profiles: { jobs: ['subnet-0aa00'] } }),
        subnets: [subnetsOf({}, {}, {})],
        tables: [routesOf({ of: [a, b], routes: [] }, { of: 'main', routes: [throughGateway] })],
      },
    ],
    notApplicable: [{ ...routed(throughGateway), used: [connectedCluster()] }],
  },
})
