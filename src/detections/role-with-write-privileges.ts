// DET-12: a role was written, or was to be written, by which one changes something.

import { example } from '../audit-log/example.ts'
import { roleLimits, roleTold, roleWrites } from '../audit-log/rbac.ts'
import type { Rule } from '../audit-log/role-rules.ts'
import { writes } from '../audit-log/written.ts'
import { defineDetection } from '../detection.ts'

// Paths are asked by methods of HTTP.
const changes = [...writes, '*', 'post', 'put']
// What is created of these is an answer, and is kept nowhere.
const questions = [
  'localsubjectaccessreviews',
  'selfsubjectaccessreviews',
  'selfsubjectreviews',
  'selfsubjectrulesreviews',
  'subjectaccessreviews',
  'tokenreviews',
]

const canWrite = ({ verbs, resources }: Rule): boolean => {
  const asks = resources !== null && resources.length > 0 && resources.every((one) => questions.includes(one))
  return !asks && (verbs ?? []).some((verb) => changes.includes(verb))
}

const rbac = { apiGroup: 'rbac.authorization.k8s.io', name: 'ops' }
const cluster = { resource: 'clusterroles', ...rbac }
const shop = { resource: 'roles', namespace: 'shop', ...rbac }
const rule = (verbs: unknown, resources: unknown, apiGroups: unknown = ['']) => ({ apiGroups, resources, verbs })
const role = (...rules: unknown[]) => ({ kind: 'Role', metadata: { name: 'ops' }, rules })
const reader = rule(['get', 'list', 'watch'], ['pods', 'pods/log', 'secrets'])

export default defineDetection({
  id: 'DET-12',
  kind: 'event',
  title: 'Role with write privileges',
  criteria: ['CC6.3'],
  severity: 'low',
  select: roleWrites,
  hit: (event) => roleTold(event, canWrite),
  respond:
    'For the record: hold the role against the change that it came with, and its verbs against what its holders do.',
  limits: roleLimits,
  sameAs: ['Falco ClusterRole With Write Privileges Created', 'Panther Kubernetes Role With Write Permissions Created'],
  examples: {
    hit: [
      [example({ verb: 'create', ...shop, code: 201, responseObject: role(reader, rule(['create'], ['pods'])) })],
      [example({ verb: 'update', ...cluster, responseObject: role(rule(['deletecollection'], ['pods'])) })],
      [example({ verb: 'patch', ...cluster, responseObject: role(rule(['*'], ['widgets'], ['example.com'])) })],
      [
        example({
          verb: 'create',
          ...cluster,
          responseObject: role({ verbs: ['delete'], nonResourceURLs: ['/api/*'] }),
        }),
      ],
      [
        example({
          verb: 'patch',
          ...shop,
          code: 403,
          requestObject: [{ op: 'add', path: '/rules/-', value: rule(['patch'], ['deployments'], ['apps']) }],
        }),
      ],
    ],
    miss: [
      [example({ verb: 'create', ...shop, responseObject: role(reader) })],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['get', 'list', 'watch'], ['*'], ['*'])) })],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['impersonate'], ['users'])) })],
      [
        example({
          verb: 'create',
          ...cluster,
          responseObject: role(rule(['create'], ['tokenreviews'], ['authentication.k8s.io'])),
        }),
      ],
      [example({ verb: 'create', ...cluster, responseObject: { aggregationRule: {}, rules: null } })],
      [
        example({
          verb: 'patch',
          ...shop,
          requestObject: [{ op: 'remove', path: '/rules/1' }],
          responseObject: role(reader, rule(['create'], ['pods'])),
        }),
      ],
    ],
  },
})
