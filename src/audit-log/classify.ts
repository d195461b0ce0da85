// Who acts, by the name and groups that the API server saw.
import type { ActorClass } from '../model.ts'

/**
 * Names beginning with `system:` and `eks:` cannot be given by access entries. The ConfigMap aws-auth can give `eks:`,
 * which is one reason why its changes are detected (DET-15).
 * https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
 */
export const classify = (user: string, groups: readonly string[]): ActorClass => {
  if (user === '' || user === 'system:anonymous' || groups.includes('system:unauthenticated')) return 'anonymous'
  if (user.startsWith('system:node:') || user.startsWith('system:bootstrap:')) return 'node'
  if (user.startsWith('eks:') || controlPlane.has(user)) return 'aws-managed'
  if (user.startsWith(ofSystem) && isLoop(user.slice(ofSystem.length))) return 'aws-managed'
  return user.startsWith('system:serviceaccount:') ? 'workload' : 'human'
}

/** Whether it is the name of the service account of a loop of kube-controller-manager, in kube-system. */
export const isLoop = (name: string): boolean => controllers.has(name)

const ofSystem = 'system:serviceaccount:kube-system:'

const controlPlane = new Set([
  'system:apiserver',
  'system:kube-controller-manager',
  'system:kube-scheduler',
  'system:cloud-controller-manager',
])

// The identities of kube-controller-manager's loops, which AWS runs. By name and not by the ending "-controller": what
// customers install in kube-system ends like that too.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#controller-roles
const controllers = new Set([
  'attachdetach-controller',
  'certificate-controller',
  'clusterrole-aggregation-controller',
  'cronjob-controller',
  'daemon-set-controller',
  'deployment-controller',
  'disruption-controller',
  'endpoint-controller',
  'endpointslice-controller',
  'endpointslicemirroring-controller',
  'ephemeral-volume-controller',
  'expand-controller',
  'generic-garbage-collector',
  'horizontal-pod-autoscaler',
  'job-controller',
  'legacy-service-account-token-cleaner',
  'namespace-controller',
  'node-controller',
  'persistent-volume-binder',
  'pod-garbage-collector',
  'pv-protection-controller',
  'pvc-protection-controller',
  'replicaset-controller',
  'replication-controller',
  'resource-claim-controller',
  'resourcequota-controller',
  'root-ca-cert-publisher',
  'route-controller',
  'service-account-controller',
  'service-controller',
  'statefulset-controller',
  'ttl-after-finished-controller',
  'ttl-controller',
  'validatingadmissionpolicy-status-controller',
])
