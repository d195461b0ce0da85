// What a NetworkPolicy leaves open, as far as the object itself shows it. https://kubernetes.io/docs/concepts/services-networking/network-policies/
import { isRecord } from '../json.ts'
import type { AuditEvent } from './event.ts'
import { memberAt } from './members.ts'
import { operationsAsked } from './patched.ts'
import { said } from './sentence.ts'

const directions = [
  { type: 'Ingress', rules: 'ingress', peers: 'from', phrase: 'lets anybody in' },
  { type: 'Egress', rules: 'egress', peers: 'to', phrase: 'lets everything out' },
] as const

/** One phrase for each way in which it is open. */
export const opened = (event: AuditEvent): string[] => {
  const spec = memberAt(event.body, ['spec'])
  const found = isRecord(spec) ? openedBy(spec) : []
  return dropsType(event) ? [...found, 'takes a direction out of its policyTypes'] : found
}

const openedBy = (spec: Record<string, unknown>): string[] => {
  const types = Array.isArray(spec.policyTypes) ? spec.policyTypes : []
  const wholeNamespace = isRecord(spec.podSelector) && selectsAll(spec.podSelector)
  return directions.flatMap(({ type, rules, peers, phrase }) => {
    const own = Array.isArray(spec[rules]) ? spec[rules] : []
    // Rules of a direction that the types leave out are not looked at: nothing is shut.
    if (own.length > 0 && types.length > 0 && !types.includes(type))
      return [`has ${rules} rules that its policyTypes leave out`]
    // What single pods may reach outside is open in most policies, which care for what comes in.
    if (type === 'Egress' && !wholeNamespace) return []
    return own.some((rule) => isRecord(rule) && isOpen(rule, peers))
      ? [phrase + (wholeNamespace ? ', for every pod of the namespace' : '')]
      : []
  })
}

const selectsAll = ({ matchLabels, matchExpressions }: Record<string, unknown>): boolean =>
  (!isRecord(matchLabels) || Object.keys(matchLabels).length === 0) &&
  (!Array.isArray(matchExpressions) || matchExpressions.length === 0)

/** Any port and any peer: none is named, or all addresses of a family are. */
const isOpen = (rule: Record<string, unknown>, peers: 'from' | 'to'): boolean => {
  if (Array.isArray(rule.ports) && rule.ports.length > 0) return false
  const named = Array.isArray(rule[peers]) ? rule[peers] : []
  return named.length === 0 || named.some((peer) => isEverywhere(memberAt(peer, ['ipBlock'])))
}

const isEverywhere = (block: unknown): boolean =>
  isRecord(block) && /\/0+$/.test(said(block.cidr)) && !(Array.isArray(block.except) && block.except.length > 0)

const dropsType = (event: AuditEvent): boolean =>
  operationsAsked(event).some(({ op, path }) => op === 'remove' && /^\/spec\/policyTypes(\/|$)/.test(path))
