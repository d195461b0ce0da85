// Insights of the demo's clusters: what AWS checks before an upgrade.
import type { Insight, InsightStatusValue } from '@aws-sdk/client-eks'
import type { OnWire } from '../world.ts'
import type { Placed } from './cluster.ts'
import { daysAgo, uuid } from './seed.ts'

export type InsightSpec = Pick<OnWire<Insight>, 'resources' | 'categorySpecificSummary'> & {
  name: string
  description: string
  status: InsightStatusValue
  reason: string
  recommendation: string
  /** Days before the base time since when the status is what it is. */
  since: number
}

const skew = 'https://kubernetes.io/releases/version-skew-policy/'

const usual: Record<string, InsightSpec> = {
  kubelet: {
    name: 'Kubelet version skew',
    description: 'Checks for kubelet versions of worker nodes against the supported version skew policy.',
    status: 'PASSING',
    reason: 'Node kubelet versions match the cluster control plane version.',
    recommendation: 'Upgrade your worker nodes to match the Kubernetes version of your cluster control plane.',
    since: 90,
  },
  addons: {
    name: 'EKS add-on version compatibility',
    description: 'Checks whether installed EKS add-ons are compatible with the next version of Kubernetes.',
    status: 'PASSING',
    reason: 'All installed EKS add-on versions are compatible with next Kubernetes version.',
    recommendation: 'Upgrade your add-ons to a version that the next Kubernetes version supports.',
    since: 18,
  },
  health: {
    name: 'Cluster health issues',
    description: 'Checks for any cluster health issues that prevent successful upgrade to the next Kubernetes version.',
    status: 'PASSING',
    reason: 'No cluster health issues detected.',
    recommendation: 'Resolve the health issues of the cluster before you upgrade.',
    since: 90,
  },
  proxy: {
    name: 'kube-proxy version skew',
    description: 'Checks version of kube-proxy in cluster against the supported version skew policy.',
    status: 'PASSING',
    reason: 'kube-proxy versions match the cluster control plane version.',
    recommendation: 'Upgrade kube-proxy to match the Kubernetes version of your cluster control plane.',
    since: 90,
  },
}

/** The usual insights, changed where `own` says so, and further ones. */
export const usualInsights = (own: Record<string, Partial<InsightSpec>>, ...more: InsightSpec[]): InsightSpec[] => [
  ...Object.entries(usual).map(([key, spec]) => ({ ...spec, ...own[key] })),
  ...more,
]

export const insightsOf = (cluster: Placed, specs: InsightSpec[]): OnWire<Insight>[] =>
  specs.map(({ name, description, status, reason, recommendation, since, ...given }) => {
    const label = `${cluster.region}/${cluster.name}/insight/${name}`
    return {
      id: uuid(label),
      name,
      category: 'UPGRADE_READINESS',
      kubernetesVersion: `1.${Number(cluster.version.slice(2)) + 1}`,
      lastRefreshTime: Math.floor(daysAgo(`${cluster.name}/refresh`, 1)),
      lastTransitionTime: Math.floor(daysAgo(label, since)),
      description,
      insightStatus: { status, reason },
      recommendation,
      additionalInfo: { 'Version skew policy': skew },
      resources: [],
      categorySpecificSummary: { deprecationDetails: [], addonCompatibilityDetails: [] },
      ...given,
    }
  })
