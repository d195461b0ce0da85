// How a subnet stands to the internet: by the route table that is in force for it.
import type { Exit, RouteTables } from '../facts/route-tables.ts'
import type { Subnet } from '../facts/subnets.ts'
import { hasPublic, readRange } from './cidr.ts'

/** `open` are routes by which the internet reaches the subnet, `shut` those that are there and lead nowhere. */
export type Way = { table: string; open: Exit[]; shut: { exit: Exit; why: string }[] }

/** By the subnet's own route table, else by the main one of its VPC; or why that is not known. */
export const wayOut = (
  id: string,
  subnets: Record<string, Subnet>,
  { own, main, inlets }: RouteTables,
): Way | { unread: string } => {
  const subnet = subnets[id]
  // Subnets of another account are shown where they are shared with this one, and only then.
  if (!subnet) return { unread: `${id} is not shown to this account` }
  const table = own[id] ?? main[subnet.vpc]
  if (!table) return { unread: `no route table of ${id} is shown to this account` }
  const blocked = subnet.blocked
  // What lies within the VPC is reached by a firewall without the internet.
  const behind = table.through.flatMap(({ to, destination, dead }) => {
    const gateway = inlets[to]
    return gateway && leadsOut(destination) ? [{ to: `${gateway} by ${to}`, destination, dead }] : []
  })
  const exits = [...table.exits, ...behind]
  const shut = exits.flatMap((exit) => {
    if (exit.dead) return [{ exit, why: 'leads nowhere' }]
    // VPC Block Public Access is about internet gateways; a carrier gateway is none.
    return blocked && exit.to.startsWith('igw-') ? [{ exit, why: `is blocked (${blocked})` }] : []
  })
  const open = exits.filter((exit) => !shut.some((one) => one.exit === exit))
  const [unclear] = table.unclear
  if (unclear && open.length === 0) return { unread: `${table.id} routes ${unclear}` }
  return { table: table.id, open, shut }
}

// A prefix list may hold anything.
const leadsOut = (destination: string): boolean => {
  const range = readRange(destination)
  return !range || hasPublic(range)
}
