// DET-13: somebody changed, made or deleted a role under a name of Kubernetes' or of EKS's own.

import { isOwnOfAws } from '../audit-log/by-aws.ts'
import { example } from '../audit-log/example.ts'
import { asked, isRbacRequest } from '../audit-log/rbac.ts'
import { ending, nameOf } from '../audit-log/sentence.ts'
import { writes } from '../audit-log/written.ts'
import { defineDetection } from '../detection.ts'

// https://docs.aws.amazon.com/eks/latest/userguide/default-roles-users.html
const ofEks = /^(eks:.|(aws-node|vpc-resource-controller-role)$)/
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
const ofKubernetes = /^(system:.|(cluster-admin|admin|edit|view)$)/
const prefixed = /^(system|eks):./

const rbac = { apiGroup: 'rbac.authorization.k8s.io' }
const node = { resource: 'clusterroles', ...rbac, name: 'system:node' }
const role = (name: string) => ({ kind: 'ClusterRole', metadata: { name }, rules: [] })

export default defineDetection({
  id: 'DET-13',
  kind: 'event',
  title: 'System role changed or deleted (system:*, eks:*)',
  criteria: ['CC6.3', 'CC8.1'],
  severity: 'high',
  settings: {
    // Of add-ons that people and pipelines bring too, under names like Kubernetes' own.
    addOns: [
      'system:aggregated-metrics-reader',
      'system:coredns',
      'system:metrics-server',
      'system:metrics-server-aggregated-reader',
    ],
  },
  select: { verb: writes, resource: ['roles', 'clusterroles'], subresource: [''] },
  hit(event, { addOns }) {
    if (!isRbacRequest(event) || isOwnOfAws(event)) return undefined
    const name = nameOf(event)
    const isCluster = event.resource === 'clusterroles'
    const told = (owner: string): string => `${asked(event)}, ${owner}${ending(event)}`
    if (event.verb === 'deletecollection' && name === '') {
      const may = isCluster || ['', 'kube-system', 'kube-public'].includes(event.namespace)
      return may ? told('those of Kubernetes and EKS among them') : undefined
    }
    if (addOns.includes(name)) return undefined
    if (!isCluster && !prefixed.test(name)) return undefined
    if (ofEks.test(name)) return told('a name of the roles that EKS brings along')
    return ofKubernetes.test(name) ? told('a name of the roles that Kubernetes brings along') : undefined
  },
  respond:
    'Compare the role with that of an untouched cluster of the same version; the API server puts its own back when it starts, unless the annotation rbac.authorization.kubernetes.io/autoupdate is false.',
  limits:
    'A role named like those of EKS and mapped to a user of EKS by aws-auth is held for EKS; DET-15 tells the map.',
  sameAs: ['Falco System ClusterRole Modified/Deleted', 'Panther Kubernetes System Role Modified or Deleted'],
  examples: {
    hit: [
      [example({ verb: 'update', ...node, responseObject: role('system:node') })],
      [example({ verb: 'patch', ...node, requestObject: { metadata: { annotations: { a: 'b' } } } })],
      [example({ verb: 'delete', ...node, name: 'eks:node-manager' })],
      [example({ verb: 'delete', resource: 'roles', namespace: 'kube-system', ...rbac, name: 'eks:authenticator' })],
      [example({ verb: 'patch', ...node, name: 'view', user: 'system:serviceaccount:shop:cart' })],
      [example({ verb: 'patch', ...node, code: 403, decision: 'forbid' })],
      [example({ verb: 'deletecollection', resource: 'clusterroles', ...rbac })],
      [
        example({
          verb: 'create',
          resource: 'clusterroles',
          ...rbac,
          requestObject: { kind: 'ClusterRole', metadata: { generateName: 'system:controller:' }, rules: [] },
        }),
      ],
      [
        example({
          verb: 'update',
          ...node,
          user: 'system:apiserver',
          extra: { arn: ['arn:aws:sts::111122223333:assumed-role/Ci/run'] },
        }),
      ],
    ],
    miss: [
      [example({ verb: 'update', ...node, name: 'ops' })],
      [example({ verb: 'update', ...node, name: 'systematic' })],
      [example({ verb: 'get', ...node })],
      [example({ verb: 'update', ...node, user: 'system:apiserver', groups: ['system:masters'] })],
      [example({ verb: 'patch', ...node, name: 'eks:addon-manager', user: 'eks:addon-manager' })],
      [example({ verb: 'create', ...node, name: 'system:metrics-server' })],
      [example({ verb: 'update', resource: 'roles', namespace: 'shop', ...rbac, name: 'admin' })],
      [example({ verb: 'deletecollection', resource: 'roles', namespace: 'shop', ...rbac })],
      [example({ verb: 'update', resource: 'roles', apiGroup: 'keycloak.org', name: 'system:node' })],
    ],
  },
})
