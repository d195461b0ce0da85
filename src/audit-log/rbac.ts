// Requests that change roles and bindings: which of them somebody answers for, and what they hand out.
import type { Select } from '../detection.ts'
import { isRecord } from '../json.ts'
import { rbacResources } from './activity/rbac-rules.ts'
import { isAsked } from './asked.ts'
import { isOwnOfAws } from './by-aws.ts'
import type { AuditEvent } from './event.ts'
import { aggregatedTo, givesNothing, saysAll, setByEach } from './rbac-patch.ts'
import { type Rule, rbacGroup, readRules, ruleText } from './role-rules.ts'
import { ending, target, who } from './sentence.ts'
import { visible } from './visible.ts'
import { writes } from './written.ts'

const given = ['create', 'update', 'patch']
export const rbacWrites: Select = { verb: writes, resource: rbacResources, subresource: [''] }
export const roleWrites: Select = { verb: given, resource: ['roles', 'clusterroles'], subresource: [''] }
export const bindingWrites: Select = {
  verb: given,
  resource: ['rolebindings', 'clusterrolebindings'],
  subresource: [''],
}

/** Of RBAC, and not of a custom resource of the same name. */
export const isRbacRequest = (event: AuditEvent): boolean => [rbacGroup, ''].includes(event.apiGroup) && isAsked(event)

const aggregator = 'system:serviceaccount:kube-system:clusterrole-aggregation-controller'
const aggregated = ['admin', 'edit', 'view']

/**
 * What Kubernetes does by itself. Each API server puts back the default roles and bindings when it starts; a controller
 * rewrites three of them with the rules of roles that were told when somebody wrote them. Neither has an IAM principal
 * behind it: who was given such a name by aws-auth has.
 */
export const isByKubernetes = ({ user, principal, resource, name }: AuditEvent): boolean =>
  principal === null &&
  (user === 'system:apiserver' || (user === aggregator && resource === 'clusterroles' && aggregated.includes(name)))

const installers = ['eks:addon-manager', 'eks:cluster-bootstrap']
/** Brings what EKS and its add-ons need. https://docs.aws.amazon.com/eks/latest/userguide/default-roles-users.html */
export const isInstaller = (event: AuditEvent): boolean => installers.includes(event.user) && isOwnOfAws(event)
/** What detections of roles and bindings cannot see. */
export const refusedLimits =
  'A request that was refused before it was read holds no rules and no subjects: DET-06 and DET-14 tell that somebody tried.'
export const ofEksLimits =
  'What EKS brings as eks:addon-manager or eks:cluster-bootstrap is left out; a role named like those of EKS that aws-auth maps to such a user is held for EKS, and DET-15 tells the map.'
const byName =
  'A role is known by its name: what your own roles hand out is told when they are written (DET-07 to DET-12), not when they are bound.'
export const roleLimits = `${refusedLimits} ${ofEksLimits}`
export const bindingLimits = `${byName} ${refusedLimits}`

/** `alice asked to patch clusterroles ops` */
export const asked = (event: AuditEvent): string => {
  const all = event.verb === 'deletecollection' && event.name === ''
  const of = all ? `(all${event.namespace === '' ? '' : ` in ${visible(event.namespace, 100)}`})` : target(event)
  return `${who(event)} asked to ${event.verb} ${event.resource} ${of}`
}

/**
 * The object as it became or was to become; null where only operations tell. An answer without what is looked for is not
 * the object: the API server writes it out, empty or not.
 */
export const objectAsked = (event: AuditEvent, member: 'rules' | 'roleRef'): Record<string, unknown> | null => {
  const { body, requestObject } = event
  return body && !(member in body) && isRecord(requestObject) ? requestObject : body
}

/** The rules that a request gives to a role, or was to give: all it holds then, or those alone that operations add. */
export const rulesAsked = (event: AuditEvent): Rule[] => {
  const before = known.get(event)
  if (before) return before
  const rules = readAsked(event)
  known.set(event, rules)
  return rules
}
// Several detections ask for the same, and a role may have 10,000 rules.
const known = new WeakMap<AuditEvent, Rule[]>()

const readAsked = (event: AuditEvent): Rule[] => {
  if (!isRbacRequest(event) || isByKubernetes(event) || isInstaller(event)) return []
  const { verb, requestObject } = event
  if (verb === 'patch' && givesNothing(requestObject)) return []
  const role = objectAsked(event, 'rules')
  if (role && !(verb === 'patch' && saysAll(requestObject))) return readRules(role.rules).rules
  return setByEach(requestObject).flatMap(({ rules }) => readRules(rules, true).rules)
}

/** One sentence about the rules that are meant, if there are any. */
export const roleTold = (event: AuditEvent, isMeant: (rule: Rule) => boolean): string | undefined => {
  const meant = rulesAsked(event).filter(isMeant)
  if (meant.length === 0) return undefined
  const rules = meant.slice(0, 3).map(ruleText).join('; ')
  const more = meant.length > 3 ? ` and ${meant.length - 3} more such rules` : ''
  const { metadata } = event.body ?? {}
  const others = isRecord(metadata) && isRecord(metadata.labels) ? aggregatedTo(metadata.labels) : []
  const added = others.length > 0 ? `, and adds it to ${visible(others.join(', '), 60)}` : ''
  return `${asked(event)}, which grants ${visible(rules, 280)}${more}${added}${ending(event)}`
}
