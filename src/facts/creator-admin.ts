// Whether EKS made whoever created the cluster its administrator; null where it does not say, as it mostly does not.
import * as z from 'zod/mini'
import { clusterFact } from './of-cluster.ts'

const shape = z.object({
  accessConfig: z.object({ bootstrapClusterCreatorAdminPermissions: z.nullish(z.boolean()) }),
})

export const creatorAdmin = clusterFact('creator-admin', shape, ({ accessConfig }) => ({
  bootstrapped: accessConfig.bootstrapClusterCreatorAdminPermissions ?? null,
}))
