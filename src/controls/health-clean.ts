// AVL-03: EKS reports nothing wrong with the cluster and what hangs on it.
import { isBroken } from '../answers/eks-status.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster } from '../examples/example.ts'
import { type ExampleParts, partsOf } from '../examples/parts.ts'
import { healthIssues } from '../facts/health-issues.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass } from '../model.ts'

const parts = (over: ExampleParts = {}) => ({
  health: partsOf({ ...{ nodegroups: {}, addons: {}, profiles: {}, capabilities: {} }, ...over }),
})
const issues = (code: string) => ({ health: { issues: [{ code, message: `${code} was reported`, resourceIds: [] }] } })

export default defineControl({
  id: 'AVL-03',
  of: 'cluster',
  title: 'EKS reports no health issue of the cluster, its nodes, add-ons, Fargate profiles and capabilities',
  criteria: ['A1.2'],
  severity: 'medium',
  needs: { health: latest(healthIssues) },
  settings: {},
  assess: ({ health }) => {
    if (health === 'connected') return ofConnected
    const wrong = health.flatMap(({ of, status, issues }) => {
      return issues.length > 0 || isBroken(status)
        ? [`${of} is ${status}${issues.length > 0 ? `: ${issues.join(', ')}` : ''}`]
        : []
    })
    return wrong.length > 0
      ? fail(`${wrong.length} of ${health.length}: ${wrong.join('; ')}`)
      : pass(`no issue of the cluster and of ${health.length - 1} things that hang on it`)
  },
  remedy:
    'Do what the issue asks for: aws eks describe-cluster, describe-nodegroup, describe-addon, describe-fargate-profile or describe-capability shows it under health.issues.',
  sameAs: [],
  examples: {
    pass: [
      parts(),
      parts({
        nodegroups: { nodes: {} },
        addons: { 'vpc-cni': {} },
        profiles: { batch: {} },
        capabilities: { argocd: {} },
      }),
    ],
    fail: [
      parts({ cluster: issues('InsufficientFreeAddresses') }),
      parts({ nodegroups: { nodes: issues('NodeCreationFailure'), more: {} } }),
      parts({ addons: { 'vpc-cni': { ...issues('InsufficientNumberOfReplicas'), status: 'DEGRADED' } } }),
      parts({ profiles: { batch: issues('PodExecutionRoleAlreadyInUse') } }),
      parts({ capabilities: { argocd: issues('AccessDenied') } }),
      parts({ nodegroups: { nodes: { status: 'CREATE_FAILED' } } }),
    ],
    notApplicable: [{ health: [connectedCluster()] }],
  },
})
