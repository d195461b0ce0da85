// The Kubernetes version of the control plane, as `1.33`.
import * as z from 'zod/mini'
import { clusterFact } from './of-cluster.ts'

export const clusterVersion = clusterFact(
  'cluster-version',
  z.object({ version: z.string() }),
  ({ version }) => version,
)
