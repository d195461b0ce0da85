// DET-02: a role was given, or was to be given, to whoever asks: to nobody known, or to everybody who is.

import { bindingTold, boundBy } from '../audit-log/bindings.ts'
import { example } from '../audit-log/example.ts'
import { bindingWrites, refusedLimits } from '../audit-log/rbac.ts'
import { defineDetection } from '../detection.ts'

const everybody = ['system:anonymous', 'system:unauthenticated', 'system:authenticated']
// What every cluster gives to these groups from its birth.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles
const byDefault: Record<string, readonly string[]> = {
  'system:basic-user': ['system:authenticated'],
  'system:discovery': ['system:authenticated'],
  'system:public-info-viewer': ['system:authenticated', 'system:unauthenticated'],
}

const rbac = { apiGroup: 'rbac.authorization.k8s.io', name: 'open' }
const cluster = { resource: 'clusterrolebindings', ...rbac }
const shop = { resource: 'rolebindings', namespace: 'shop', ...rbac }
const binding = (role: string, ...subjects: unknown[]) => ({
  kind: 'ClusterRoleBinding',
  metadata: { name: 'open' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  subjects,
})
const anonymous = { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:anonymous' }
const group = (name: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name })
const bob = { kind: 'User', name: 'bob' }

export default defineDetection({
  id: 'DET-02',
  kind: 'event',
  title: 'Anonymous access granted by binding',
  criteria: ['CC6.1', 'CC6.3'],
  severity: 'high',
  select: bindingWrites,
  hit(event) {
    const bound = boundBy(event)
    if (!bound) return undefined
    const usual = bound.isClusterRole && Object.hasOwn(byDefault, bound.role ?? '') ? byDefault[bound.role ?? ''] : []
    const open = bound.subjects.some(({ name }) => everybody.includes(name) && !usual?.includes(name))
    return open ? bindingTold(event, bound) : undefined
  },
  respond:
    'Remove the subject from the binding, then look at what system:anonymous, and whoever else the group takes in, did since (DET-01).',
  limits: refusedLimits,
  sameAs: [
    'GuardDuty Policy:Kubernetes/AnonymousAccessGranted',
    'Elastic Kubernetes Anonymous User Bound to ClusterRole',
  ],
  examples: {
    hit: [
      [example({ verb: 'create', ...cluster, code: 201, responseObject: binding('view', anonymous) })],
      [example({ verb: 'create', ...shop, code: 201, responseObject: binding('view', bob, anonymous) })],
      [example({ verb: 'update', ...cluster, responseObject: binding('view', group('system:unauthenticated')) })],
      [example({ verb: 'update', ...cluster, responseObject: binding('ops', group('system:authenticated')) })],
      [
        example({
          verb: 'patch',
          ...cluster,
          requestObject: { subjects: [anonymous] },
          responseObject: binding('view', anonymous),
        }),
      ],
      [
        example({
          verb: 'patch',
          ...cluster,
          requestObject: [{ op: 'add', path: '/subjects/-', value: anonymous }],
          responseObject: { kind: 'Status', code: 403 },
          code: 403,
        }),
      ],
      [
        example({
          verb: 'update',
          ...cluster,
          name: 'system:discovery',
          responseObject: binding('system:discovery', group('system:unauthenticated')),
        }),
      ],
      [example({ verb: 'create', ...cluster, code: 422, requestObject: binding('view', 'system:anonymous') })],
    ],
    miss: [
      [example({ verb: 'create', ...cluster, responseObject: binding('view', bob) })],
      [example({ verb: 'get', ...cluster, responseObject: binding('view', anonymous) })],
      [example({ verb: 'delete', ...cluster, responseObject: binding('view', anonymous) })],
      [
        example({
          verb: 'create',
          ...cluster,
          name: 'system:public-info-viewer',
          user: 'system:apiserver',
          groups: ['system:masters'],
          responseObject: binding('system:public-info-viewer', group('system:unauthenticated')),
        }),
      ],
      [
        example({
          verb: 'patch',
          ...cluster,
          requestObject: { metadata: { labels: { team: 'a' } } },
          responseObject: binding('view', anonymous),
        }),
      ],
      [
        example({
          verb: 'patch',
          ...cluster,
          requestObject: [{ op: 'remove', path: '/subjects/1' }],
          responseObject: binding('view', anonymous),
        }),
      ],
      [
        example({
          verb: 'create',
          ...cluster,
          requestURI: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings?dryRun=All',
          responseObject: binding('view', anonymous),
        }),
      ],
    ],
  },
})
