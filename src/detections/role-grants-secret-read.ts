// DET-10: a role was written, or was to be written, by which one reads credentials or is given them.

import { example } from '../audit-log/example.ts'
import { roleLimits, roleTold, roleWrites } from '../audit-log/rbac.ts'
import { allows, type Right, type Rule } from '../audit-log/role-rules.ts'
import { defineDetection } from '../detection.ts'

const secrets: Right = { verbs: ['get', 'list', 'watch'], groups: [''], on: ['secrets'] }
const tokens: Right = { verbs: ['create'], groups: [''], on: ['serviceaccounts/token'] }
const reads = (rule: Rule): boolean => allows(rule, secrets) || allows(rule, tokens)

const rbac = { apiGroup: 'rbac.authorization.k8s.io', name: 'sync' }
const cluster = { resource: 'clusterroles', ...rbac }
const shop = { resource: 'roles', namespace: 'shop', ...rbac }
const rule = (verbs: unknown, resources: unknown, apiGroups: unknown = ['']) => ({ apiGroups, resources, verbs })
const role = (...rules: unknown[]) => ({ kind: 'Role', metadata: { name: 'sync' }, rules })

export default defineDetection({
  id: 'DET-10',
  kind: 'event',
  title: 'Role grants secret read or token creation',
  criteria: ['CC6.3'],
  severity: 'medium',
  select: roleWrites,
  hit: (event) => roleTold(event, reads),
  respond: 'Name the secrets that are needed (resourceNames), in their namespace alone; see who is bound to the role.',
  limits: roleLimits,
  sameAs: [],
  examples: {
    hit: [
      [example({ verb: 'create', ...shop, code: 201, responseObject: role(rule(['get'], ['configmaps', 'secrets'])) })],
      [example({ verb: 'update', ...cluster, responseObject: role(rule(['list'], ['secrets'])) })],
      [example({ verb: 'patch', ...cluster, responseObject: role(rule(['watch'], ['*'], ['*'])) })],
      [example({ verb: 'create', ...shop, responseObject: role(rule(['create'], ['serviceaccounts/token'])) })],
      [example({ verb: 'create', ...shop, responseObject: role(rule(['create'], ['*/token'])) })],
      [
        example({
          verb: 'create',
          ...shop,
          responseObject: role({ ...rule(['get'], ['secrets']), resourceNames: ['db'] }),
        }),
      ],
      [
        example({
          verb: 'patch',
          ...cluster,
          code: 403,
          requestObject: { rules: [rule(['get'], ['secrets'])] },
          responseObject: { kind: 'Status', code: 403 },
        }),
      ],
    ],
    miss: [
      [example({ verb: 'create', ...shop, responseObject: role(rule(['get', 'list'], ['configmaps'])) })],
      [example({ verb: 'create', ...shop, responseObject: role(rule(['create'], ['secrets'])) })],
      [example({ verb: 'create', ...shop, responseObject: role(rule(['create'], ['serviceaccounts'])) })],
      [example({ verb: 'create', ...shop, responseObject: role(rule(['get'], ['serviceaccounts/token'])) })],
      [example({ verb: 'create', ...shop, responseObject: role(rule(['get'], ['secrets'], ['vault.example.com'])) })],
      [
        example({
          verb: 'patch',
          ...shop,
          code: 403,
          requestObject: [{ op: 'add', path: '/rules/0/verbs/-', value: 'get' }],
        }),
      ],
    ],
  },
})
