// Whether a request changed anything, and to what: for facts that tell what was changed.
import { isRecord } from '../json.ts'
import type { AuditEvent, Unreadable } from './event.ts'
import { decodedPath, parametersOf } from './request-uri.ts'

export const writes: readonly string[] = ['create', 'update', 'patch', 'delete', 'deletecollection']

/** Answered, not refused, and not a rehearsal: kubectl diff and --dry-run=server write like anybody and change nothing. */
export const isWritten = (event: AuditEvent): boolean =>
  writes.includes(event.verb) && (isAnswered(event) || isLeftOpen(event)) && !isDryRun(event)

const isAnswered = ({ stage, outcome }: AuditEvent): boolean => stage === 'ResponseComplete' && outcome === 'allowed'

/**
 * Who gives up waiting, by `?timeout=` or by hanging up, is answered with 504, and what was asked may be done all the same
 * (k8s.io/apiserver, endpoints/handlers/finisher). The same of a handler that panicked.
 */
export const isLeftOpen = ({ stage, code }: AuditEvent): boolean =>
  stage === 'Panic' || (stage === 'ResponseComplete' && code === 504)

/** A rehearsal: it is answered like the real thing, and nothing is stored. */
export const isDryRun = ({ verb, level, requestURI, requestObject }: AuditEvent): boolean => {
  const byQuery = /dryRun|%/.test(requestURI) && parametersOf(requestURI).get('dryRun')?.includes('All') === true
  if (!verb.startsWith('delete')) return byQuery
  // A deletion that comes with options has them from its body, and its query is not looked at (handlers/delete.go). At a level
  // without bodies nobody can tell.
  if (isRecord(requestObject)) return Array.isArray(requestObject.dryRun) && requestObject.dryRun.includes('All')
  return byQuery && level !== 'Metadata'
}

/**
 * The whole object of a kind as it became; null where the log does not hold it: at a lower level, of a patch alone, or because
 * the client had itself answered with less (`Accept: ...;as=PartialObjectMetadata`), for what is answered is what is logged.
 */
export const wholeObject = (event: AuditEvent, kind: string): Record<string, unknown> | null => {
  const { verb, responseObject, requestObject } = event
  if (isRecord(responseObject) && responseObject.kind === kind && !isLeftOpen(event)) return responseObject
  const isWhole = verb === 'create' || verb === 'update'
  return isWhole && isRecord(requestObject) && requestObject.kind === kind ? requestObject : null
}

/** Whether an entry that cannot be read may be a write below one of these paths. */
export const mayWrite =
  (...below: readonly string[]) =>
  ({ head }: Unreadable): boolean => {
    if (!head) return true
    if (!writes.includes(head.verb)) return false
    const path = decodedPath(head.uri)
    return path === undefined || below.some((one) => path.startsWith(one))
  }

/** The same, by any part of the path. */
export const mayWriteTo =
  (resources: readonly string[]) =>
  ({ head }: Unreadable): boolean => {
    if (!head) return true
    if (!writes.includes(head.verb)) return false
    const path = decodedPath(head.uri)
    return path === undefined || path.split('/').some((part) => resources.includes(part))
  }
