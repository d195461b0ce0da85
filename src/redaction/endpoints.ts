// Where AWS tells whom a topic tells: people by their addresses, and services by addresses that may hold a key.
import { isRecord } from '../json.ts'
import { changeAt, marker, type Redaction, withholding } from './redaction.ts'

/**
 * Of a mail address the domain stays, of a URL its scheme and host; an ARN stays whole. A telephone number, and whatever else
 * it is, goes.
 */
const withheld = (endpoint: unknown): unknown => {
  if (endpoint === null || endpoint === '') return endpoint
  if (typeof endpoint !== 'string') return marker
  const [, scheme, authority = '', rest = ''] = /^(https?:\/\/)([^/?#]*)(.*)$/is.exec(endpoint) ?? []
  if (scheme !== undefined) {
    const isBare = !authority.includes('@') && (rest === '' || rest === '/')
    return isBare ? endpoint : `${scheme}${authority.split('@').at(-1)}/${marker}`
  }
  if (/^arn:[^@\s]+$/.test(endpoint)) return endpoint
  const domain = /@([^@\s]+)$/.exec(endpoint)?.[1]
  return domain === undefined ? marker : `${marker}@${domain}`
}

const at = (action: Redaction['action'], path: readonly string[], isMeant = (_: unknown) => true): Redaction => {
  const member = path.at(-1) ?? ''
  const name = path.join('.').replaceAll('.[]', '[]')
  return {
    action,
    names: [name],
    apply: (body, took) =>
      changeAt(body, path.slice(0, -1), (holder) => {
        if (!isMeant(holder)) return holder
        return changeAt(holder, [member], (value) => {
          const left = withheld(value)
          if (left !== value) took(name)
          return left
        })
      }),
  }
}

/** Whom a topic tells, and what a rule sends along to a target beyond AWS. */
export const endpoints: readonly Redaction[] = [
  at('sns:ListSubscriptionsByTopic', ['Subscriptions', '[]', 'Endpoint']),
  at('sns:GetSubscriptionAttributes', ['Attributes', 'Endpoint']),
  withholding('events:ListTargetsByRule', ['Targets', '[]', 'HttpParameters']),
]

/** The address that a deployment of ours was given: the stack tells it among its parameters. */
export const alarmEmail: Redaction = at(
  'cloudformation:DescribeStacks',
  ['Stacks', '[]', 'Parameters', '[]', 'ParameterValue'],
  (parameter) => isRecord(parameter) && parameter.ParameterKey === 'AlarmEmail',
)
