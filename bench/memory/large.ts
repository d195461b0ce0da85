// A large account: the demo's busiest cluster, and its repository with most findings, again and again under other names.
import { createHash } from 'node:crypto'
import { auditStreams } from '../../sandbox/noise.ts'
import { makeScenario, type Scenario } from '../../sandbox/scenario.ts'
import { logsOf } from '../../sandbox/services/logs-scenario.ts'
import type { LogsState } from '../../sandbox/services/logs-state.ts'
import type { ClusterState, RepositoryState } from '../../sandbox/world.ts'
import { flood } from './flood.ts'

export type Size = { clusters: number; repositories: number; images: number; events: number }

const regions = ['eu-west-1', 'us-east-1', 'eu-central-1', 'us-west-2']

/** `images` in all; `events` in the first hour of one cluster. */
export const large = (size: Size): { scenario: Scenario; logs: LogsState } => {
  const scenario = { ...makeScenario({ days: 1 }), faults: [], silences: [], activities: [] }
  const { world, account } = scenario
  const home = world.regions['eu-west-1']
  const cluster = home?.clusters[0]
  const repository = home?.registry.repositories[0]
  if (!home || !cluster || !repository) throw new Error('the scenario has no cluster or no repository')
  for (const region of regions) {
    const share = (all: number): string[] => names(all / regions.length)
    const registry = { ...structuredClone(home.registry), repositories: [] as RepositoryState[] }
    for (const name of share(size.repositories))
      registry.repositories.push(repositoryOf(repository, { region, account, name: `team/service-${name}` }, size))
    const clusters = share(size.clusters).map((name) =>
      clusterOf(cluster, { region, account, name: `cluster-${name}` }),
    )
    world.regions[region] = { ...home, clusters, registry }
  }
  const logs = logsOf(scenario)
  const [first] = logs.groups
  const [stream] = auditStreams({ region: 'eu-west-1', name: 'cluster-0001' })
  first?.streams.set(stream, flood(scenario.base, size.events))
  return { scenario, logs }
}

const names = (count: number): string[] => Array.from({ length: count }, (_, nth) => String(nth + 1).padStart(4, '0'))

type Place = { region: string; account: string; name: string }

const clusterOf = (like: ClusterState, { region, account, name }: Place): ClusterState => {
  const state = structuredClone(like)
  return { ...state, cluster: { ...state.cluster, name, arn: `arn:aws:eks:${region}:${account}:cluster/${name}` } }
}

// What scans found is shared between the images: a sandbox of fifty thousand would not hold it otherwise.
const repositoryOf = (like: RepositoryState, { region, account, name }: Place, size: Size): RepositoryState => ({
  ...like,
  repository: {
    ...like.repository,
    repositoryName: name,
    repositoryArn: `arn:aws:ecr:${region}:${account}:repository/${name}`,
  },
  images: Array.from({ length: Math.round(size.images / size.repositories) }, (_, nth) => {
    const image = like.images[nth % like.images.length]
    if (!image) throw new Error('the repository has no image')
    const imageDigest = `sha256:${createHash('sha256').update(`${region}/${name}/${nth}`).digest('hex')}`
    return { ...image, detail: { ...image.detail, imageDigest, imageTags: [`v${nth}`] } }
  }),
})
