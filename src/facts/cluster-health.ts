// The issues that EKS itself reports of a cluster.
import * as z from 'zod/mini'
import { by } from '../answers/answers.ts'
import { clusterFact } from './of-cluster.ts'

const shape = z.object({
  health: z.object({ issues: z.array(z.object({ code: z.string(), message: z.nullish(z.string()) })) }),
})

export const clusterHealth = clusterFact('cluster-health', shape, ({ health }) =>
  health.issues
    .map(({ code, message }) => ({ code, message: message ?? null }))
    .sort(by(({ code, message }) => `${code} ${message}`)),
)
