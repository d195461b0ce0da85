// DET-14: a workload changed who may do what, or tried to.

import { example } from '../audit-log/example.ts'
import { isRbacRequest, rbacWrites } from '../audit-log/rbac.ts'
import { rbacChangeTold } from '../audit-log/rbac-told.ts'
import { defineDetection } from '../detection.ts'

const rbac = { apiGroup: 'rbac.authorization.k8s.io', name: 'ops' }
const cluster = { resource: 'clusterroles', ...rbac }
const shop = { resource: 'rolebindings', namespace: 'shop', ...rbac }
const cart = { user: 'system:serviceaccount:shop:cart' }
const binding = {
  kind: 'RoleBinding',
  metadata: { name: 'ops' },
  roleRef: { kind: 'ClusterRole', name: 'admin' },
  subjects: [{ kind: 'ServiceAccount', namespace: 'shop', name: 'cart' }],
}

export default defineDetection({
  id: 'DET-14',
  kind: 'event',
  title: 'Service account writes RBAC',
  criteria: ['CC6.3', 'CC7.2'],
  severity: 'medium',
  select: rbacWrites,
  // A node has even less to do there: its name is a kubelet's credentials in other hands.
  hit(event) {
    const isWorkload = event.actorClass === 'workload' || event.actorClass === 'node'
    return isWorkload && isRbacRequest(event) ? rbacChangeTold(event) : undefined
  },
  respond:
    'Where it is the work of the service account (Argo CD, Flux, an operator), put it on the allow-list with that reason; else look at its pods, and undo what it wrote.',
  limits:
    'An allow-list of who deploys hides a deployer in other hands: what is grave in what it writes is told by DET-02 to DET-13.',
  sameAs: ['Elastic Kubernetes Service Account Modified RBAC Objects'],
  examples: {
    hit: [
      [example({ verb: 'create', ...shop, ...cart, code: 201, responseObject: binding })],
      [example({ verb: 'patch', ...cluster, user: 'system:serviceaccount:kube-system:tool' })],
      [example({ verb: 'update', ...cluster, user: 'system:serviceaccount:argocd:argocd-application-controller' })],
      [example({ verb: 'delete', ...shop, ...cart })],
      [
        example({
          verb: 'create',
          resource: 'rolebindings',
          namespace: 'shop',
          apiGroup: rbac.apiGroup,
          ...cart,
          code: 403,
          decision: 'forbid',
        }),
      ],
      [example({ verb: 'create', ...shop, ...cart, code: 403, requestObject: binding })],
      [
        example({
          verb: 'create',
          ...shop,
          user: 'system:node:ip-10-0-1-9.ec2.internal',
          code: 403,
          decision: 'forbid',
        }),
      ],
    ],
    miss: [
      [example({ verb: 'create', ...shop, responseObject: binding })],
      [example({ verb: 'list', ...shop, ...cart })],
      [
        example({
          verb: 'patch',
          ...cluster,
          name: 'admin',
          user: 'system:serviceaccount:kube-system:clusterrole-aggregation-controller',
        }),
      ],
      [example({ verb: 'delete', ...shop, user: 'system:serviceaccount:kube-system:generic-garbage-collector' })],
      [example({ verb: 'create', ...cluster, ...cart, code: 409 })],
      [example({ verb: 'patch', ...cluster, ...cart, requestURI: '/apis/rbac.authorization.k8s.io/v1/x?dryRun=All' })],
    ],
  },
})
