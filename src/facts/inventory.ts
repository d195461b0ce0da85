// The population of a region: its clusters and repositories, and which of them could not be told from one another.

import * as z from 'zod/mini'
import { answers, by, documented } from '../answers/answers.ts'
import { accountOf } from '../arn.ts'
import { readTime } from '../clock.ts'
import type { Exchange, Instant, Subject } from '../model.ts'
import { partitionOfRegion } from '../partition.ts'
import inventory from '../sources/inventory.ts'

export type Found = {
  /** Known by ARN and birth; sorted by ARN. */
  subjects: Subject[]
  /** Listed, but when it was born was not read: a known subject of this ARN may be meant, or one of the same name. */
  unidentified: { scope: 'cluster' | 'repository'; id: string; name: string; reason: string }[]
  /** Whether the list was read to its last page: only then is what it does not name not there. */
  complete: { cluster: boolean; repository: boolean }
}

const time = z.union([z.number(), z.string()])
const Clusters = z.object({ clusters: z.array(z.string()) })
const Cluster = z.object({ cluster: z.object({ name: z.string(), arn: z.string(), createdAt: z.nullish(time) }) })
const Repositories = z.object({
  repositories: z.array(
    z.object({ repositoryName: z.string(), repositoryArn: z.string(), createdAt: z.nullish(time) }),
  ),
})

/** Pure; `exchanges` are those of source `inventory` at `region`. A list that is not as documented is not complete. */
export const found = (exchanges: Exchange[], region: Subject): Found => {
  const lacks = inventory.lacks(exchanges, { subject: region, slot: { start: '', end: '' } })
  const incomplete = new Set(lacks.map(({ action }) => action))
  const inClusters = documented(() => clusters(exchanges, region))
  const inRepositories = documented(() => repositories(exchanges, region))
  const seen = [...new Map([...(inClusters ?? []), ...(inRepositories ?? [])].map((one) => [one.id, one])).values()]
  seen.sort(by(({ id }) => id))
  return {
    subjects: seen.flatMap((one) => ('reason' in one ? [] : [one])),
    unidentified: seen.flatMap((one) => ('reason' in one ? [one] : [])),
    complete: {
      cluster: inClusters !== undefined && !incomplete.has('eks:ListClusters'),
      repository: inRepositories !== undefined && !incomplete.has('ecr:DescribeRepositories'),
    },
  }
}

type Seen = Subject | Found['unidentified'][number]

const clusters = (exchanges: Exchange[], region: Subject): Seen[] => {
  const asked = new Map(
    exchanges.flatMap((line) => (line.action === 'eks:DescribeCluster' ? [[nameIn(line.input), line] as const] : [])),
  )
  const names = new Set([...answers(exchanges, 'eks:ListClusters', Clusters)].flatMap(({ body }) => body.clusters))
  return [...names].flatMap((name): Seen[] => {
    const line = asked.get(name)
    // Deleted between the list and the question.
    if (line?.got === 'absent') return []
    const answer = line?.got === 'body' ? Cluster.safeParse(line.body).data?.cluster : undefined
    if (answer) return [identified('cluster', answer.arn, name, region, answer.createdAt)]
    return [{ scope: 'cluster', id: clusterArn(name, region), name, reason: why(line) }]
  })
}

const why = (line: Exchange | undefined): string =>
  line?.got === 'failed'
    ? `eks:DescribeCluster failed: ${line.code}: ${line.message}`
    : line
      ? 'eks:DescribeCluster is not as documented'
      : 'eks:DescribeCluster was never asked'

const repositories = (exchanges: Exchange[], region: Subject): Seen[] =>
  [...answers(exchanges, 'ecr:DescribeRepositories', Repositories)]
    .flatMap(({ body }) => body.repositories)
    .map((one) => identified('repository', one.repositoryArn, one.repositoryName, region, one.createdAt))

const identified = (
  scope: 'cluster' | 'repository',
  id: string,
  name: string,
  { region }: Subject,
  createdAt: number | string | null | undefined,
): Seen => {
  const bornAt = readTime(createdAt)
  return bornAt ? { scope, id, name, region, bornAt } : { scope, id, name, reason: 'createdAt is not as documented' }
}

const nameIn = (input: unknown): unknown => (input as { name?: unknown } | null)?.name

/** As EKS makes it; the partition follows from the region's name. */
const clusterArn = (name: string, { id, region }: Subject): string =>
  `arn:${partitionOfRegion(region)}:eks:${region}:${accountOf(id)}:cluster/${name}`

/** When the cluster or repository of a describing answer was born; undefined where it does not say. */
export const birthOf = (exchange: Exchange): Instant | undefined => {
  if (exchange.got !== 'body') return undefined
  const cluster = Cluster.safeParse(exchange.body).data?.cluster
  const [repository] = Repositories.safeParse(exchange.body).data?.repositories ?? []
  return readTime(cluster?.createdAt ?? repository?.createdAt)
}
