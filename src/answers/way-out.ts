// How a subnet stands to the internet: by the route table that is in force for it.
import type { Exit, RouteTables } from '../facts/route-tables.ts'
import type { Subnet } from '../facts/subnets.ts'

/** `open` are routes by which the internet reaches the subnet, `shut` those that are there and lead nowhere. */
export type Way = { table: string; open: Exit[]; shut: { exit: Exit; why: string }[] }

/** By the subnet's own route table, else by the main one of its VPC; or why that is not known. */
export const wayOut = (
  id: string,
  subnets: Record<string, Subnet>,
  { own, main }: RouteTables,
): Way | { unread: string } => {
  const subnet = subnets[id]
  // Subnets of another account are shown where they are shared with this one, and only then.
  if (!subnet) return { unread: `${id} is not shown to this account` }
  const table = own[id] ?? main[subnet.vpc]
  if (!table) return { unread: `no route table of ${id} is shown to this account` }
  const [unclear] = table.unclear
  if (unclear) return { unread: `${table.id} routes ${unclear}` }
  const blocked = subnet.blocked
  const shut = table.exits.flatMap((exit) => {
    if (exit.dead) return [{ exit, why: 'leads nowhere' }]
    // VPC Block Public Access is about internet gateways; a carrier gateway is none.
    return blocked && exit.to.startsWith('igw-') ? [{ exit, why: `is blocked (${blocked})` }] : []
  })
  return { table: table.id, open: table.exits.filter((exit) => !shut.some((one) => one.exit === exit)), shut }
}
