// DET-09: a role was written, or was to be written, by which one gets into containers.

import { example } from '../audit-log/example.ts'
import { roleLimits, roleTold, roleWrites } from '../audit-log/rbac.ts'
import { allows, type Right, type Rule } from '../audit-log/role-rules.ts'
import { defineDetection } from '../detection.ts'

// A websocket asks by `get`. Through nodes/proxy the kubelet is asked, who runs commands too, and whatever the verb.
const sessions: Right = { verbs: ['create', 'get'], groups: [''], on: ['pods/exec', 'pods/attach'] }
const kubelet: Right = { verbs: ['create', 'get', 'update', 'patch', 'delete'], groups: [''], on: ['nodes/proxy'] }
// Who puts a container into a running pod says what it runs.
const added: Right = { verbs: ['update', 'patch'], groups: [''], on: ['pods/ephemeralcontainers'] }
const opens = (rule: Rule): boolean => [sessions, kubelet, added].some((right) => allows(rule, right))

const rbac = { apiGroup: 'rbac.authorization.k8s.io', name: 'debug' }
const cluster = { resource: 'clusterroles', ...rbac }
const shop = { resource: 'roles', namespace: 'shop', ...rbac }
const rule = (verbs: unknown, resources: unknown, apiGroups: unknown = ['']) => ({ apiGroups, resources, verbs })
const role = (...rules: unknown[]) => ({ kind: 'Role', metadata: { name: 'debug' }, rules })

export default defineDetection({
  id: 'DET-09',
  kind: 'event',
  title: 'Role grants pods/exec, pods/attach, nodes/proxy',
  criteria: ['CC6.3'],
  severity: 'medium',
  select: roleWrites,
  hit: (event) => roleTold(event, opens),
  respond:
    'Ask what the role is for; of nodes a monitoring agent needs nodes/metrics and nodes/stats, and not nodes/proxy.',
  limits: roleLimits,
  sameAs: [
    'Falco ClusterRole With Pod Exec Created',
    'Panther Kubernetes Role With Pod Exec Permissions Created',
    'Panther Kubernetes Role With Node Proxy Permissions Created',
  ],
  examples: {
    hit: [
      [example({ verb: 'create', ...cluster, code: 201, responseObject: role(rule(['create'], ['pods/exec'])) })],
      [example({ verb: 'update', ...shop, responseObject: role(rule(['get'], ['pods', 'pods/attach'])) })],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['get'], ['nodes/proxy'])) })],
      [example({ verb: 'create', ...shop, responseObject: role(rule(['patch'], ['pods/ephemeralcontainers'])) })],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['*'], ['*/exec'], ['*'])) })],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['get', 'list'], ['*'])) })],
      [
        example({
          verb: 'patch',
          ...shop,
          requestObject: [{ op: 'add', path: '/rules/0/resources/-', value: 'pods/exec' }],
          responseObject: role(rule(['create'], ['pods', 'pods/exec'])),
        }),
      ],
      [
        example({
          verb: 'patch',
          ...shop,
          code: 403,
          requestObject: [{ op: 'add', path: '/rules/0/resources/-', value: 'pods/exec' }],
        }),
      ],
      [example({ verb: 'create', ...shop, code: 403, requestObject: role(rule(['create'], ['pods/exec'])) })],
    ],
    miss: [
      [example({ verb: 'create', ...shop, responseObject: role(rule(['get', 'list'], ['pods', 'pods/log'])) })],
      [example({ verb: 'create', ...shop, responseObject: role(rule(['create'], ['pods', 'pods/portforward'])) })],
      [example({ verb: 'create', ...shop, responseObject: role(rule(['create'], ['pods/*'])) })],
      [example({ verb: 'create', ...shop, responseObject: role(rule(['delete'], ['pods/exec'])) })],
      [example({ verb: 'create', ...shop, responseObject: role(rule(['create'], ['pods/exec'], ['a.io'])) })],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['get'], ['nodes/metrics', 'nodes'])) })],
      [example({ verb: 'create', ...shop, responseObject: { kind: 'Role', rules: null } })],
    ],
  },
})
