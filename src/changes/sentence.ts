// The parts of the sentence that a hit on a management event is told by, each bounded.
import { said as saidBy } from '../audit-log/sentence.ts'
import { visible } from '../audit-log/visible.ts'
import type { Hit } from '../model.ts'
import type { Acted, Changed } from './event.ts'
import { said } from './target.ts'

/** A value that should be text. */
export const text = (value: unknown, most = 100): string => visible(said(value) ?? saidBy(value), most)

/** A value that should be a list of texts, at most ten of them. */
export const listed = (value: unknown): string => {
  if (!Array.isArray(value)) return text(value)
  const more = value.length > 10 ? ` and ${value.length - 10} more` : ''
  return `${value
    .slice(0, 10)
    .map((one) => text(one))
    .join(', ')}${more}`
}

/** Whether a member was asked for: null is no member. */
export const isAsked = (value: unknown): boolean => value !== undefined && value !== null

/** With whom the chain of roles began, and the service that called in the identity's name, where the event names them. */
export const who = ({ who: { arn, source, invokedBy } }: Acted): string => {
  const through = invokedBy !== null && invokedBy !== arn ? ` through ${visible(invokedBy, 60)}` : ''
  return `${visible(arn, 150)}${source === null ? '' : ` (${visible(source, 60)})`}${through}`
}

/** Whom an access entry or an association of policies is about: the event may write the ARN percent-encoded. */
export const principalOf = ({ asked }: Changed): string => visible(said(asked.principalArn) ?? 'nobody named', 150)

export const cluster = ({ cluster: name }: Changed): string => `the cluster ${visible(name ?? 'unnamed', 100)}`
export const repository = ({ repository: name }: Changed): string => `the repository ${visible(name ?? 'unnamed', 256)}`

/** What came of it: EKS begins an update with it, which may fail later. */
export const outcomeOf = ({ error }: Pick<Acted, 'error'>): Exclude<Hit['outcome'], 'unknown'> =>
  error === null ? 'allowed' : /AccessDenied|Unauthorized/.test(error) ? 'denied' : 'failed'

/** How it ended: nothing where it took effect. */
export const ending = (event: Acted): string => {
  const outcome = outcomeOf(event)
  if (outcome === 'allowed') return ''
  return `, which ${outcome === 'denied' ? 'was denied' : 'failed'} (${visible(event.error ?? '', 80)})`
}
