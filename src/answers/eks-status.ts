// How EKS says that a cluster, a node group, an add-on, a Fargate profile or a capability fares.
import * as z from 'zod/mini'

/** What the API reference lists for any of them. What AWS may add is neither well nor broken: then nothing is known. */
export const eksStatus = z.enum([
  ...(['CREATING', 'ACTIVE', 'UPDATING', 'DELETING', 'PENDING'] as const),
  ...(['DEGRADED', 'FAILED', 'CREATE_FAILED', 'UPDATE_FAILED', 'DELETE_FAILED'] as const),
])

export const isBroken = (status: string): boolean => /DEGRADED|FAILED/.test(status)
