// ACC-05: what was granted in Kubernetes since the log has been read, and stands. The log does not hold what stood before.

import { some } from '../answers/some.ts'
import { arnPattern } from '../arn-pattern.ts'
import { type Grant, withoutGone } from '../audit-log/activity/grants.ts'
import { rbacKinds } from '../audit-log/activity/rbac-rules.ts'
import { isByAws } from '../audit-log/by-aws.ts'
import type { Example } from '../audit-log/example.ts'
import { lacking } from '../audit-log/lacking.ts'
import { defineControl, latest, tally } from '../control.ts'
import { auditHour } from '../examples/audit-window.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { rbacGrants } from '../facts/audit-log-activity.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass, unknown } from '../model.ts'

const logging = [describedCluster()]
const rbac = { apiGroup: 'rbac.authorization.k8s.io', name: 'ops', code: 201 }
const role = (rule: object): Example => ({
  verb: 'create',
  resource: 'clusterroles',
  ...rbac,
  responseObject: { kind: 'ClusterRole', metadata: { name: 'ops' }, rules: [rule] },
})
const wild = role({ verbs: ['*'], apiGroups: ['*'], resources: ['*'] })
const harmless = role({ verbs: ['get'], apiGroups: [''], resources: ['pods'] })
const binding = (resource: string, more: Partial<Example> = {}): Example => ({
  ...{ verb: 'create', resource, ...rbac },
  responseObject: {
    kind: rbacKinds[resource],
    metadata: { name: 'ops' },
    roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'User', name: 'bob' }],
  },
  ...more,
})
const builtIn = binding('clusterrolebindings', {
  user: 'system:apiserver',
  responseObject: {
    kind: 'ClusterRoleBinding',
    metadata: { name: 'cluster-admin' },
    roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'Group', name: 'system:masters' }],
  },
})
const gone: Example = { ...wild, verb: 'delete', code: 200, responseObject: { kind: 'Status', status: 'Success' } }

export default defineControl({
  id: 'ACC-05',
  of: 'cluster',
  title:
    'No grant of cluster-admin, wildcard, bind, escalate or impersonate stands that was made since the log is read',
  criteria: ['CC6.1', 'CC6.3'],
  severity: 'high',
  needs: { grants: tally(rbacGrants), logging: latest(controlPlaneLogging) },
  // `clusterroles/NAME`, `rolebindings/NAMESPACE/NAME`; `*` stands for any characters.
  settings: { allowed: [] as string[], days: 90 },
  assess({ grants, logging: mode }, { settings: { allowed, days }, subject }) {
    if (mode === 'connected') return ofConnected
    const patterns = allowed.map(arnPattern)
    const all = Object.entries(withoutGone(grants.value.items)).filter(([key]) => !patterns.some((is) => is(key)))
    const standing = all.flatMap(([key, { known }]) =>
      known && known.grants.length > 0 && !isBuiltIn(key, known, subject.id)
        ? [`${key} (${known.grants.join(', ')}; by ${known.by} at ${known.at})`]
        : [],
    )
    if (standing.length > 0) return fail(`${standing.length} stand: ${some(standing.sort(), 3)}`)
    const [unseen] = all.flatMap(([key, one]) => (one.unseen ? [{ key, ...one.unseen }] : []))
    if (unseen)
      return unknown(`${unseen.key}, written by ${unseen.by} at ${unseen.at}: the log does not hold what it grants`)
    const lack = lacking(grants, days * 86_400)
    if (lack) return unknown(`whether another stands is not known: ${lack}`)
    const older = lacking(grants)
    return pass(
      `none made from ${grants.from} to ${grants.to} stands; what was granted before, and by bindings to roles of before, is not known${older ? `, nor what more than ${days} days ago was not read (${older})` : ''}`,
    )
  },
  limits:
    'What was granted before the audit log was first read stands in no entry of it; a binding since then to a role of before is judged for roles that Kubernetes brings along alone.',
  remedy:
    'Remove the binding or narrow the role: kubectl delete clusterrolebinding NAME, kubectl edit clusterrole NAME. Grant administration by access entries, which EKS lists. Allow what an operator needs by the setting `allowed`. List what stood before: kubectl get clusterrolebindings,clusterroles -o wide. Where the log does not hold an object, any write brings it there: kubectl annotate clusterrole NAME looked-at=DATE.',
  sameAs: [
    'CIS EKS 4.1.1',
    'CIS EKS 4.1.3',
    'Prowler rbac_cluster_admin_usage',
    'Prowler rbac_minimize_wildcard_use_roles',
  ],
  examples: {
    pass: [
      { grants: [auditHour(0), auditHour(1)], logging },
      { grants: [auditHour(0, harmless)], logging },
      { grants: [auditHour(0, wild), auditHour(1, gone)], logging },
      { grants: [auditHour(0, wild), auditHour(1, { ...harmless, verb: 'update', code: 200 })], logging },
      { grants: [auditHour(0, { ...wild, code: 403, decision: 'forbid' })], logging },
      { grants: [auditHour(0, wild)], logging, with: { settings: { allowed: ['clusterroles/op*'] } } },
      { grants: [auditHour(0, builtIn)], logging },
    ],
    fail: [
      { grants: [auditHour(0, wild), auditHour(1)], logging },
      { grants: [auditHour(0, binding('clusterrolebindings'))], logging },
      { grants: [auditHour(0), auditHour(1, binding('rolebindings', { namespace: 'shop' }))], logging },
      { grants: [auditHour(0, role({ verbs: ['escalate'], apiGroups: ['*'], resources: ['roles'] }))], logging },
      { grants: [auditHour(0, harmless), auditHour(1, { ...wild, verb: 'patch', code: 200 })], logging },
      { grants: [auditHour(0, gone), auditHour(1, wild)], logging },
    ],
    notApplicable: [{ grants: [auditHour(0)], logging: [connectedCluster()] }],
  },
})

type Known = NonNullable<Grant['known']>

const controllers =
  /^clusterroles\/(cluster-admin|admin|edit|system:(aggregate-to-(admin|edit)|controller:.+|kube-controller-manager))$/
const aggregator = 'system:serviceaccount:kube-system:clusterrole-aggregation-controller'

// What Kubernetes and EKS make themselves and keep as they made it. What stands in it counts, and not who wrote it last: the
// control plane mends its own roles and leaves what was added, and its controllers write what others made.
const isBuiltIn = (key: string, { by, actorClass, grants }: Known, clusterArn: string): boolean => {
  if (!isByAws({ actorClass, principal: by }, clusterArn)) return false
  if (by === aggregator) return /^clusterroles\/(admin|edit)$/.test(key) && grants.join() === 'impersonate'
  if (by.startsWith('system:serviceaccount:')) return false
  if (by.startsWith('eks:') || by.startsWith('arn:'))
    return /^(clusterroles|clusterrolebindings|roles\/[^/]+|rolebindings\/[^/]+)\/eks:/.test(key)
  const [, role = ''] = /^clusterrolebindings\/(.+)$/.exec(key) ?? []
  return role === '' ? controllers.test(key) : grants.join() === `${role} to ${holder(role)}`
}

const holder = (role: string): string => {
  if (role === 'cluster-admin') return 'Group system:masters'
  const [, controller] = /^system:controller:(.+)$/.exec(role) ?? []
  return controller ? `ServiceAccount kube-system/${controller}` : `User ${role}`
}
