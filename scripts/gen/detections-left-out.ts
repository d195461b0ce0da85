// What others detect and nothing here does, each with its reason; what EKS logs; and what another audit policy would change.

type LeftOut = { what: string; who: string; why: string }

export const leftOut: readonly LeftOut[] = [
  {
    what: 'Events (the messages about objects) deleted',
    who: 'Sigma, Elastic',
    why: 'EKS logs nothing of core `events`: it could never fire.',
  },
  {
    what: 'A ConfigMap that holds credentials',
    who: 'Falco Create/Modify Configmap With Private Credentials',
    why: 'EKS logs ConfigMaps without what is in them, but for updates, patches and deletions of aws-auth (DET-15).',
  },
  {
    what: 'What a Secret holds, and of which type it is',
    who: '',
    why: 'EKS logs Secrets without what is in them: who touched which of them is told (DET-17 to DET-21, DET-47).',
  },
  {
    what: 'What a custom resource says: policies of Kyverno, applications of Argo CD, node pools of Karpenter',
    who: '',
    why: 'EKS logs groups that it does not know at level Metadata: who wrote which object, and not what to.',
  },
  {
    what: 'Whoever is on no list, whatever they do',
    who: 'Falco Disallowed K8s User',
    why: 'It tells everybody of a cluster until the list is complete. Here a detection says what was done, and allow-lists who may.',
  },
  {
    what: 'Services, service accounts and ConfigMaps as such, created or deleted',
    who: 'Falco K8s Service Created, K8s Serviceaccount Created, K8s ConfigMap Deleted and the like',
    why: 'A stream of ordinary work. Those that open something are told: DET-15, DET-41, DET-42, DET-47.',
  },
]

export const policySource =
  'https://github.com/aws/aws-eks-best-practices/blob/002cce60e57b08d0e651bb9ca66bf9e7df4d6083/latest/bpg/security/detective.adoc'

/** What is asked, its level on EKS, and what detections have of it. */
export const policy: readonly [string, string, string][] = [
  [
    'update, patch and delete of the ConfigMap kube-system/aws-auth',
    'RequestResponse',
    'what the map became. Its creation is at Metadata: that it was made, and not what it says',
  ],
  ['core `events`; `/healthz*`, `/version`, `/swagger*`', 'None', 'nothing. `/livez` and `/readyz` are logged'],
  ["kubelets' own reads of nodes, and of endpoints by what serves them", 'None', 'nothing'],
  ['secrets, ConfigMaps, token reviews', 'Metadata', 'who, what, when, from where and how it ended; no body'],
  [
    'tokens of service accounts',
    'Request',
    'the lifetime and binding asked for. RequestReceived is logged too: a request is one hit all the same',
  ],
  [
    'get, list and watch of the groups that Kubernetes brings; exec, attach and port-forward by websocket among them',
    'Request',
    'the command of an exec, in its URI; begun at ResponseStarted, over at ResponseComplete',
  ],
  [
    'writes of these groups (core, apps, batch, rbac, admissionregistration, certificates, networking, policy, ...); exec by SPDY among them',
    'RequestResponse',
    'what was asked for and what became of it: pods, workloads, roles, bindings, webhooks, services, ingresses',
  ],
  ['everything else: custom resources, leases, discovery', 'Metadata', 'who did what to which object; no body'],
]
