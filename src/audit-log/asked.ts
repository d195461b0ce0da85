// What a request asked to have: whole, as a merge, or as operations. What was there already, it did not ask for.
import { isRecord } from '../json.ts'
import type { AuditEvent } from './event.ts'
import { operationsOf, setBy } from './patch-operations.ts'
import { isDryRun } from './written.ts'

/**
 * Whether it was answered, allowed or not, and was no rehearsal. 409 is no answer: the object is there already or was changed
 * meanwhile, nothing was written or refused, and who means it asks again. But of a collection some may be gone by then: a
 * condition that holds for the first of them alone stops at the second (k8s.io/apiserver, registry/generic: DeleteCollection).
 */
export const isAsked = (event: AuditEvent): boolean =>
  event.outcome !== null && (event.code !== 409 || event.verb === 'deletecollection') && !isDryRun(event)

/**
 * The object, or the part of it that the request names: a merge does not set what it does not say, though the answer holds the
 * whole object. Only where the operations copy what they do not say, or the request was not logged, what became of it is taken
 * instead.
 */
export const askedObject = (event: AuditEvent): Record<string, unknown> | null => {
  const before = known.get(event)
  if (before !== undefined) return before
  const object = readAsked(event)
  known.set(event, object)
  return object
}
// Several detections ask for the same, and a patch may have 10,000 operations.
const known = new WeakMap<AuditEvent, Record<string, unknown> | null>()

const readAsked = ({ verb, requestObject, body }: AuditEvent): Record<string, unknown> | null => {
  if (verb !== 'patch') return body
  const operations = operationsOf(requestObject)
  if (!operations) return isRecord(requestObject) ? requestObject : body
  const { set, isAll } = setBy(operations)
  return isAll || body === null || body === requestObject ? set : body
}
