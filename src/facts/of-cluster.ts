// Facts that DescribeCluster alone tells.
import * as z from 'zod/mini'
import { absence, answers } from '../answers/answers.ts'
import { defineFact, type Fact } from '../fact.ts'
import { type Exchange, notApplicable, type Unknown, unknown } from '../model.ts'

/** A cluster that the EKS Connector only shows: its control plane is somebody else's, and none of this is said of it. */
export type Connected = 'connected'
export const ofConnected = notApplicable('a connected cluster: EKS does not run its control plane')

const Kind = z.object({ cluster: z.object({ connectorConfig: z.nullish(z.looseObject({})) }) })

/** What DescribeCluster says of the cluster, by the shape that the fact needs. Throws OBSERVATION_INVALID. */
export const readCluster = <T>(
  exchanges: Iterable<Exchange>,
  shape: z.ZodMiniType<T>,
): { cluster: T } | Connected | Unknown => {
  const [kind] = answers(exchanges, 'eks:DescribeCluster', Kind)
  if (!kind) return unknown(`the cluster was gone when it was read: ${absence(exchanges, 'eks:DescribeCluster')}`)
  if (kind.body.cluster.connectorConfig) return 'connected'
  const [answer] = answers(exchanges, 'eks:DescribeCluster', z.object({ cluster: shape }))
  return answer ? { cluster: answer.body.cluster } : unknown('DescribeCluster was not read')
}

export const isCluster = <T>(read: { cluster: T } | Connected | Unknown): read is { cluster: T } =>
  typeof read === 'object' && 'cluster' in read

/** A fact made of DescribeCluster's answer alone. */
export const clusterFact = <S, T>(
  id: string,
  shape: z.ZodMiniType<S>,
  read: (cluster: S) => T | Unknown,
): Fact<T | Connected> =>
  defineFact({
    id,
    source: 'eks-cluster',
    of: 'cluster',
    actions: ['eks:DescribeCluster'],
    read(exchanges) {
      const found = readCluster(exchanges, shape)
      return isCluster(found) ? read(found.cluster) : found
    },
  })
