// DET-04: somebody was given, or was to be given, a role that Kubernetes brings along for its administrators or for itself.

import { bindingTold, boundBy, harmlessRoles, isOfEks, isPrivileged, privilegedRoles } from '../audit-log/bindings.ts'
import { example } from '../audit-log/example.ts'
import { bindingLimits, bindingWrites, isInstaller, ofEksLimits } from '../audit-log/rbac.ts'
import { defineDetection } from '../detection.ts'

const rbac = { apiGroup: 'rbac.authorization.k8s.io', name: 'ops' }
const cluster = { resource: 'clusterrolebindings', ...rbac }
const shop = { resource: 'rolebindings', namespace: 'shop', ...rbac }
const bob = { kind: 'User', name: 'bob' }
const coredns = { kind: 'ServiceAccount', namespace: 'kube-system', name: 'coredns' }
const binding = (role: string, subject: unknown = bob, kind = 'ClusterRole') => ({
  kind: 'RoleBinding',
  metadata: { name: 'ops' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: role },
  subjects: [subject],
})

export default defineDetection({
  id: 'DET-04',
  kind: 'event',
  title: 'Binding to other privileged role (admin, edit, system:*)',
  criteria: ['CC6.3'],
  severity: 'medium',
  settings: { roles: [...privilegedRoles], but: [...harmlessRoles] },
  select: bindingWrites,
  hit(event, settings) {
    const bound = boundBy(event)
    if (!bound) return undefined
    const { role, subjects } = bound
    // Who is answered with the metadata alone, or refused, hides which role it is: it may be any.
    const isHidden = event.verb === 'patch' && role === undefined && subjects.length > 0
    if (!isHidden && !isPrivileged(bound, settings)) return undefined
    // For its own users and the service accounts of add-ons: coredns, metrics-server, the certificate controller.
    const brought = isInstaller(event) && subjects.length > 0
    if (brought && subjects.every((one) => isOfEks(one) || one.kind === 'ServiceAccount')) return undefined
    return bindingTold(event, bound)
  },
  respond: 'Ask the actor for the approved change; bind a role of your own with fewer rights otherwise.',
  limits: `${bindingLimits} ${ofEksLimits}`,
  sameAs: ['Panther Kubernetes ClusterRoleBinding to Privileged Role'],
  examples: {
    hit: [
      [example({ verb: 'create', ...shop, code: 201, responseObject: binding('admin') })],
      [example({ verb: 'update', ...cluster, responseObject: binding('edit') })],
      [
        example({
          verb: 'patch',
          ...cluster,
          requestObject: { subjects: [bob] },
          responseObject: binding('system:kube-controller-manager'),
        }),
      ],
      [example({ verb: 'create', ...cluster, requestObject: binding('system:masters') })],
      [
        example({
          verb: 'patch',
          ...cluster,
          requestObject: { subjects: [bob] },
          responseObject: { kind: 'PartialObjectMetadata', metadata: { name: 'ops' } },
        }),
      ],
      [
        example({
          verb: 'patch',
          ...cluster,
          name: 'system:node',
          code: 403,
          requestObject: { subjects: [bob] },
        }),
      ],
      [example({ verb: 'create', ...cluster, user: 'eks:addon-manager', responseObject: binding('admin') })],
      {
        log: [example({ verb: 'create', ...cluster, responseObject: binding('platform-owner') })],
        settings: { roles: ['platform-*'] },
      },
    ],
    miss: [
      [example({ verb: 'create', ...shop, responseObject: binding('view') })],
      [example({ verb: 'create', ...cluster, responseObject: binding('cluster-admin') })],
      [example({ verb: 'create', ...cluster, responseObject: binding('system:auth-delegator') })],
      [example({ verb: 'create', ...shop, responseObject: binding('admin', bob, 'Role') })],
      [
        example({
          verb: 'patch',
          ...cluster,
          user: 'eks:addon-manager',
          responseObject: binding('system:node-bootstrapper', coredns),
        }),
      ],
      [
        example({
          verb: 'create',
          ...cluster,
          user: 'system:apiserver',
          groups: ['system:masters'],
          responseObject: binding('system:kube-scheduler'),
        }),
      ],
      [example({ verb: 'create', ...cluster, code: 409, requestObject: binding('admin') })],
    ],
  },
})
