// By what means the cluster tells who somebody is: access entries, the aws-auth ConfigMap, or both.
import * as z from 'zod/mini'
import { clusterFact } from './of-cluster.ts'

export const accessConfig = z.object({
  accessConfig: z.object({ authenticationMode: z.enum(['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP']) }),
})

export const authenticationMode = clusterFact(
  'authentication-mode',
  accessConfig,
  (cluster) => cluster.accessConfig.authenticationMode,
)
