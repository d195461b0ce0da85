// Changes that the story makes, each with the trace that AWS keeps of it.
import type { LogType } from '@aws-sdk/client-eks'
import type { ClusterState, ImageState, RepositoryState, World } from '../world.ts'
import { loggingOf } from './cluster.ts'
import type { Place } from './event.ts'
import { type ImageSpec, imageOf } from './images.ts'
import { type Actor, jonas, pipeline, recordEvent } from './trail.ts'
import { type UpdateSpec, updateOf } from './updates.ts'

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

// An update as EKS answers a change with it, and the event of that call.
const updateCluster = (
  world: World,
  { region, cluster }: Place,
  { at, by, asked, ...spec }: { at: number; by: Actor; asked: object } & Pick<UpdateSpec, 'type' | 'params'>,
): void => {
  const one = updateOf(`${region}/${cluster}`, at, spec)
  clusterAt(world, { region, cluster }).updates.push(one)
  recordEvent(world, {
    ...{ region, at, by, name: 'UpdateClusterConfig' },
    asked: { name: cluster, ...asked },
    answered: { update: { ...one.update, status: 'InProgress' } },
    resource: { type: 'AWS::EKS::Cluster', name: cluster },
  })
}

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
    const asked = { resourcesVpcConfig: { publicAccessCidrs: cidrs } }
    updateCluster(world, place, { at, by: jonas, asked, type: 'EndpointAccessUpdate', params })
  }

/** Turns one log type on or off and leaves the others. */
export const switchLog =
  (place: Place, type: LogType, enabled: boolean) =>
  (world: World, at: number): void => {
    const state = clusterAt(world, place)
    const setups = state.cluster.logging?.clusterLogging ?? []
    const others = setups.flatMap((setup) => (setup.enabled ? (setup.types ?? []) : [])).filter((one) => one !== type)
    state.cluster.logging = loggingOf(enabled ? [...others, type] : others)
    const logging = { clusterLogging: [{ types: [type], enabled }] }
    const params = { ClusterLogging: JSON.stringify(logging) }
    updateCluster(world, place, { at, by: jonas, asked: { logging }, type: 'LoggingUpdate', params })
  }

/** What cannot be in AWS, and shows what the comparison of two readings is for: a tag changes, and no event tells of it. */
export const changeTagUntold =
  (place: Place, key: string, value: string) =>
  (world: World): void => {
    const { cluster } = clusterAt(world, place)
    cluster.tags = { ...cluster.tags, [key]: value }
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
    const gone = repository.images.filter(isIt)
    repository.images = repository.images.filter((image) => !isIt(image))
    const imageIds = gone.map(({ detail }) => ({ imageDigest: detail.imageDigest, imageTag: tag }))
    recordEvent(world, {
      ...{ region, at, by: pipeline, name: 'BatchDeleteImage', service: 'ecr' },
      asked: { repositoryName, imageIds: [{ imageTag: tag }] },
      answered: { imageIds, failures: [] },
      resource: { type: 'AWS::ECR::Repository', name: repository.repository.repositoryArn },
    })
  }

const closedAt = (at: number) => ({ status: 'CLOSED', updatedAt: at })

export const createCluster = (
  world: World,
  { region, cluster: name }: Place,
  state: ClusterState,
  at: number,
): void => {
  must(world.regions[region], `region ${region}`).clusters.push(state)
  const { roleArn, version, arn, createdAt } = state.cluster
  recordEvent(world, {
    ...{ region, at, by: jonas, name: 'CreateCluster' },
    asked: { name, roleArn, version },
    answered: { cluster: { name, arn, createdAt, roleArn, version, status: 'CREATING' } },
    resource: { type: 'AWS::EKS::Cluster', name },
  })
}

export const deleteCluster = (world: World, place: Place, at: number): void => {
  const { region, cluster: name } = place
  const here = must(world.regions[region], `region ${region}`)
  const gone = clusterAt(world, place)
  here.clusters = here.clusters.filter((state) => state !== gone)
  recordEvent(world, {
    ...{ region, at, by: jonas, name: 'DeleteCluster' },
    asked: { name },
    answered: { cluster: { name, arn: gone.cluster.arn, status: 'DELETING' } },
    resource: { type: 'AWS::EKS::Cluster', name },
  })
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
