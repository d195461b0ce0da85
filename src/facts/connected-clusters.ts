// The clusters of a region that run on somebody else's control plane, and that the EKS Connector shows.
import * as z from 'zod/mini'
import { answers, by } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { unknown } from '../model.ts'

// One that EKS runs has a version; what has neither is not told apart.
const Cluster = z.object({
  cluster: z.union([
    z.object({
      name: z.string(),
      arn: z.string(),
      status: z.string(),
      connectorConfig: z.object({ provider: z.nullish(z.string()) }),
    }),
    z.object({ version: z.string(), connectorConfig: z.nullish(z.undefined()) }),
  ]),
})
const List = z.object({ clusters: z.array(z.string()) })

/** Sorted by name. */
export const connectedClusters = defineFact({
  id: 'connected-clusters',
  source: 'inventory',
  of: 'region',
  actions: ['eks:ListClusters', 'eks:DescribeCluster'],
  read(exchanges) {
    if ([...answers(exchanges, 'eks:ListClusters', List)].length === 0) return unknown('ListClusters was not read')
    return [...answers(exchanges, 'eks:DescribeCluster', Cluster)]
      .flatMap(({ body: { cluster } }) => ('name' in cluster ? [cluster] : []))
      .map(({ name, arn, status, connectorConfig }) => ({
        ...{ name, arn, status },
        provider: connectorConfig.provider ?? null,
      }))
      .sort(by(({ name }) => name))
  },
})
