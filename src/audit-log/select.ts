// Applies a detection's select to an event, in code: what the query lets through is judged again.
import type { Select } from '../detection.ts'
import type { AuditEvent } from './event.ts'
import { isNoise } from './noise.ts'

export const selects = (select: Select, event: AuditEvent): boolean =>
  among(select.verb, event.verb) &&
  among(select.resource, event.resource) &&
  among(select.subresource, event.subresource) &&
  among(select.namespace, event.namespace) &&
  among(select.user, event.user) &&
  (select.impersonated === undefined || event.impersonated !== null) &&
  (select.userAgent === undefined || calls(event.userAgent, select.userAgent)) &&
  (select.butNoise === undefined || !isNoise(event))

const among = (wanted: readonly string[] | undefined, value: string): boolean =>
  wanted === undefined || wanted.includes(value)

const calls = (name: string, parts: readonly string[]): boolean => {
  const lower = name.toLowerCase()
  return parts.some((part) => lower.includes(part.toLowerCase()))
}
