// DET-06: a person, or nobody known, changed who may do what.

import { example } from '../audit-log/example.ts'
import { isHumanOrAnonymous } from '../audit-log/human.ts'
import { isRbacRequest, rbacWrites } from '../audit-log/rbac.ts'
import { rbacChangeTold } from '../audit-log/rbac-told.ts'
import { defineDetection } from '../detection.ts'

const rbac = { apiGroup: 'rbac.authorization.k8s.io', name: 'ops' }
const cluster = { resource: 'clusterroles', ...rbac }
const shop = { namespace: 'shop', ...rbac }
const binding = {
  kind: 'RoleBinding',
  metadata: { name: 'ops' },
  roleRef: { kind: 'Role', name: 'ops' },
  subjects: [{ kind: 'User', name: 'bob' }],
}

export default defineDetection({
  id: 'DET-06',
  kind: 'event',
  title: 'Any role or binding change by a human',
  criteria: ['CC6.2', 'CC6.3', 'CC8.1'],
  severity: 'low',
  select: rbacWrites,
  hit(event) {
    return isRbacRequest(event) && isHumanOrAnonymous(event) ? rbacChangeTold(event) : undefined
  },
  respond:
    'For the record: hold it against the approved change. A pipeline that deploys by an IAM role belongs on the allow-list.',
  limits: 'Whoever comes through IAM or OIDC is held for a person, a pipeline too.',
  sameAs: [
    'Falco K8s Role Created',
    'Falco K8s ClusterRole Deleted',
    'Falco K8s ClusterRoleBinding Created',
    'Sigma Kubernetes Rolebinding Modification',
    'GuardDuty PrivilegeEscalation:Kubernetes/AnomalousBehavior.RoleCreated',
    'GuardDuty PrivilegeEscalation:Kubernetes/AnomalousBehavior.RoleBindingCreated',
  ],
  examples: {
    hit: [
      [example({ verb: 'create', resource: 'rolebindings', ...shop, code: 201, responseObject: binding })],
      [example({ verb: 'update', ...cluster, responseObject: { kind: 'ClusterRole', rules: [] } })],
      [example({ verb: 'patch', ...cluster, requestObject: { metadata: { labels: { team: 'a' } } } })],
      [example({ verb: 'delete', resource: 'roles', ...shop })],
      [example({ verb: 'deletecollection', resource: 'rolebindings', namespace: 'shop', apiGroup: rbac.apiGroup })],
      [example({ verb: 'delete', ...cluster, code: 403, decision: 'forbid' })],
      [
        example({
          verb: 'delete',
          ...cluster,
          user: 'eks:addon-manager',
          extra: { arn: ['arn:aws:sts::111122223333:assumed-role/Ci/build'] },
        }),
      ],
      [
        example({
          verb: 'create',
          resource: 'clusterrolebindings',
          ...rbac,
          user: 'system:anonymous',
          groups: ['system:unauthenticated'],
          code: 403,
          decision: 'forbid',
        }),
      ],
    ],
    miss: [
      [example({ verb: 'list', ...cluster })],
      [example({ verb: 'update', ...cluster, user: 'system:serviceaccount:argocd:argocd-application-controller' })],
      [example({ verb: 'update', ...cluster, user: 'eks:addon-manager' })],
      [example({ verb: 'create', ...cluster, stage: 'RequestReceived' })],
      [
        example({
          verb: 'patch',
          ...cluster,
          requestURI: '/apis/rbac.authorization.k8s.io/v1/clusterroles/ops?dryRun=All',
        }),
      ],
      [example({ verb: 'create', resource: 'roles', apiGroup: 'iam.example.com', name: 'ops' })],
    ],
  },
})
