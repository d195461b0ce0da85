// Which routes of a VPC lead to the internet and back: those to an internet gateway or a carrier gateway, or to what such a
// gateway sends its traffic through, as to a firewall.
// https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html
import * as z from 'zod/mini'
import { answers, notDocumented } from '../answers/answers.ts'
import { networkFact } from './of-network.ts'

const some = z.nullish(z.string())
const Route = z.object({
  State: z.string(),
  DestinationCidrBlock: some,
  DestinationIpv6CidrBlock: some,
  DestinationPrefixListId: some,
  GatewayId: some,
  CarrierGatewayId: some,
  EgressOnlyInternetGatewayId: some,
  NatGatewayId: some,
  TransitGatewayId: some,
  LocalGatewayId: some,
  VpcPeeringConnectionId: some,
  NetworkInterfaceId: some,
  InstanceId: some,
  CoreNetworkArn: some,
  OdbNetworkArn: some,
  IpAddress: some,
})
// Targets through which nobody on the internet can open a connection.
const inward = [
  'EgressOnlyInternetGatewayId',
  'NatGatewayId',
  'TransitGatewayId',
  'LocalGatewayId',
  'VpcPeeringConnectionId',
  'NetworkInterfaceId',
  'InstanceId',
  'CoreNetworkArn',
  'OdbNetworkArn',
  'IpAddress',
] as const
const Page = z.object({
  RouteTables: z.array(
    z.object({
      RouteTableId: z.string(),
      VpcId: z.string(),
      Associations: z.array(
        z.object({
          Main: z.boolean(),
          SubnetId: some,
          GatewayId: some,
          PublicIpv4Pool: some,
          AssociationState: z.nullish(z.object({ State: some })),
        }),
      ),
      Routes: z.array(Route),
    }),
  ),
})

/** `dead`: the gateway is not there (a blackhole), or the route is filtered. */
export type Exit = { to: string; destination: string; dead: boolean }
/** `unclear`: routes of which nobody can tell where they lead. `through`: those to an endpoint or a machine that may pass it on. */
export type RouteTable = { id: string; exits: Exit[]; unclear: string[]; through: Exit[] }
export type RouteTables = {
  main: Record<string, RouteTable>
  /** A subnet without a table of its own uses its VPC's main one. */
  own: Record<string, RouteTable>
  /** By what an internet gateway hands traffic to before it reaches a subnet, an endpoint or a machine: the gateway. */
  inlets: Record<string, string>
}

export const routeTables = networkFact<RouteTables>('route-tables', ['ec2:DescribeRouteTables'], (exchanges) => {
  const found: RouteTables = { main: {}, own: {}, inlets: {} }
  for (const { body } of answers(exchanges, 'ec2:DescribeRouteTables', Page)) {
    for (const { RouteTableId: id, VpcId, Associations, Routes } of body.RouteTables) {
      const table = { id, ...exitsOf(Routes) }
      for (const one of Associations) {
        if (['disassociated', 'failed'].includes(one.AssociationState?.State ?? '')) continue
        if (one.Main) found.main[VpcId] = table
        else if (one.SubnetId) found.own[one.SubnetId] = table
        else if (one.GatewayId?.startsWith('igw-')) for (const { to } of table.through) found.inlets[to] = one.GatewayId
        else if (!one.GatewayId && !one.PublicIpv4Pool)
          throw notDocumented('ec2:DescribeRouteTables', `an association of ${id} with nothing`)
      }
    }
  }
  return found
})

const exitsOf = (routes: z.infer<typeof Route>[]): Omit<RouteTable, 'id'> => {
  const exits: Exit[] = []
  const unclear: string[] = []
  const through: Exit[] = []
  for (const route of routes) {
    const destination =
      route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId ?? 'somewhere'
    const dead = route.State === 'blackhole' || route.State === 'filtered'
    const gateway = route.CarrierGatewayId ?? route.GatewayId
    // Any route to an internet gateway makes a subnet public, whatever its destination.
    if (route.CarrierGatewayId || gateway?.startsWith('igw-')) exits.push({ to: String(gateway), destination, dead })
    else if (gateway ? !/^(local$|vgw-|vpce-|eigw-)/.test(gateway) : !leadsInward(route))
      unclear.push(`${destination} by ${gateway ?? 'no known target'}`)
    const machine = gateway?.startsWith('vpce-') ? gateway : (route.NetworkInterfaceId ?? route.InstanceId)
    if (machine) through.push({ to: machine, destination, dead })
  }
  return { exits, unclear, through }
}

const leadsInward = (route: z.infer<typeof Route>): boolean => inward.some((target) => Boolean(route[target]))
