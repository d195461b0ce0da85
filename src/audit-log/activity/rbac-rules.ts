// What a role or binding of Kubernetes hands out that leads to every right.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
import { isRecord } from '../../json.ts'
import { allows, escalations, isMasked, type Rule, readRules } from '../role-rules.ts'
import { said } from '../sentence.ts'
import { visible } from '../visible.ts'

export const rbacKinds: Readonly<Record<string, string>> = {
  clusterrolebindings: 'ClusterRoleBinding',
  clusterroles: 'ClusterRole',
  rolebindings: 'RoleBinding',
  roles: 'Role',
}
export const rbacResources: readonly string[] = Object.keys(rbacKinds)

/** In words, at most five; null where the object is not as Kubernetes has it. */
export const grantsOf = (resource: string, object: Record<string, unknown>, namespace: string): string[] | null => {
  const found = resource.endsWith('bindings') ? ofBinding(object, namespace) : ofRole(object)
  return found && [...new Set(found)].sort().slice(0, 5)
}

const ofBinding = ({ roleRef, subjects }: Record<string, unknown>, namespace: string): string[] | null => {
  if (!isRecord(roleRef) || typeof roleRef.name !== 'string' || isMasked(roleRef.name)) return null
  if (subjects === undefined || subjects === null) return []
  if (!Array.isArray(subjects)) return null
  if (roleRef.kind !== 'ClusterRole' || !isPowerful(roleRef.name, namespace)) return []
  const role = visible(roleRef.name, 60)
  return subjects.map((one) => `${role} to ${visible(isRecord(one) ? `${said(one.kind)} ${nameOf(one)}` : '?', 80)}`)
}

// Roles that Kubernetes brings along: every right, those of its controllers (escalate, delete anything), and to act as any
// service account, which in the whole cluster or in kube-system is every right again.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
const isPowerful = (role: string, namespace: string): boolean =>
  role === 'cluster-admin' ||
  /^system:(controller:.|kube-controller-manager$)/.test(role) ||
  (['admin', 'edit'].includes(role) && ['', 'kube-system'].includes(namespace))

const nameOf = ({ namespace, name }: Record<string, unknown>): string =>
  namespace === undefined ? said(name) : `${said(namespace)}/${said(name)}`

const ofRole = (role: Record<string, unknown>): string[] | null => {
  const { rules, odd } = readRules(role.rules)
  return odd ? null : rules.flatMap(ofRule)
}

const ofRule = (rule: Rule): string[] => {
  const { verbs, apiGroups, resources } = rule
  const isCore = !apiGroups || apiGroups.some((group) => group === '*' || group === '')
  return [
    ...(resources?.includes('*') && isCore ? [`${visible((verbs ?? []).join(', '), 60)} on every resource`] : []),
    ...Object.entries(escalations).flatMap(([what, right]) => (allows(rule, right) ? [what] : [])),
  ]
}
