// Whether the cluster can be deleted by one call.
import * as z from 'zod/mini'
import { clusterFact } from './of-cluster.ts'

export const deletionProtection = clusterFact(
  'deletion-protection',
  z.object({ deletionProtection: z.boolean() }),
  (cluster) => cluster.deletionProtection,
)
