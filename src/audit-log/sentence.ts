// The parts of a hit's sentence, each bounded, so that a long one does not push the others out.
import { isRecord } from '../json.ts'
import type { AuditEvent } from './event.ts'
import { visible } from './visible.ts'
import { isLeftOpen, writes } from './written.ts'

/** A value that should be text, and is whatever the client sent. */
export const said = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '?'))

export const who = ({ actor }: AuditEvent): string => visible(actor, 150)

/** The name that the object has or, where the API server is to choose it, begins with. */
export const nameOf = ({ name, body }: Pick<AuditEvent, 'name' | 'body'>): string => {
  if (name !== '' || !isRecord(body?.metadata)) return name
  const { name: own, generateName } = body.metadata
  return [own, generateName].find((one) => typeof one === 'string') ?? ''
}

/** `namespace/name`, or what there is of it. */
export const target = (event: Pick<AuditEvent, 'namespace' | 'name' | 'body'>): string =>
  visible([event.namespace, nameOf(event)].filter((part) => part !== '').join('/'), 150) || 'unnamed'

/** `pods/exec`; '' where none was asked for. */
export const resourceOf = ({ resource, subresource }: Pick<AuditEvent, 'resource' | 'subresource'>): string =>
  [resource, subresource].filter((part) => part !== '').join('/')

/** `pods/exec shop/cart-0`, or the address where no resource was asked for. */
export const what = (event: AuditEvent): string => {
  const resource = resourceOf(event)
  return resource === '' ? visible(event.requestURI, 150) : `${visible(resource, 100)} ${target(event)}`
}

/** How it ended: nothing where the request was allowed, else what the client got. */
export const ending = (event: AuditEvent): string => {
  const { outcome, code, verb } = event
  if (outcome === 'allowed' || outcome === null) return ''
  const isOpen = isLeftOpen(event) && writes.includes(verb)
  const how =
    outcome === 'denied' ? 'was denied' : isOpen ? 'may be done all the same, as its answer was lost' : 'failed'
  return `, which ${how} (${code ?? 'no code'})`
}

/**
 * What was allowed has no ending: a name may be chosen so that it reads like one. It is said first then, and so it is beside
 * letters that only look like those.
 */
export const plainly = ({ outcome, code }: AuditEvent, sentence: string): string =>
  outcome === 'allowed' && (/which (was denied|failed|may be)/.test(sentence) || /[^ -~…]/.test(sentence))
    ? `allowed (${code ?? 'no code'}): ${sentence}`
    : sentence
