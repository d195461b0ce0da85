// The parts of a hit's sentence, each bounded, so that a long one does not push the others out.
import type { AuditEvent } from './event.ts'
import { visible } from './visible.ts'
import { isLeftOpen, writes } from './written.ts'

/** A value that should be text, and is whatever the client sent. */
export const said = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '?'))

export const who = ({ actor }: AuditEvent): string => visible(actor, 150)

/** `namespace/name`, or what there is of it. */
export const target = ({ namespace, name }: AuditEvent): string =>
  visible([namespace, name].filter((part) => part !== '').join('/'), 150) || 'unnamed'

/** How it ended: nothing where the request was allowed, else what the client got. */
export const ending = (event: AuditEvent): string => {
  const { outcome, code, verb } = event
  if (outcome === 'allowed' || outcome === null) return ''
  const isOpen = isLeftOpen(event) && writes.includes(verb)
  const how =
    outcome === 'denied' ? 'was denied' : isOpen ? 'may be done all the same, as its answer was lost' : 'failed'
  return `, which ${how} (${code ?? 'no code'})`
}
