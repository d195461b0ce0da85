// What a role or binding of Kubernetes hands out that leads to every right.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
import { isRecord } from '../../json.ts'
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

const ofRole = ({ rules }: Record<string, unknown>): string[] | null => {
  if (rules === undefined || rules === null) return []
  if (!Array.isArray(rules)) return null
  const all = rules.map(ofRule)
  return all.includes(null) ? null : all.flatMap((one) => one ?? [])
}

const ofRule = (rule: unknown): string[] | null => {
  if (!isRecord(rule)) return null
  const [verbs, resources, groups] = [rule.verbs, rule.resources, rule.apiGroups].map(textsOf)
  if (!verbs || !resources || !groups) return null
  const has = (list: string[], ...wanted: string[]) => list.includes('*') || wanted.some((one) => list.includes(one))
  const may = (verb: string, group: string[], ...on: string[]) =>
    has(verbs, verb) && has(groups, ...group) && has(resources, ...on)
  const rbac = ['rbac.authorization.k8s.io']
  return [
    ...(resources.includes('*') && has(groups, '') ? [`${visible(verbs.join(', '), 60)} on every resource`] : []),
    ...(may('bind', rbac, 'roles', 'clusterroles') ? ['bind'] : []),
    ...(may('escalate', rbac, 'roles', 'clusterroles') ? ['escalate'] : []),
    ...(may('impersonate', ['', 'authentication.k8s.io'], 'users', 'groups', 'serviceaccounts', 'uids')
      ? ['impersonate']
      : []),
  ]
}

/** An absent list is none; anything but a list of texts is undefined. */
const textsOf = (value: unknown): string[] | undefined => {
  if (value === undefined || value === null) return []
  return Array.isArray(value) && value.every((one) => typeof one === 'string' && !isMasked(one)) ? value : undefined
}

// As a data protection policy of CloudWatch Logs leaves what it hides: an asterisk for each character.
const isMasked = (text: string): boolean => text.includes('**')
