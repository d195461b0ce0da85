// Which log types of the control plane are sent to CloudWatch Logs.
import * as z from 'zod/mini'
import { notDocumented } from '../answers/answers.ts'
import { clusterFact } from './of-cluster.ts'

const shape = z.object({
  logging: z.object({ clusterLogging: z.array(z.object({ types: z.array(z.string()), enabled: z.boolean() })) }),
})

/** The union over all entries: EKS may list enabled types in any of them. */
export const controlPlaneLogging = clusterFact('control-plane-logging', shape, ({ logging }) => {
  const [on, off] = [true, false].map(
    (is) => new Set(logging.clusterLogging.filter(({ enabled }) => enabled === is).flatMap(({ types }) => types)),
  )
  const both = [...(on ?? [])].filter((type) => off?.has(type))
  if (both.length > 0) throw notDocumented('eks:DescribeCluster', `log type ${both[0]} on and off`)
  return [...(on ?? [])].sort()
})
