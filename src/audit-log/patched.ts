// Whether a request can have changed a part of its object: a controller patches what is its own and leaves the rest as it was.
import { isRecord } from '../json.ts'
import type { AuditEvent } from './event.ts'
import { isHuman } from './human.ts'
import { type Operation, operationsOf } from './patch-operations.ts'

/** The operations of a JSON patch; none of what is another. */
export const operationsAsked = ({ verb, requestObject }: AuditEvent): readonly Operation[] =>
  verb === 'patch' ? (operationsOf(requestObject) ?? []) : []

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** False only where a patch shows that it leaves all of these as they were: `['metadata', 'annotations']`. */
export const mayTouch = (event: AuditEvent, ...parts: readonly (readonly string[])[]): boolean => {
  const { verb, requestObject } = event
  if (verb !== 'patch') return true
  const operations = operationsAsked(event)
  if (operations.length === 0) return !isRecord(requestObject) || parts.some((path) => touches(requestObject, path))
  return parts.some((path) => {
    const part = `/${path.map(escaped).join('/')}/`
    return operations.some(
      (one) => one.op !== 'test' && (`${one.path}/`.startsWith(part) || part.startsWith(`${one.path}/`)),
    )
  })
}

// A merge that names a member above and makes it another kind of thing changes what was below.
const touches = (merge: Record<string, unknown>, path: readonly string[]): boolean => {
  const [first = '', ...rest] = path
  if (!(first in merge)) return merge.$patch !== undefined
  const next = merge[first]
  return rest.length === 0 || !isRecord(next) || touches(next, rest)
}

/**
 * Whether a controller writes the status that it reports, with the whole object around it. Who patches annotations through the
 * status changes them (registry/core/service/strategy.go), and so does a person.
 */
export const isReport = (event: AuditEvent): boolean =>
  event.subresource === 'status' && event.verb !== 'patch' && !isHuman(event)
