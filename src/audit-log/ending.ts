// How a hit's sentence ends: nothing where the request was allowed, else what the client got.
import type { AuditEvent } from './event.ts'

export const ending = ({ outcome, code }: AuditEvent): string =>
  outcome === 'allowed' || outcome === null
    ? ''
    : `, which ${outcome === 'denied' ? 'was denied' : 'failed'} (${code ?? 'no code'})`

/** `namespace/name`, or what there is of it. */
export const target = ({ namespace, name }: AuditEvent): string =>
  [namespace, name].filter((part) => part !== '').join('/') || 'unnamed'
