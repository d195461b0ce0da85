// How far each managed node group can grow, and whether it replaces nodes that break.
import * as z from 'zod/mini'
import { nodegroupsFact } from './of-nodegroups.ts'

const shape = z.object({
  scalingConfig: z.object({ minSize: z.int(), maxSize: z.int(), desiredSize: z.int() }),
  nodeRepairConfig: z.nullish(z.object({ enabled: z.nullish(z.boolean()) })),
})
const cluster = z.object({ zonalShiftConfig: z.nullish(z.object({ enabled: z.nullish(z.boolean()) })) })

export const nodeScaling = nodegroupsFact('node-scaling', cluster, shape, ({ scalingConfig, nodeRepairConfig }) => ({
  min: scalingConfig.minSize,
  desired: scalingConfig.desiredSize,
  most: scalingConfig.maxSize,
  // Off where nothing is said: NodeRepairConfig in the EKS API reference.
  repaired: nodeRepairConfig?.enabled === true,
}))
