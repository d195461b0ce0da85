// What becomes of the cluster when standard support of its version ends: it is updated (STANDARD), or extended support is paid for (EXTENDED).
import * as z from 'zod/mini'
import { clusterFact } from './of-cluster.ts'

export const upgradePolicy = clusterFact(
  'upgrade-policy',
  z.object({ upgradePolicy: z.object({ supportType: z.enum(['STANDARD', 'EXTENDED']) }) }),
  ({ upgradePolicy }) => upgradePolicy.supportType,
)
