// DET-03: somebody was given, or was to be given, every right: by a binding of either kind, made or changed.

import { example } from '../audit-log/example.ts'
import { ending, said, target, who } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import { defineDetection } from '../detection.ts'
import { isRecord } from '../json.ts'

const rbac = { apiGroup: 'rbac.authorization.k8s.io', name: 'ops' }
const binding = (role: string, subjects: unknown) => ({
  kind: 'ClusterRoleBinding',
  metadata: { name: 'ops' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  subjects,
})
const bob = [{ kind: 'User', name: 'bob' }]

const named = (subject: unknown): string => {
  if (!isRecord(subject)) return 'a malformed subject'
  const { kind, namespace, name } = subject
  return `${said(kind)} ${namespace === undefined ? '' : `${said(namespace)}/`}${said(name)}`
}

export default defineDetection({
  id: 'DET-03',
  kind: 'event',
  title: 'Binding to cluster-admin',
  criteria: ['CC6.3'],
  severity: 'high',
  select: { verb: ['create', 'update', 'patch'], resource: ['rolebindings', 'clusterrolebindings'], subresource: [''] },
  hit(event) {
    const role = isRecord(event.body?.roleRef) ? event.body.roleRef.name : undefined
    // A patch that was refused names no role; the binding that every cluster is born with goes by the role's name.
    const builtIn = role === undefined && event.resource === 'clusterrolebindings' && event.name === 'cluster-admin'
    if (event.outcome === null || (role !== 'cluster-admin' && !builtIn)) return undefined
    const subjects = Array.isArray(event.body?.subjects) ? event.body.subjects.map(named).join(', ') : ''
    return `${who(event)} asked to ${event.verb} ${event.resource} ${target(event)}, which grants cluster-admin to ${visible(subjects, 150) || 'nobody named'}${ending(event)}`
  },
  respond:
    'Ask the actor for the approved change; remove the binding otherwise, and review what its subjects did since.',
  sameAs: ['Falco Attach to cluster-admin Role', 'Elastic kubernetes_cluster_rolebinding_created'],
  examples: {
    hit: [
      [
        example({
          verb: 'create',
          resource: 'clusterrolebindings',
          ...rbac,
          code: 201,
          responseObject: binding('cluster-admin', bob),
        }),
      ],
      [
        example({
          verb: 'update',
          resource: 'clusterrolebindings',
          ...rbac,
          responseObject: binding('cluster-admin', bob),
        }),
      ],
      [
        example({
          verb: 'create',
          resource: 'rolebindings',
          namespace: 'prod',
          ...rbac,
          requestObject: binding('cluster-admin', bob),
        }),
      ],
      [
        example({
          verb: 'patch',
          resource: 'rolebindings',
          namespace: 'prod',
          ...rbac,
          requestObject: [{ op: 'add', path: '/subjects/-', value: bob[0] }],
          responseObject: binding('cluster-admin', bob),
        }),
      ],
      [
        example({
          verb: 'create',
          resource: 'clusterrolebindings',
          ...rbac,
          code: 403,
          decision: 'forbid',
          requestObject: binding('cluster-admin', bob),
          responseObject: { kind: 'Status', code: 403 },
        }),
      ],
      [
        example({
          verb: 'patch',
          resource: 'clusterrolebindings',
          ...rbac,
          name: 'cluster-admin',
          code: 403,
          decision: 'forbid',
        }),
      ],
    ],
    miss: [
      [example({ verb: 'create', resource: 'clusterrolebindings', ...rbac, responseObject: binding('view', bob) })],
      [
        example({
          verb: 'get',
          resource: 'clusterrolebindings',
          ...rbac,
          responseObject: binding('cluster-admin', bob),
        }),
      ],
      [
        example({
          verb: 'delete',
          resource: 'clusterrolebindings',
          ...rbac,
          responseObject: binding('cluster-admin', bob),
        }),
      ],
      [
        example({
          verb: 'create',
          resource: 'clusterrolebindings',
          ...rbac,
          responseObject: { roleRef: 'cluster-admin' },
        }),
      ],
    ],
  },
})
