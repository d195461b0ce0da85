// EKS: what every operation on a cluster begins with, and the two shapes that most of them have.
import { page } from '../page.ts'
import { AwsFault, type Call, type Handler } from '../service.ts'
import { fromQuery, members, text, whole } from '../world/members.ts'
import { regionOf } from '../world/region.ts'
import type { ClusterState, World } from '../world.ts'

export const invalid = 'InvalidParameterException'
export const notFound = (message: string, clusterName?: string): AwsFault =>
  new AwsFault('ResourceNotFoundException', 404, message, { clusterName })

export const clusterName = text({ min: 1, max: 100, pattern: /^[0-9A-Za-z][A-Za-z0-9\-_]*$/ })
export const maxResults = fromQuery(whole(1, 100), 'number')
export const paging = { maxResults, nextToken: text() }

/** Throws ResourceNotFoundException. Names are unique in a region. */
export const clusterOf = (world: World, call: Call, name: string): ClusterState => {
  const found = regionOf(world, call).clusters.find(({ cluster }) => cluster.name === name)
  if (found === undefined) throw notFound(`No cluster found for name: ${name}.`, name)
  return found
}

/** One page under the output member `as`. EKS writes `"nextToken": null` where there is no next page. */
export const answer = <T>(
  call: Call,
  as: string,
  all: readonly T[],
  given: { maxResults: number | undefined; nextToken: string | undefined },
  code = invalid,
): Record<string, unknown> => {
  const refuse = (message: string) => new AwsFault(code, 400, message)
  const { items, nextToken } = page(all, call, { size: given.maxResults, token: given.nextToken, most: 100, refuse })
  return { [as]: items, nextToken: nextToken ?? null }
}

const listed = members(invalid, { clusterName }, paging)

/** Lists names of a cluster's parts. */
export const listing =
  (world: World, as: string, names: (state: ClusterState) => unknown[]): Handler =>
  (call) => {
    const given = listed(call.input)
    return answer(call, as, names(clusterOf(world, call, given.clusterName)), given)
  }

/** Describes one part of a cluster, called by `member` in the input. */
export const describing = <Member extends string, Part>(
  world: World,
  { member, as, what }: { member: Member; as: string; what: string },
  find: (state: ClusterState, name: string) => Part | undefined,
): Handler => {
  const described = members(invalid, { clusterName, [member]: text({ min: 1 }) }, {})
  return (call) => {
    const given: Record<string, string> & { clusterName: string } = described(call.input)
    const name = given[member] ?? ''
    const found = find(clusterOf(world, call, given.clusterName), name)
    if (found === undefined) throw notFound(`No ${what} found for name: ${name}.`)
    return { [as]: found }
  }
}
