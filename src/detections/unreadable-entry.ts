// DET-58: an entry that no detection could judge: cut, malformed, or without the object it is about.
import { rbacResources } from '../audit-log/activity/rbac-rules.ts'
import type { AuditEvent } from '../audit-log/event.ts'
import { example } from '../audit-log/example.ts'
import { podMakers } from '../audit-log/pod-spec.ts'
import { defineDetection } from '../detection.ts'

// Whose objects other detections read: EKS logs these with what was asked for.
const withObjects = [
  ...podMakers,
  ...rbacResources,
  ...['persistentvolumes', 'namespaces', 'nodes', 'services', 'serviceaccounts', 'configmaps'],
  ...['ingresses', 'networkpolicies', 'certificatesigningrequests'],
  ...['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'],
  ...['mutatingadmissionpolicies', 'mutatingadmissionpolicybindings'],
  ...['validatingadmissionpolicies', 'validatingadmissionpolicybindings'],
]

// Of custom resources EKS logs no objects, and some bear these names: their groups have a dot, and are not Kubernetes' own. Of
// the ConfigMaps it is aws-auth alone whose objects are logged, and not when it is made.
const isLogged = ({ apiGroup, resource, namespace, name, verb }: AuditEvent): boolean =>
  resource === 'configmaps'
    ? verb !== 'create' && namespace === 'kube-system' && name === 'aws-auth'
    : !apiGroup.includes('.') || apiGroup.endsWith('.k8s.io')

// Operations on an object are enough to judge by.
const isReduced = ({ body, requestObject, verb }: AuditEvent): boolean =>
  body === null && !(verb === 'patch' && Array.isArray(requestObject))

const whole = { resource: 'pods', namespace: 'shop', name: 'cart' }
const rbac = { apiGroup: 'rbac.authorization.k8s.io' }
const awsAuth = { resource: 'configmaps', namespace: 'kube-system', name: 'aws-auth' }
const token = { resource: 'serviceaccounts', subresource: 'token', namespace: 'shop', name: 'cart' }
const knative = { resource: 'services', apiGroup: 'serving.knative.dev', namespace: 'shop', name: 'cart' }
const text = (given: Parameters<typeof example>[0]): string => JSON.stringify(example(given))

export default defineDetection({
  id: 'DET-58',
  kind: 'entry',
  title: 'Oversized, cut or malformed audit entry',
  criteria: ['CC7.2'],
  severity: 'medium',
  // The kubelets fetch tokens all day, and nobody judges what they send with it.
  select: {
    verb: ['create', 'update', 'patch'],
    resource: withObjects,
    subresource: ['', 'ephemeralcontainers', 'approval', 'token'],
    butNoise: true,
  },
  fault(entry) {
    if (!entry.readable) return entry.why
    const isDone = entry.stage === 'ResponseComplete' && entry.outcome === 'allowed'
    return isDone && isLogged(entry) && isReduced(entry) ? 'without the object that was written' : undefined
  },
  respond:
    'Look at the entries by their pointers. An entry is cut when its object is large: find out who writes such objects, as they escape detection.',
  limits:
    'An entry that says of itself what the machinery does all day, and is malformed in another member than those that say so, is left out with that by the scan; the stream tells it.',
  sameAs: [],
  examples: {
    hit: [
      [text({ verb: 'create', ...whole, requestObject: { spec: {} } }).slice(0, 700)],
      ['log line of another program'],
      [{ ...example({ verb: 'create', ...whole }), user: 'alice' }],
      [{ ...example({ verb: 'create', ...whole }), stage: 'Later' }],
      ['{"kind":"Event","kind":"Event"}'],
      [example({ verb: 'create', ...whole, code: 201 })],
      [example({ verb: 'create', ...whole, code: 201, responseObject: [{ kind: 'Pod' }] })],
      [example({ verb: 'patch', ...whole, subresource: 'ephemeralcontainers' })],
      [example({ verb: 'update', resource: 'services', namespace: 'shop', name: 'cart' })],
      [example({ verb: 'create', ...rbac, resource: 'clusterroles', name: 'a', code: 201 })],
      [example({ verb: 'update', ...awsAuth })],
      [example({ verb: 'create', ...token, code: 201 })],
    ],
    miss: [
      [example({ verb: 'create', ...whole, code: 201, requestObject: { spec: {} } })],
      [example({ verb: 'create', ...whole, code: 403, decision: 'forbid' })],
      [example({ verb: 'create', ...whole, subresource: 'exec', code: 101 })],
      [example({ verb: 'delete', ...whole })],
      [example({ verb: 'patch', ...whole, requestObject: [{ op: 'remove', path: '/metadata/finalizers' }] })],
      [example({ verb: 'create', ...awsAuth, code: 201, level: 'Metadata' })],
      [example({ verb: 'update', ...awsAuth, name: 'shop', level: 'Metadata' })],
      [example({ verb: 'create', ...knative, level: 'Metadata', code: 201 })],
      [example({ verb: 'create', ...token, code: 201, level: 'Metadata', user: 'system:node:ip-10-0-1-21' })],
    ],
  },
})
