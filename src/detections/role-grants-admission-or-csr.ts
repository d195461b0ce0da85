// DET-11: a role was written, or was to be, by which one decides what is let in and whose certificates count.

import { admissionGroup, admissionResources } from '../audit-log/admission.ts'
import { example } from '../audit-log/example.ts'
import { roleLimits, roleTold, roleWrites } from '../audit-log/rbac.ts'
import { allows, type Right, type Rule } from '../audit-log/role-rules.ts'
import { writes } from '../audit-log/written.ts'
import { defineDetection } from '../detection.ts'

const admission: Right = { verbs: writes, groups: [admissionGroup], on: admissionResources }
const certificates = ['certificates.k8s.io']
const approval: Right = {
  verbs: ['update', 'patch'],
  groups: certificates,
  on: ['certificatesigningrequests/approval'],
}
const signing: Right = { verbs: ['approve', 'sign'], groups: certificates, on: ['signers'] }
const decides = (rule: Rule): boolean => [admission, approval, signing].some((right) => allows(rule, right))

const rbac = { apiGroup: 'rbac.authorization.k8s.io', name: 'policy' }
const cluster = { resource: 'clusterroles', ...rbac }
const rule = (verbs: unknown, resources: unknown, group: string) => ({ apiGroups: [group], resources, verbs })
const role = (...rules: unknown[]) => ({ kind: 'ClusterRole', metadata: { name: 'policy' }, rules })
const hooks = (...verbs: string[]) =>
  role(rule(verbs, ['validatingwebhookconfigurations'], 'admissionregistration.k8s.io'))
const csr = (verb: string, resource: string) => role(rule([verb], [resource], 'certificates.k8s.io'))

export default defineDetection({
  id: 'DET-11',
  kind: 'event',
  title: 'Role grants webhook or CSR-approval writes',
  criteria: ['CC6.3'],
  severity: 'medium',
  select: roleWrites,
  hit: (event) => roleTold(event, decides),
  respond:
    'Check that the role is for a policy engine, a certificate controller or an operator, and that it names the webhooks it keeps.',
  limits: roleLimits,
  sameAs: [],
  examples: {
    hit: [
      [example({ verb: 'create', ...cluster, code: 201, responseObject: hooks('get', 'patch') })],
      [example({ verb: 'update', ...cluster, responseObject: hooks('delete') })],
      [
        example({
          verb: 'patch',
          ...cluster,
          responseObject: role(rule(['create'], ['mutatingadmissionpolicies'], 'admissionregistration.k8s.io')),
        }),
      ],
      [example({ verb: 'create', ...cluster, responseObject: csr('update', 'certificatesigningrequests/approval') })],
      [example({ verb: 'create', ...cluster, responseObject: csr('approve', 'signers') })],
      [example({ verb: 'create', ...cluster, responseObject: role(rule(['*'], ['*'], '*')) })],
      [example({ verb: 'create', ...cluster, code: 403, requestObject: hooks('create') })],
    ],
    miss: [
      [example({ verb: 'create', ...cluster, responseObject: hooks('get', 'list', 'watch') })],
      [example({ verb: 'create', ...cluster, responseObject: csr('create', 'certificatesigningrequests') })],
      [example({ verb: 'create', ...cluster, responseObject: csr('update', 'certificatesigningrequests') })],
      [
        example({
          verb: 'create',
          ...cluster,
          responseObject: role(rule(['approve'], ['signers'], 'cert-manager.io')),
        }),
      ],
      [example({ verb: 'list', ...cluster, responseObject: hooks('create') })],
    ],
  },
})
