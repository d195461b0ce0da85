// Changes that the story makes, each with the trace that AWS keeps of it.
import type { LogType } from '@aws-sdk/client-eks'
import type { ClusterState, ImageState, RepositoryState, World } from '../world.ts'
import { loggingOf } from './cluster.ts'
import type { Place } from './event.ts'
import { type ImageSpec, imageOf } from './images.ts'
import { updateOf } from './updates.ts'

const must = <T>(found: T | undefined, what: string): T => {
  if (found === undefined) throw new Error(`the scenario has no ${what}`)
  return found
}

export const clusterAt = (world: World, { region, cluster }: Place): ClusterState =>
  must(
    world.regions[region]?.clusters.find((state) => state.cluster.name === cluster),
    `cluster ${cluster}`,
  )

const repositoryAt = (world: World, region: string, name: string): RepositoryState =>
  must(
    world.regions[region]?.registry.repositories.find(({ repository }) => repository.repositoryName === name),
    `repository ${name}`,
  )

export const openEndpoint =
  (place: Place, cidrs: string[]) =>
  (world: World, at: number): void => {
    const state = clusterAt(world, place)
    const network = must(state.cluster.resourcesVpcConfig, `network of ${place.cluster}`)
    network.publicAccessCidrs = [...cidrs]
    const params = {
      EndpointPublicAccess: String(network.endpointPublicAccess),
      EndpointPrivateAccess: String(network.endpointPrivateAccess),
      PublicAccessCidrs: JSON.stringify(cidrs),
    }
    state.updates.push(updateOf(`${place.region}/${place.cluster}`, at, { type: 'EndpointAccessUpdate', params }))
  }

/** Turns one log type on or off and leaves the others. */
export const switchLog =
  (place: Place, type: LogType, enabled: boolean) =>
  (world: World, at: number): void => {
    const state = clusterAt(world, place)
    const setups = state.cluster.logging?.clusterLogging ?? []
    const others = setups.flatMap((setup) => (setup.enabled ? (setup.types ?? []) : [])).filter((one) => one !== type)
    state.cluster.logging = loggingOf(enabled ? [...others, type] : others)
    const params = { ClusterLogging: JSON.stringify({ clusterLogging: [{ types: [type], enabled }] }) }
    state.updates.push(updateOf(`${place.region}/${place.cluster}`, at, { type: 'LoggingUpdate', params }))
  }

/** Insights are refreshed once a day. */
export const refreshInsights = (world: World, at: number): void => {
  for (const { clusters } of Object.values(world.regions))
    for (const { insights } of clusters) for (const insight of insights) insight.lastRefreshTime = at
}

/** Somebody deletes an image by its tag: Inspector closes what it found there. */
export const deleteImage =
  ({ region, repositoryName, tag }: { region: string; repositoryName: string; tag: string }) =>
  (world: World, at: number): void => {
    const repository = repositoryAt(world, region, repositoryName)
    const isIt = ({ detail }: ImageState) => detail.imageTags?.includes(tag)
    const found = repository.images.filter(isIt).flatMap(({ scan }) => scan?.findings?.enhancedFindings ?? [])
    repository.closed = [...(repository.closed ?? []), ...found.map((one) => ({ ...one, ...closedAt(at) }))]
    repository.images = repository.images.filter((image) => !isIt(image))
  }

const closedAt = (at: number) => ({ status: 'CLOSED', updatedAt: at })

export const createCluster = (world: World, { region }: Place, state: ClusterState): void => {
  must(world.regions[region], `region ${region}`).clusters.push(state)
}

export const deleteCluster = (world: World, place: Place): void => {
  const here = must(world.regions[place.region], `region ${place.region}`)
  here.clusters = here.clusters.filter((state) => state !== clusterAt(world, place))
}

export const pushImage =
  (spec: Omit<ImageSpec, 'pushedAt'>) =>
  (world: World, pushedAt: number): void => {
    const { images } = repositoryAt(world, spec.region, spec.repositoryName)
    const since = pushedAt + 1_800
    // What ran before runs no longer.
    for (const image of images) if (image.use?.pods) image.use = { ...image.use, pods: 0, lastInUseAt: since }
    images.unshift(imageOf({ ...spec, pushedAt }))
  }
