// DET-08: a role was written, or was to be written, by which one gets rights that it does not name.

import { example } from '../audit-log/example.ts'
import { roleLimits, roleTold, roleWrites } from '../audit-log/rbac.ts'
import { allows, escalations, type Rule, rbacGroup } from '../audit-log/role-rules.ts'
import { defineDetection } from '../detection.ts'

const escalates = (rule: Rule): boolean => Object.values(escalations).some((right) => allows(rule, right))

const rbac = { apiGroup: rbacGroup, name: 'ops' }
const cluster = { resource: 'clusterroles', ...rbac }
const shop = { resource: 'roles', namespace: 'shop', ...rbac }
const rule = (verbs: unknown, resources: unknown, apiGroups: unknown = [rbacGroup]) => ({ apiGroups, resources, verbs })
const role = (...rules: unknown[]) => ({ kind: 'ClusterRole', metadata: { name: 'ops' }, rules })

export default defineDetection({
  id: 'DET-08',
  kind: 'event',
  title: 'Role grants bind, escalate or impersonate',
  criteria: ['CC6.3'],
  severity: 'high',
  select: roleWrites,
  hit: (event) => roleTold(event, escalates),
  respond:
    'Take the verb away unless the role is for who administers access; see who is bound to it, and what they bound or wrote.',
  limits: roleLimits,
  sameAs: ['Elastic Kubernetes Creation or Modification of Sensitive Role'],
  examples: {
    hit: [
      [example({ verb: 'create', ...cluster, code: 201, responseObject: role(rule(['bind'], ['clusterroles'])) })],
      [example({ verb: 'update', ...shop, responseObject: role(rule(['get', 'escalate'], ['roles'])) })],
      [example({ verb: 'patch', ...cluster, responseObject: role(rule(['impersonate'], ['users', 'groups'], [''])) })],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['impersonate'], ['serviceaccounts'], [''])) })],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['escalate'], ['*'], ['*'])) })],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['*'], ['roles', 'rolebindings'])) })],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['*'], ['*'], ['*'])) })],
      [
        example({
          verb: 'create',
          ...cluster,
          responseObject: role({ ...rule(['bind'], ['clusterroles']), resourceNames: ['admin'] }),
        }),
      ],
      [
        example({
          verb: 'patch',
          ...cluster,
          code: 403,
          requestObject: [{ op: 'add', path: '/rules/2/verbs/-', value: 'escalate' }],
          responseObject: { kind: 'Status', code: 403 },
        }),
      ],
      [example({ verb: 'create', ...cluster, code: 403, requestObject: role(rule('escalate', 'clusterroles')) })],
    ],
    miss: [
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['create', 'update'], ['roles'])) })],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['*'], ['rolebindings'])) })],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['*'], ['roles'], ['iam.example.com'])) })],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['bind'], ['servicebindings'], ['a.io'])) })],
      [example({ verb: 'delete', ...cluster, responseObject: role(rule(['bind'], ['roles'])) })],
      [
        example({
          verb: 'patch',
          ...cluster,
          requestObject: [{ op: 'replace', path: '/metadata/labels/team', value: 'a' }],
          responseObject: role(rule(['bind'], ['roles'])),
        }),
      ],
    ],
  },
})
