// Whether a request lowers what Pod Security Admission enforces in a namespace. https://kubernetes.io/docs/concepts/security/pod-security-admission/
import { isRecord } from '../json.ts'
import { askedObject } from './asked.ts'
import type { AuditEvent } from './event.ts'
import { memberAt } from './members.ts'
import { operationsAsked } from './patched.ts'

const enforce = 'pod-security.kubernetes.io/enforce'
const labels = ['metadata', 'labels']
const pointer = `/metadata/labels/${enforce.replaceAll('/', '~1')}`

/** A phrase where it sets the level to privileged or takes the label away; undefined where it does neither as far as it shows. */
export const enforcementLowered = (event: AuditEvent): string | undefined => {
  if (memberAt(askedObject(event), [...labels, enforce]) === 'privileged')
    return `with ${enforce}=privileged: pods may do what they like there`
  return takesAway(event) ? `without ${enforce}: what pods may do is what the cluster allows by default` : undefined
}

const takesAway = (event: AuditEvent): boolean => {
  const { verb, requestObject, body } = event
  if (verb !== 'patch') return false
  if (
    operationsAsked(event).some(
      ({ op, path, from }) => (op === 'remove' ? path : op === 'move' ? from : '') === pointer,
    )
  )
    return true
  const all = operationsAsked(event).some(({ op, path }) => op === 'remove' && path === '/metadata/labels')
  if (all || memberAt(requestObject, labels) === null) return true
  const merged = memberAt(requestObject, labels)
  if (!isRecord(merged)) return false
  const replaced = merged.$patch === 'replace' || merged.$patch === 'delete'
  return (
    merged[enforce] === null || (replaced && memberAt(body, [...labels, enforce]) === undefined && !(enforce in merged))
  )
}
