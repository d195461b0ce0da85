// doctor: who there is in a region, as the inventory lists it.
import pMap from 'p-map'
import * as z from 'zod/mini'
import type { Subject } from '../../model.ts'
import inventorySource from '../../sources/inventory.ts'
import { type Asker, unanswered } from './ask.ts'
import { declared } from './declared.ts'
import type { Line } from './line.ts'

const clusterShape = z.object({
  cluster: z.object({
    name: z.string(),
    arn: z.string(),
    connectorConfig: z.nullish(z.unknown()),
    logging: z.nullish(
      z.object({
        clusterLogging: z.nullish(
          z.array(z.object({ enabled: z.nullish(z.boolean()), types: z.nullish(z.array(z.string())) })),
        ),
      }),
    ),
  }),
})
export type Cluster = z.infer<typeof clusterShape>['cluster']

const Clusters = z.object({ clusters: z.array(z.string()) })
const Repositories = z.object({
  repositories: z.array(z.object({ repositoryName: z.string(), repositoryArn: z.string() })),
})

export type Found = { region: string; clusters: Cluster[]; repositories: Subject[]; lines: Line[] }

const listClusters = declared(inventorySource, 'eks:ListClusters')
const describeCluster = declared(inventorySource, 'eks:DescribeCluster')
const describeRepositories = declared(inventorySource, 'ecr:DescribeRepositories')

/** `isLeftOut`: what the configuration excludes is not looked at. */
export const inventory = async (asker: Asker, region: string, isLeftOut: (id: string) => boolean): Promise<Found> => {
  const lines: Line[] = []
  const about = (what: string, which = region) => ({ what, which })
  const listed = await asker.all(listClusters, { include: ['all'] }, region, Clusters)
  if (listed.got === 'failed') lines.push(unanswered(about('clusters'), listed))
  const names = listed.got === 'body' ? listed.body.flatMap(({ clusters }) => clusters) : []
  const described = await pMap(
    names,
    async (name) => ({ name, said: await asker.ask(describeCluster, { name }, region, clusterShape) }),
    { concurrency: 4 },
  )
  const clusters: Cluster[] = []
  for (const { name, said } of described) {
    if (said.got === 'failed') lines.push(unanswered(about('cluster', `${region}/${name}`), said))
    if (said.got === 'body' && !isLeftOut(said.body.cluster.arn)) clusters.push(said.body.cluster)
  }
  const held = await asker.all(describeRepositories, { maxResults: 1_000 }, region, Repositories)
  if (held.got === 'failed') lines.push(unanswered(about('repositories'), held))
  const repositories = (held.got === 'body' ? held.body.flatMap((page) => page.repositories) : [])
    .filter(({ repositoryArn }) => !isLeftOut(repositoryArn))
    .map(
      ({ repositoryArn: id, repositoryName: name }): Subject => ({
        scope: 'repository',
        id,
        name,
        region,
        bornAt: null,
      }),
    )
  return { region, clusters, repositories, lines }
}
