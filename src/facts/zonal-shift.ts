// Whether traffic of a cluster can be shifted away from a zone that fails, and whether EKS runs its nodes.
import * as z from 'zod/mini'
import { clusterFact } from './of-cluster.ts'

const flag = z.nullish(z.object({ enabled: z.nullish(z.boolean()) }))

export const zonalShift = clusterFact(
  'zonal-shift',
  z.object({ zonalShiftConfig: flag, computeConfig: flag }),
  ({ zonalShiftConfig, computeConfig }) => ({
    shifts: zonalShiftConfig?.enabled === true,
    autoMode: computeConfig?.enabled === true,
  }),
)
