// Whom a request binds to which role.
import { anyPattern } from '../arn-pattern.ts'
import { isRecord } from '../json.ts'
import type { AuditEvent } from './event.ts'
import { listed, textsOf } from './members.ts'
import { asked, isByKubernetes, isRbacRequest, objectAsked } from './rbac.ts'
import { givesNothing, saysAll, setByEach } from './rbac-patch.ts'
import { ending, said } from './sentence.ts'
import { visible } from './visible.ts'

export type Subject = { kind: string; namespace: string; name: string }
/** `role` is undefined where nothing tells it: a patch need not name it. */
export type Bound = { role: string | undefined; isClusterRole: boolean; subjects: Subject[] }

/** Undefined where the request gives nobody anything. */
export const boundBy = (event: AuditEvent): Bound | undefined => {
  if (!isRbacRequest(event) || isByKubernetes(event)) return undefined
  const { verb, requestObject, responseObject, resource, name } = event
  if (verb === 'patch' && givesNothing(requestObject)) return undefined
  const binding = objectAsked(event, 'roleRef')
  const puts = verb === 'patch' ? setByEach(requestObject) : []
  const isKnown = binding !== null && !(verb === 'patch' && saysAll(requestObject))
  const subjects = isKnown ? subjectsIn(binding.subjects) : puts.flatMap((put) => subjectsIn(put.subjects))
  // Bound to nobody: the API server leaves out a list that is empty.
  if (binding !== null && binding === responseObject && subjects.length === 0) return undefined
  const roleRef = binding?.roleRef ?? puts.map((put) => put.roleRef).findLast((one) => one !== undefined)
  const ref = isRecord(roleRef) ? roleRef : { name: roleRef }
  return {
    role: textsOf(ref.name)[0] ?? (resource === 'clusterrolebindings' ? roleOfBuiltIn(name) : undefined),
    isClusterRole: ref.kind !== 'Role',
    subjects: subjects.map(subjectOf),
  }
}

// A patch says nothing of the role. The bindings that every cluster is born with go by their roles' names, but for one of EKS.
const roleOfBuiltIn = (name: string): string | undefined => {
  if (name === 'eks:addon-cluster-admin') return 'cluster-admin'
  return name === 'cluster-admin' || name.startsWith('system:') ? name : undefined
}

// One that came without its list has a name.
const subjectsIn = (value: unknown): unknown[] => (isRecord(value) && 'name' in value ? [value] : listed(value))

const subjectOf = (subject: unknown): Subject => {
  if (!isRecord(subject)) return { kind: '', namespace: '', name: said(subject) }
  const [kind, namespace, name] = [subject.kind, subject.namespace, subject.name].map((one) =>
    one === undefined || one === null ? '' : said(one),
  ) as [string, string, string]
  return { kind, namespace, name }
}

export const bindingTold = (event: AuditEvent, { role, subjects }: Bound): string => {
  const whom = subjects.slice(0, 20).map(({ kind, namespace, name }) => {
    const full = [namespace, name].filter((part) => part !== '').join('/')
    return [kind, full || '?'].filter((part) => part !== '').join(' ')
  })
  const what = visible(role ?? 'a role that the entry does not name', 100)
  const more = subjects.length > whom.length ? ` and ${subjects.length - whom.length} more` : ''
  const to = visible(whom.join(', '), 180) || 'nobody named'
  return `${asked(event)}, which grants ${what} to ${to}${more}${ending(event)}`
}

/** Roles beside cluster-admin that hand out much, by their names; `*` stands for any characters. */
export const privilegedRoles: readonly string[] = ['admin', 'edit', 'system:*']

/** Those of Kubernetes and of EKS's add-ons that let one read what is no secret, or ask about others' rights. */
export const harmlessRoles: readonly string[] = [
  'system:aggregate-to-view',
  'system:aggregated-metrics-reader',
  'system:auth-delegator',
  'system:basic-user',
  'system:coredns',
  'system:discovery',
  'system:metrics-server',
  'system:metrics-server-aggregated-reader',
  'system:monitoring',
  'system:node-proxier',
  'system:public-info-viewer',
  'system:service-account-issuer-discovery',
]

/** `but` goes before `roles`. */
export const isPrivileged = (
  { role, isClusterRole }: Bound,
  { roles, but }: { roles: readonly string[]; but: readonly string[] },
): boolean => {
  const name = role ?? ''
  return isClusterRole && anyPattern(roles)(name) && !anyPattern(but)(name)
}

/** EKS gives rights to its own users, and to no person. */
export const isOfEks = ({ kind, name }: Subject): boolean => kind === 'User' && name.startsWith('eks:')
