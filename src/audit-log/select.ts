// Applies a detection's select to an event, in code: what the query lets through is judged again.
import type { Select } from '../detection.ts'
import type { AuditEvent } from './event.ts'
import { isNoise } from './noise.ts'

export const selects = (select: Select, event: AuditEvent): boolean => missing(select, event) === undefined

/** The first member of a select that an event does not fit; undefined where it fits all. */
export const missing = (select: Select, event: AuditEvent): keyof Select | undefined => {
  if (!among(select.verb, event.verb)) return 'verb'
  if (!among(select.resource, event.resource)) return 'resource'
  if (!among(select.subresource, event.subresource)) return 'subresource'
  if (!among(select.namespace, event.namespace)) return 'namespace'
  if (!among(select.user, event.user)) return 'user'
  if (select.impersonated !== undefined && event.impersonated === null) return 'impersonated'
  if (select.userAgent !== undefined && !calls(event.userAgent, select.userAgent)) return 'userAgent'
  return select.butNoise !== undefined && isNoise(event) ? 'butNoise' : undefined
}

const among = (wanted: readonly string[] | undefined, value: string): boolean =>
  wanted === undefined || wanted.includes(value)

// Of the letters of ASCII alone the case is not looked at, as in the query: the Kelvin sign is no k.
const calls = (name: string, parts: readonly string[]): boolean => {
  const folded = fold(name)
  return parts.some((part) => folded.includes(fold(part)))
}

const fold = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
