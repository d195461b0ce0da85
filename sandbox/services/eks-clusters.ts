// EKS: the clusters themselves, and the Kubernetes versions on offer.
import { seconds } from '../../src/clock.ts'
import type { Handler } from '../service.ts'
import { flag, fromQuery, listOf, members, oneOf, text } from '../world/members.ts'
import { regionOf } from '../world/region.ts'
import type { VersionState, World } from '../world.ts'
import { answer, clusterOf, invalid, paging } from './eks-cluster.ts'

const listed = members(invalid, {}, { ...paging, include: fromQuery(listOf(oneOf('all'), { max: 1 }), 'list') })
const described = members('ValidationException', { name: text({ min: 1 }) }, {})
const versions = members(
  invalid,
  {},
  {
    ...paging,
    clusterType: oneOf('eks'),
    defaultOnly: fromQuery(flag, 'boolean'),
    includeAll: fromQuery(flag, 'boolean'),
    clusterVersions: fromQuery(listOf(text()), 'list'),
    status: oneOf('unsupported', 'standard-support', 'extended-support'),
    versionStatus: oneOf('UNSUPPORTED', 'STANDARD_SUPPORT', 'EXTENDED_SUPPORT'),
  },
)

// EKS writes these out where the cluster has none of it.
const nothing = {
  clientRequestToken: null,
  connectorConfig: null,
  encryptionConfig: null,
  id: null,
  outpostConfig: null,
}

export const clusterOperations = (world: World): Record<string, Handler> => ({
  ListClusters(call) {
    const given = listed(call.input)
    const own = regionOf(world, call).clusters.filter(({ cluster }) => given.include || !cluster.connectorConfig)
    const names = own.map(({ cluster }) => cluster.name)
    return answer(call, 'clusters', names, given)
  },

  DescribeCluster(call) {
    const { name } = described(call.input)
    return { cluster: { ...nothing, ...clusterOf(world, call, name).cluster } }
  },

  DescribeClusterVersions(call) {
    const given = versions(call.input)
    regionOf(world, call)
    const now = seconds(call.now)
    const released = world.clusterVersions.filter(({ releaseDate }) => releaseDate <= now)
    // The newest is not at once the default; AWS makes it so some weeks after its release.
    const newest = released
      .filter(({ releaseDate }) => releaseDate <= now - 45 * 86_400)
      .map(release)
      .sort()
      .at(-1)
    const all = released
      .map((version) => ({
        ...version,
        defaultVersion: release(version) === newest,
        ...support(version, now),
      }))
      .filter(({ versionStatus }) => versionStatus !== 'UNSUPPORTED' || given.includeAll || asksFor(given))
      .filter(({ clusterVersion }) => given.clusterVersions?.includes(clusterVersion) ?? true)
      .filter(({ status }) => given.status === undefined || status === given.status)
      .filter(({ versionStatus }) => given.versionStatus === undefined || versionStatus === given.versionStatus)
      .filter(({ defaultVersion }) => defaultVersion || !given.defaultOnly)
    return answer(call, 'clusterVersions', all, given)
  },
})

const asksFor = (given: { clusterVersions: unknown; status: unknown; versionStatus: unknown }): boolean =>
  [given.clusterVersions, given.status, given.versionStatus].some((filter) => filter !== undefined)

const release = ({ clusterVersion }: VersionState): number => Number(clusterVersion.split('.')[1])

const support = (version: VersionState, now: number) => {
  if (now < version.endOfStandardSupportDate) return { status: 'standard-support', versionStatus: 'STANDARD_SUPPORT' }
  if (now < version.endOfExtendedSupportDate) return { status: 'extended-support', versionStatus: 'EXTENDED_SUPPORT' }
  return { status: 'unsupported', versionStatus: 'UNSUPPORTED' }
}
