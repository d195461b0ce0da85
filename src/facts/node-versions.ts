// The Kubernetes version of each managed node group beside that of the control plane.
import * as z from 'zod/mini'
import { nodegroupsFact } from './of-nodegroups.ts'

const versioned = z.object({ version: z.string() })

export const nodeVersions = nodegroupsFact('node-versions', versioned, versioned, ({ version }, cluster) => ({
  version,
  controlPlane: cluster.version,
}))
