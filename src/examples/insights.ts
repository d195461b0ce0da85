// Insights for examples: what EKS noticed of a cluster.

import type { Exchange } from '../model.ts'
import { answered, describedCluster } from './example.ts'

export type ExampleInsight = {
  status: string
  category?: string
  kubernetesVersion?: string
  /** Seconds since 1970. */
  lastTransitionTime?: number
  lastRefreshTime?: number
}

/** The day before examples are read, 2026-01-04T00:20:00Z. */
export const refreshedAt = 1_767_486_000

export const insightsOf = (...insights: ExampleInsight[]): Exchange[] => {
  const whole = insights.map(({ status, ...over }, at) => ({
    id: `38ea7a64-a14f-4e0e-95c7-${String(at).padStart(12, '0')}`,
    name: 'Kubelet version skew',
    category: 'UPGRADE_READINESS',
    kubernetesVersion: '1.34',
    lastRefreshTime: refreshedAt,
    lastTransitionTime: refreshedAt,
    description: 'Checks for kubelet versions of worker nodes.',
    insightStatus: { status, reason: 'as EKS describes it' },
    ...over,
  }))
  return [
    describedCluster(),
    answered('eks:ListInsights', { clusterName: 'prod' }, { insights: whole, nextToken: null }),
    ...whole.map((insight) =>
      answered(
        'eks:DescribeInsight',
        { clusterName: 'prod', id: insight.id },
        { insight: { ...insight, resources: [] } },
      ),
    ),
  ]
}
