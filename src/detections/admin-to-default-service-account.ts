// DET-05: what every pod runs as that names nothing else was given an administrator's rights.

import {
  bindingTold,
  boundBy,
  harmlessRoles,
  isPrivileged,
  privilegedRoles,
  type Subject,
} from '../audit-log/bindings.ts'
import { example } from '../audit-log/example.ts'
import { bindingLimits, bindingWrites } from '../audit-log/rbac.ts'
import { defineDetection } from '../detection.ts'

// By its own name, by that of its user, or among all service accounts of a namespace or of the cluster.
const isDefault = ({ kind, name }: Subject): boolean =>
  (kind === 'ServiceAccount' && name === 'default') ||
  /^system:serviceaccount:[^:]*:default$/.test(name) ||
  /^system:serviceaccounts(:|$)/.test(name)

const rbac = { apiGroup: 'rbac.authorization.k8s.io', name: 'pods' }
const cluster = { resource: 'clusterrolebindings', ...rbac }
const shop = { resource: 'rolebindings', namespace: 'shop', ...rbac }
const account = (name: string, namespace = 'shop') => ({ kind: 'ServiceAccount', namespace, name })
const binding = (role: string, ...subjects: unknown[]) => ({
  kind: 'RoleBinding',
  metadata: { name: 'pods' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  subjects,
})

export default defineDetection({
  id: 'DET-05',
  kind: 'event',
  title: 'Binding subject is a default service account with admin',
  criteria: ['CC6.3'],
  severity: 'high',
  settings: { roles: ['cluster-admin', ...privilegedRoles], but: [...harmlessRoles] },
  select: bindingWrites,
  hit(event, settings) {
    const bound = boundBy(event)
    if (!bound || !isPrivileged(bound, settings) || !bound.subjects.some(isDefault)) return undefined
    return bindingTold(event, bound)
  },
  respond:
    'Remove the binding, and give the workload that needs the rights a service account of its own; see which pods ran as the default one since.',
  limits: bindingLimits,
  sameAs: ['GuardDuty Policy:Kubernetes/AdminAccessToDefaultServiceAccount'],
  examples: {
    hit: [
      [
        example({
          verb: 'create',
          ...cluster,
          code: 201,
          responseObject: binding('cluster-admin', account('default', 'default')),
        }),
      ],
      [example({ verb: 'create', ...shop, responseObject: binding('admin', account('cart'), account('default')) })],
      [
        example({
          verb: 'patch',
          ...shop,
          requestObject: [{ op: 'add', path: '/subjects/-', value: account('default') }],
          responseObject: binding('edit', account('default')),
        }),
      ],
      [
        example({
          verb: 'update',
          ...cluster,
          responseObject: binding('cluster-admin', { kind: 'Group', name: 'system:serviceaccounts' }),
        }),
      ],
      [
        example({
          verb: 'create',
          ...cluster,
          code: 403,
          requestObject: binding('cluster-admin', { kind: 'User', name: 'system:serviceaccount:kube-system:default' }),
        }),
      ],
    ],
    miss: [
      [example({ verb: 'create', ...shop, responseObject: binding('view', account('default')) })],
      [example({ verb: 'create', ...shop, responseObject: binding('admin', account('cart', 'default')) })],
      [example({ verb: 'create', ...shop, responseObject: binding('admin', { kind: 'User', name: 'default' }) })],
      [
        example({
          verb: 'create',
          ...cluster,
          responseObject: binding('system:service-account-issuer-discovery', {
            kind: 'Group',
            name: 'system:serviceaccounts',
          }),
        }),
      ],
      [example({ verb: 'delete', ...shop, responseObject: binding('admin', account('default')) })],
    ],
  },
})
