// DET-03: somebody was given, or was to be given, every right: by a binding of either kind, made or changed.

import { bindingTold, boundBy, isOfEks } from '../audit-log/bindings.ts'
import { example } from '../audit-log/example.ts'
import { bindingLimits, bindingWrites, isInstaller } from '../audit-log/rbac.ts'
import { defineDetection } from '../detection.ts'

const rbac = { apiGroup: 'rbac.authorization.k8s.io', name: 'ops' }
const cluster = { resource: 'clusterrolebindings', ...rbac }
const prod = { resource: 'rolebindings', namespace: 'prod', ...rbac }
const binding = (role: string, subjects: unknown, kind = 'ClusterRole') => ({
  kind: 'ClusterRoleBinding',
  metadata: { name: 'ops' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: role },
  subjects,
})
const user = (name: string) => [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name }]
const bob = user('bob')

export default defineDetection({
  id: 'DET-03',
  kind: 'event',
  title: 'Binding to cluster-admin',
  criteria: ['CC6.3'],
  severity: 'high',
  select: bindingWrites,
  hit(event) {
    const bound = boundBy(event)
    if (bound?.role !== 'cluster-admin' || !bound.isClusterRole) return undefined
    // eks:addon-cluster-admin, by which EKS lets its own user bring add-ons.
    if (isInstaller(event) && bound.subjects.length > 0 && bound.subjects.every(isOfEks)) return undefined
    return bindingTold(event, bound)
  },
  respond:
    'Ask the actor for the approved change; remove the binding otherwise, and review what its subjects did since.',
  limits: bindingLimits,
  sameAs: [
    'Falco Attach to cluster-admin Role',
    'Elastic Kubernetes Cluster-Admin Role Binding Created',
    'Panther Kubernetes ClusterRoleBinding to Privileged Role',
  ],
  examples: {
    hit: [
      [example({ verb: 'create', ...cluster, code: 201, responseObject: binding('cluster-admin', bob) })],
      [example({ verb: 'update', ...cluster, responseObject: binding('cluster-admin', bob) })],
      [example({ verb: 'create', ...prod, requestObject: binding('cluster-admin', bob) })],
      [
        example({
          verb: 'patch',
          ...prod,
          requestObject: [{ op: 'add', path: '/subjects/-', value: bob[0] }],
          responseObject: binding('cluster-admin', bob),
        }),
      ],
      [
        example({
          verb: 'create',
          ...cluster,
          code: 403,
          requestObject: binding('cluster-admin', bob),
          responseObject: { kind: 'Status', code: 403 },
        }),
      ],
      [example({ verb: 'patch', ...cluster, name: 'cluster-admin', code: 403, decision: 'forbid' })],
      [example({ verb: 'patch', ...cluster, name: 'eks:addon-cluster-admin', code: 403, decision: 'forbid' })],
      [
        example({
          verb: 'create',
          ...cluster,
          user: 'eks:addon-manager',
          responseObject: binding('cluster-admin', bob),
        }),
      ],
      [example({ verb: 'create', ...cluster, code: 400, requestObject: { roleRef: 'cluster-admin', subjects: bob } })],
    ],
    miss: [
      [example({ verb: 'create', ...cluster, responseObject: binding('view', bob) })],
      [example({ verb: 'get', ...cluster, responseObject: binding('cluster-admin', bob) })],
      [example({ verb: 'delete', ...cluster, responseObject: binding('cluster-admin', bob) })],
      [example({ verb: 'create', ...prod, responseObject: binding('cluster-admin', bob, 'Role') })],
      [example({ verb: 'update', ...cluster, responseObject: binding('cluster-admin', undefined) })],
      [
        example({
          verb: 'patch',
          ...cluster,
          requestObject: { metadata: { annotations: { note: 'a' } } },
          responseObject: binding('cluster-admin', bob),
        }),
      ],
      [
        example({
          verb: 'create',
          ...cluster,
          name: 'eks:addon-cluster-admin',
          user: 'eks:cluster-bootstrap',
          responseObject: binding('cluster-admin', user('eks:addon-manager')),
        }),
      ],
      [
        example({
          verb: 'create',
          resource: 'rolebindings',
          apiGroup: 'example.com',
          name: 'ops',
          responseObject: binding('cluster-admin', bob),
        }),
      ],
    ],
  },
})
