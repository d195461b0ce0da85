// Whether a request changed anything, and to what: for facts that tell what was changed.
import { isRecord } from '../json.ts'
import type { AuditEvent, Unreadable } from './event.ts'

export const writes: readonly string[] = ['create', 'update', 'patch', 'delete', 'deletecollection']

/** Allowed, answered, and not a rehearsal: kubectl diff and --dry-run=server write like anybody and change nothing. */
export const isWritten = (event: AuditEvent): boolean =>
  event.stage === 'ResponseComplete' && event.outcome === 'allowed' && writes.includes(event.verb) && !isDryRun(event)

const isDryRun = ({ requestURI, requestObject }: AuditEvent): boolean => {
  const [, query = ''] = requestURI.split('?')
  const asked = new URLSearchParams(query).getAll('dryRun')
  // Deleting takes its options as the request's body.
  const options = isRecord(requestObject) && requestObject.kind === 'DeleteOptions' ? requestObject.dryRun : undefined
  return asked.includes('All') || (Array.isArray(options) && options.includes('All'))
}

/** The whole object as it became; null where the log does not hold it: at a lower level, or of a patch alone. */
export const wholeObject = ({ verb, responseObject, requestObject }: AuditEvent): Record<string, unknown> | null => {
  if (isRecord(responseObject) && responseObject.kind !== 'Status') return responseObject
  return (verb === 'create' || verb === 'update') && isRecord(requestObject) ? requestObject : null
}

/** Whether an entry that cannot be read may be a write below one of these paths. */
export const mayWrite =
  (...below: readonly string[]) =>
  ({ head }: Unreadable): boolean => {
    if (!head) return true
    if (!writes.includes(head.verb)) return false
    const path = pathOf(head.uri)
    return path === null || below.some((one) => path.startsWith(one))
  }

/** The same, by any part of the path. */
export const mayWriteTo =
  (resources: readonly string[]) =>
  ({ head }: Unreadable): boolean => {
    if (!head) return true
    if (!writes.includes(head.verb)) return false
    const path = pathOf(head.uri)
    return path === null || path.split('/').some((part) => resources.includes(part))
  }

// A client may encode what it likes: the API server looks at what it means.
const pathOf = (uri: string): string | null => {
  try {
    return decodeURIComponent(uri.split('?')[0] ?? '')
  } catch {
    return null
  }
}
