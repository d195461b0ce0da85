// The rules of a role, matched as the API server's authorizer matches them.
// https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/rbac/v1/evaluation_helpers.go
import { isRecord } from '../json.ts'
import { textsOf } from './members.ts'
import { visible } from './visible.ts'

export const rbacGroup = 'rbac.authorization.k8s.io'

/** null is not known: a patch that names one member of a rule leaves the others as they are. */
type Texts = readonly string[] | null
export type Rule = Record<'verbs' | 'apiGroups' | 'resources' | 'resourceNames' | 'nonResourceURLs', Texts>

/** What it takes to do one of some things, by the names of the authorizer: `pods`, `pods/exec`. */
export type Right = {
  verbs: readonly string[]
  groups: readonly string[]
  on: readonly string[]
  /** The verb says by itself what is meant. */
  byVerb?: true
}

const byRole = { groups: [rbacGroup], on: ['roles', 'clusterroles'], byVerb: true } as const
/** By which one gets every other right. https://kubernetes.io/docs/concepts/security/rbac-good-practices/ */
export const escalations: Readonly<Record<string, Right>> = {
  bind: { verbs: ['bind'], ...byRole },
  escalate: { verbs: ['escalate'], ...byRole },
  impersonate: {
    verbs: ['impersonate'],
    groups: ['', 'authentication.k8s.io'],
    on: ['users', 'groups', 'serviceaccounts', 'uids'],
    byVerb: true,
  },
}

/**
 * `odd`: something in it is not as Kubernetes has it. What it was meant to be is read all the same. `partly`: what a rule
 * does not say is not known, rather than none.
 */
export const readRules = (rules: unknown, partly = false): { rules: Rule[]; odd: boolean } => {
  const isList = Array.isArray(rules)
  const all = isList ? rules : isRecord(rules) ? [rules, ...Object.values(rules)] : []
  const read = all.filter(isRecord)
  const isAbsent = rules === undefined || rules === null
  return {
    rules: read.map((rule) => readRule(rule, partly ? null : [])),
    odd: !(isList || isAbsent) || read.length < all.length || read.some(isOdd),
  }
}

// A rule without a group is refused by the API server, and left out by whoever writes one by hand.
const readRule = (rule: Record<string, unknown>, absent: Texts): Rule => {
  const of = (member: keyof Rule): Texts => {
    const value = rule[member]
    return value === undefined || value === null ? absent : textsOf(value)
  }
  const groups = of('apiGroups')
  return {
    verbs: of('verbs'),
    apiGroups: groups && groups.length > 0 ? groups : null,
    resources: of('resources'),
    resourceNames: of('resourceNames'),
    nonResourceURLs: of('nonResourceURLs'),
  }
}

const isOdd = ({ verbs, resources, apiGroups }: Record<string, unknown>): boolean =>
  ![verbs, resources, apiGroups].every(
    (value) =>
      value === undefined ||
      value === null ||
      (Array.isArray(value) && value.every((one) => typeof one === 'string' && !isMasked(one))),
  )

/** As a data protection policy of CloudWatch Logs leaves what it hides: an asterisk for each character. */
export const isMasked = (text: string): boolean => text.includes('**')

/** What is not known fits where the rest says what is meant: a resource by its own name, a verb that means nothing else. */
export const allows = ({ verbs, apiGroups, resources }: Rule, { verbs: any, groups, on, byVerb }: Right): boolean => {
  if (apiGroups && !apiGroups.includes('*') && !groups.some((one) => apiGroups.includes(one))) return false
  const verb = matched(verbs, any)
  if (verb === 'none') return false
  const resource = matched(resources, on.flatMap(namesOf))
  if (verb === 'unknown') return resource === 'named'
  if (resource === 'unknown') return byVerb === true && verb === 'named'
  return resource !== 'none'
}

const matched = (given: Texts, wanted: readonly string[]): 'named' | 'all' | 'none' | 'unknown' => {
  if (given === null) return 'unknown'
  if (wanted.some((one) => given.includes(one))) return 'named'
  return given.includes('*') ? 'all' : 'none'
}

// Of a subresource there is also `*/exec`. `pods/*` names nothing: the authorizer does not know it.
const namesOf = (resource: string): string[] => {
  const [, sub] = resource.split('/')
  return sub === undefined ? [resource] : [resource, `*/${sub}`]
}

/** `get, list on secrets (db)` */
export const ruleText = ({ verbs, resources, resourceNames, nonResourceURLs }: Rule): string => {
  const shown = (texts: Texts): string => visible((texts ?? ['?']).slice(0, 12).join(', '), 100)
  const on = resources?.length === 0 ? nonResourceURLs : resources
  const names = resourceNames && resourceNames.length > 0 ? ` (${shown(resourceNames)})` : ''
  return `${shown(verbs)} on ${shown(on ?? nonResourceURLs)}${names}`
}
