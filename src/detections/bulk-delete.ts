// DET-57: much was deleted by one actor, or all of something, or volumes with what is on them.

import { namesOf } from '../audit-log/allow.ts'
import { isOwnOfAws } from '../audit-log/by-aws.ts'
import type { AuditEvent } from '../audit-log/event.ts'
import { example } from '../audit-log/example.ts'
import { isHumanOrAnonymous } from '../audit-log/human.ts'
import { isDryRun } from '../audit-log/written.ts'
import { defineDetection } from '../detection.ts'

const volumes = ['persistentvolumes', 'persistentvolumeclaims']
// Made and deleted by operators, pipelines and autoscalers all day.
const passing = new Set([
  'pods',
  'jobs',
  'events',
  'leases',
  'endpoints',
  'endpointslices',
  'replicasets',
  'controllerrevisions',
  'nodes',
  'volumeattachments',
])
// By their groups: what a cluster is made of. Other resources belong to operators, which delete their own.
const lasting =
  /^(|apps|batch|networking\.k8s\.io|rbac\.authorization\.k8s\.io|apiextensions\.k8s\.io|storage\.k8s\.io)$/

const isVolume = ({ resource, apiGroup }: AuditEvent): boolean => apiGroup === '' && volumes.includes(resource)

const deletion = (event: AuditEvent): string | undefined => {
  const { verb, resource, namespace, name, outcome, code } = event
  // What was not there was not deleted.
  if (outcome === null || code === 404 || isDryRun(event) || resource === 'events') return undefined
  const where = namespace === '' ? '' : ` of ${namespace}`
  if (verb === 'deletecollection' && name === '') return `all ${resource}${where}`
  return `${resource} ${[namespace, name].filter((part) => part !== '').join('/')}`
}

const gone = (resource: string, at: number | string, more: object = {}) =>
  example({
    verb: 'delete',
    resource,
    namespace: 'shop',
    name: `cart-${at}`,
    auditID: `5c9e0b6a-4c1f-4f53-9d0e-${resource}-${at}`,
    ...more,
  })
const many = (most: number, resource: string, more: object = {}) =>
  Array.from({ length: most }, (_, at) => gone(resource, at, more))
const all = { verb: 'deletecollection', resource: 'configmaps', namespace: 'shop', level: 'Metadata' }
const runner = { user: 'system:serviceaccount:ci:runner', groups: ['system:serviceaccounts'] }
const ebs = { user: 'system:serviceaccount:kube-system:ebs-csi-controller-sa' }
const namespaces = { user: 'system:serviceaccount:kube-system:namespace-controller' }

export default defineDetection({
  id: 'DET-57',
  kind: 'distinct',
  title: 'Bulk deletion',
  criteria: ['A1.2', 'CC7.2'],
  severity: 'medium',
  select: { verb: ['delete', 'deletecollection'], subresource: [''] },
  settings: {
    atLeast: 20,
    // Whose daily work the deletion of volumes is that were given back.
    provisioners: [
      'system:serviceaccount:kube-system:ebs-csi-controller-sa',
      'system:serviceaccount:kube-system:efs-csi-controller-sa',
      'system:serviceaccount:kube-system:fsx-csi-controller-sa',
    ],
  },
  each(event, { provisioners }) {
    // Namespaces that are emptied, what nothing owns any more, jobs that are over: somebody else decided, and is told.
    if (isOwnOfAws(event)) return undefined
    if (isHumanOrAnonymous(event)) return deletion(event)
    const isDaily = passing.has(event.resource) || !lasting.test(event.apiGroup)
    if (isDaily || (isVolume(event) && namesOf(event).some((name) => provisioners.includes(name)))) return undefined
    return deletion(event)
  },
  // A workload that deletes a collection cleans up its own by a label, as drivers of Spark do when a job ends.
  alone: (event) => isHumanOrAnonymous(event) && (event.verb === 'deletecollection' || isVolume(event)),
  things: 'deletions',
  respond:
    'Ask the actor for the change. Otherwise end the sessions, restore from backup, and look at what came before: data is deleted last.',
  limits:
    'Pods, jobs, nodes and what operators define count only when a person deletes them. Deleting a namespace is one deletion; what goes with it is deleted by the control plane. Of a collection the number of objects is not told.',
  sameAs: [],
  examples: {
    hit: [
      many(20, 'deployments'),
      many(20, 'pods'),
      many(20, 'configmaps', runner),
      many(20, 'deployments', { apiGroup: 'apps', code: 403, decision: 'forbid' }),
      [example(all)],
      [example({ ...all, resource: 'secrets', namespace: 'kube-system', code: 403, decision: 'forbid' })],
      [gone('persistentvolumeclaims', 'data')],
      [example({ verb: 'delete', resource: 'persistentvolumes', name: 'pvc-0c1a' })],
      { log: many(3, 'deployments'), settings: { atLeast: 3 } },
    ],
    miss: [
      many(19, 'deployments'),
      Array.from({ length: 40 }, (_, at) => gone('deployments', 'same', { auditID: `again-${at}` })),
      many(40, 'deployments', { code: 404 }),
      many(40, 'pods', runner),
      many(40, 'configmaps', namespaces),
      many(40, 'nodeclaims', { ...runner, apiGroup: 'karpenter.sh' }),
      many(40, 'persistentvolumes', ebs),
      many(40, 'deployments', { requestURI: '/apis/apps/v1/namespaces/shop/deployments/x?dryRun=All' }),
      [example({ ...all, ...namespaces })],
      [example({ ...all, ...runner })],
      [example({ ...all, resource: 'events' })],
      [gone('persistentvolumeclaims', 'data', { requestURI: '/api/v1/x?dryRun=All' })],
    ],
  },
})
