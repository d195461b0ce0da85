// What EKS noticed of a cluster by itself: whether it is ready for the next version, and what is configured wrongly.
import * as z from 'zod/mini'
import { time } from '../answers/time.ts'
import type { Instant } from '../model.ts'
import { partsFact } from './of-parts.ts'

export type Insight = {
  name: string
  /** UPGRADE_READINESS, MISCONFIGURATION, ROLLBACK_READINESS, and what AWS may add. */
  category: string
  /** The Kubernetes version that it is about; null: of none in particular. */
  version: string | null
  status: 'PASSING' | 'WARNING' | 'ERROR' | 'UNKNOWN'
  reason: string
  /** When the status became what it is, and when EKS last looked. */
  since: Instant
  refreshed: Instant
}

const insight = z.object({
  name: z.string(),
  category: z.string(),
  kubernetesVersion: z.nullish(z.string()),
  lastRefreshTime: time,
  lastTransitionTime: time,
  insightStatus: z.object({
    status: z.enum(['PASSING', 'WARNING', 'ERROR', 'UNKNOWN']),
    reason: z.nullish(z.string()),
  }),
})

/** Sorted by category, name and version. */
export const insights = partsFact(
  'insights',
  'insight',
  insight,
  (one): Insight => ({
    name: one.name,
    category: one.category,
    version: one.kubernetesVersion ?? null,
    status: one.insightStatus.status,
    reason: one.insightStatus.reason ?? '',
    since: one.lastTransitionTime,
    refreshed: one.lastRefreshTime,
  }),
  ({ category, name, version }) => `${category} ${name} ${version}`,
)
