// Which log types of the control plane are sent to CloudWatch Logs.
import * as z from 'zod/mini'
import { clusterFact } from './of-cluster.ts'

const shape = z.object({
  logging: z.object({ clusterLogging: z.array(z.object({ types: z.array(z.string()), enabled: z.boolean() })) }),
})

/** The union over all entries: EKS may list enabled types in any of them. */
export const controlPlaneLogging = clusterFact('control-plane-logging', shape, ({ logging }) =>
  [...new Set(logging.clusterLogging.filter(({ enabled }) => enabled).flatMap(({ types }) => types))].sort(),
)
