// Which of our detections answer a vendor's rule, and how that vendor counts: an attempt that was refused, a system's own acts.
import type { Found } from '../../src/audit-log/found.ts'
import type { Rules } from '../../src/detection.ts'

/** What of ours counts for the rule: vendors tell less than we do, and a hit says by `outcome` and `user` what it is. */
export type Stance = {
  /** Whether the rule tells what was refused or failed, beside what was done or alone. */
  attempts: 'counted' | 'not counted' | 'alone'
  /** Whether it tells what system principals do: never, or not in their own namespaces. */
  systems: 'counted' | 'not counted' | 'not in system namespaces' | 'nobody in system namespaces'
  /** What it rests on. */
  why: string
  /** Ours set as the rule is. */
  rules?: Rules
}

export type Answered = Stance & { vendor: 'Falco' | 'Panther'; answers: readonly string[]; ours: readonly string[] }

const namedInLabels = 'its labels name what it leaves out'
const all = { attempts: 'counted', systems: 'counted' } as const
const done = { attempts: 'not counted', systems: 'counted' } as const

const panther = (rule: string, ours: readonly string[], stance: Stance): Answered => ({
  vendor: 'Panther',
  answers: [rule],
  ours,
  ...stance,
})
const falco = (rules: readonly string[], ours: readonly string[], stance: Stance): Answered => ({
  vendor: 'Falco',
  answers: rules,
  ours,
  ...stance,
})

const noResponse = { ...all, why: 'its condition looks at no response and at no user' }
const successful = { ...done, why: 'its condition asks for response_successful' }

export const answered: readonly Answered[] = [
  panther('Amazon.EKS.AnonymousAPIAccess', ['DET-01'], {
    ...all,
    why: 'its labels expect what was refused, and open paths asked for from the internet: ours is set to both',
    rules: { 'DET-01': { settings: { refused: true, openFromInternet: true } } },
  }),
  panther('Kubernetes.API.AnonymousAccess', ['DET-01'], { ...all, why: 'no label says otherwise' }),
  panther('Kubernetes.AdmissionController.Created', ['DET-40'], { ...done, why: namedInLabels }),
  panther('Kubernetes.ClusterRoleBinding.Privileged', ['DET-03', 'DET-04'], {
    ...{ attempts: 'not counted', systems: 'not counted' },
    why: namedInLabels,
  }),
  panther('Kubernetes.Ingress.NoTLS', ['DET-43'], {
    ...{ attempts: 'not counted', systems: 'nobody in system namespaces' },
    why: namedInLabels,
  }),
  panther('Kubernetes.Pod.Exec', ['DET-22'], { ...all, why: 'no label says otherwise' }),
  panther('Kubernetes.Pod.Host.PID', ['DET-30'], { ...done, why: namedInLabels }),
  panther('Kubernetes.Pod.StealServiceAccountToken', ['DET-24'], {
    ...{ attempts: 'not counted', systems: 'not in system namespaces' },
    why: namedInLabels,
  }),
  panther('Kubernetes.Role.PodExec', ['DET-09'], {
    ...{ attempts: 'not counted', systems: 'not counted' },
    why: namedInLabels,
  }),
  panther('Kubernetes.Secret.AccessDenied', ['DET-17', 'DET-20'], {
    ...{ attempts: 'alone', systems: 'not counted' },
    why: 'its labels are single requests, which it counts where it alerts: ours is set to one',
    rules: { 'DET-20': { settings: { atLeast: 1 } } },
  }),
  panther('Kubernetes.ServiceAccount.TokenCreated', ['DET-46'], {
    ...{ attempts: 'not counted', systems: 'not in system namespaces' },
    why: namedInLabels,
  }),
  falco(['Anonymous Request Allowed'], ['DET-01'], noResponse),
  falco(['Attach/Exec Pod'], ['DET-22'], noResponse),
  falco(['Create Privileged Pod'], ['DET-29'], noResponse),
  falco(['Create HostNetwork Pod'], ['DET-30'], noResponse),
  falco(['Create Sensitive Mount Pod'], ['DET-31'], noResponse),
  falco(['Pod Created in Kube Namespace'], ['DET-34'], noResponse),
  falco(['ClusterRole With Wildcard Created'], ['DET-07'], noResponse),
  falco(['ClusterRole With Write Privileges Created'], ['DET-12'], noResponse),
  falco(['Create Disallowed Namespace', 'K8s Namespace Created', 'K8s Namespace Deleted'], ['DET-45'], noResponse),
  falco(['Service Account Created in Kube Namespace'], ['DET-47'], successful),
  falco(['K8s Deployment Created'], ['DET-39'], successful),
  falco(['K8s ClusterRole Deleted', 'K8s ClusterRoleBinding Created'], ['DET-06'], successful),
]

/** Rules of theirs that nothing of ours answers. */
export const unanswered: Readonly<Record<string, string>> = {
  'Disallowed K8s User':
    'whoever is not on a list, whatever they do: ours tell by what is done, and allow by who did it',
  'K8s Service Created': 'a service by itself; DET-42 tells those that open a port to the outside',
  'K8s Service Deleted': 'a service by itself',
  'K8s ConfigMap Deleted': 'a ConfigMap by itself; DET-15 and DET-41 tell those that matter',
  'K8s Serviceaccount Created': 'a service account by itself; DET-47 tells those of kube-system',
}

// Service accounts outside of kube-system are workloads like any other.
const isSystem = (user: string): boolean =>
  /^(eks|aks|system):/.test(user) &&
  user !== 'system:anonymous' &&
  (!user.startsWith('system:serviceaccount:') || user.startsWith('system:serviceaccount:kube-system:'))
const systemNamespaces = ['kube-system', 'kube-public', 'kube-node-lease']

/** Whether a vendor of this stance would count a hit of ours. */
export const counts =
  ({ attempts, systems }: Stance) =>
  ({ outcome, user, object }: Found): boolean => {
    const wasDone = outcome === 'allowed' || outcome === 'unknown'
    if (attempts === 'not counted' && !wasDone) return false
    if (attempts === 'alone' && wasDone) return false
    const namespace = object && 'namespace' in object ? object.namespace : ''
    const isInSystem = systemNamespaces.includes(namespace)
    if (systems === 'nobody in system namespaces') return !isInSystem
    if (systems === 'counted' || !isSystem(user)) return true
    return systems === 'not in system namespaces' && !isInSystem
  }
