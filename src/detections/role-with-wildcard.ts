// DET-07: a role was written, or was to be written, that names no bounds: every verb, or every resource.

import { example } from '../audit-log/example.ts'
import { roleLimits, roleTold, roleWrites } from '../audit-log/rbac.ts'
import type { Rule } from '../audit-log/role-rules.ts'
import { defineDetection } from '../detection.ts'

// A resource may have its asterisk anywhere: `*/exec` is every one's exec, and `pods/*` was meant as one, though the API
// server makes nothing of it. A path below which all is open names bounds.
const isWildcard = ({ verbs, resources, nonResourceURLs }: Rule): boolean =>
  verbs?.includes('*') === true ||
  resources?.some((one) => one.includes('*')) === true ||
  nonResourceURLs?.some((one) => one === '*' || one === '/*') === true

const rbac = { apiGroup: 'rbac.authorization.k8s.io', name: 'ops' }
const cluster = { resource: 'clusterroles', ...rbac }
const shop = { resource: 'roles', namespace: 'shop', ...rbac }
const rule = (verbs: unknown, resources: unknown, apiGroups: unknown = ['']) => ({ apiGroups, resources, verbs })
const role = (...rules: unknown[]) => ({ kind: 'ClusterRole', metadata: { name: 'ops' }, rules })
const reader = rule(['get', 'list', 'watch'], ['pods'])
const wild = role(reader, rule(['*'], ['*'], ['*']))
const aggregator = 'system:serviceaccount:kube-system:clusterrole-aggregation-controller'

export default defineDetection({
  id: 'DET-07',
  kind: 'event',
  title: 'Role with wildcard verbs or resources',
  criteria: ['CC6.3'],
  severity: 'medium',
  select: roleWrites,
  hit: (event) => roleTold(event, isWildcard),
  respond: 'Name the verbs and resources that are needed; see who is bound to the role, and what they did with it.',
  limits: roleLimits,
  sameAs: [
    'Falco ClusterRole With Wildcard Created',
    'Elastic Kubernetes Creation or Modification of Sensitive Role',
    'Elastic Kubernetes RBAC Wildcard Elevation on Existing Role',
    'Panther Kubernetes Role With Wildcard Permissions Created',
  ],
  examples: {
    hit: [
      [example({ verb: 'create', ...cluster, code: 201, responseObject: wild })],
      [example({ verb: 'create', ...shop, responseObject: role(rule(['get', 'list'], ['*'])) })],
      [example({ verb: 'update', ...shop, responseObject: role(rule(['*'], ['deployments'], ['apps'])) })],
      [example({ verb: 'patch', ...cluster, requestObject: { rules: wild.rules }, responseObject: wild })],
      [
        example({
          verb: 'patch',
          ...cluster,
          requestObject: [{ op: 'copy', from: '/rules/1', path: '/rules/0' }],
          responseObject: wild,
        }),
      ],
      [
        example({
          verb: 'patch',
          ...cluster,
          code: 403,
          requestObject: [{ op: 'add', path: '/rules/0/verbs/-', value: '*' }],
          responseObject: { kind: 'Status', code: 403 },
        }),
      ],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['update'], ['*/scale'], ['apps'])) })],
      [
        example({
          verb: 'patch',
          ...cluster,
          requestObject: { metadata: { labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } } },
          responseObject: wild,
        }),
      ],
      [
        example({
          verb: 'patch',
          ...cluster,
          user: 'eks:addon-manager',
          extra: { arn: ['arn:aws:sts::111122223333:assumed-role/Ci/run'] },
          responseObject: wild,
        }),
      ],
      [example({ verb: 'patch', ...cluster, name: 'own', user: aggregator, responseObject: wild })],
      [example({ verb: 'create', ...cluster, code: 400, requestObject: { rules: rule('*', '*', '*') } })],
    ],
    miss: [
      [example({ verb: 'create', ...cluster, responseObject: role(reader) })],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['get'], ['pods'], ['*'])) })],
      [
        example({
          verb: 'create',
          ...cluster,
          responseObject: role({ verbs: ['get'], nonResourceURLs: ['/metrics', '/api/*'] }),
        }),
      ],
      [example({ verb: 'get', ...cluster, responseObject: wild })],
      [example({ verb: 'patch', ...cluster, requestObject: { metadata: {} }, responseObject: wild })],
      [example({ verb: 'patch', ...cluster, name: 'admin', user: aggregator, responseObject: wild })],
      [
        example({
          verb: 'patch',
          ...cluster,
          user: 'eks:addon-manager',
          extra: { arn: ['arn:aws:sts::602401143452:assumed-role/AWSWesleyClusterManagerLambda-Add-AddonManager/1'] },
          responseObject: wild,
        }),
      ],
      [example({ verb: 'create', resource: 'roles', apiGroup: 'iam.example.com', name: 'a', responseObject: wild })],
    ],
  },
})
