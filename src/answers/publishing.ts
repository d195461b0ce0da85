// Whether a topic's policy lets a service of AWS publish.
// https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
import { arnPattern } from '../arn-pattern.ts'
import { binding, conditionsOf, list, type Statement } from './policy.ts'

/** `undecided`: it hangs on what cannot be told here. */
export type Publishing = 'allowed' | 'denied' | 'undecided'

type Asked = {
  topic: string
  account: string
  service: string
  /** How the ARN begins in whose name the service publishes; null where it names none, and no condition can hold. */
  source: string | null
}
type Held = boolean | 'undecided'

export const mayPublish = (statements: Statement[], asked: Asked): Publishing => {
  const said = (effect: Statement['Effect']): Held[] =>
    statements.filter(({ Effect }) => Effect === effect).map((one) => holds(one, asked))
  const [denials, allows] = [said('Deny'), said('Allow')]
  if (denials.includes(true)) return 'denied'
  if (allows.includes(true)) return denials.includes('undecided') ? 'undecided' : 'allowed'
  return allows.includes('undecided') ? 'undecided' : 'denied'
}

const all = (held: Held[]): Held => !held.includes(false) && (held.includes('undecided') ? 'undecided' : true)

const holds = (one: Statement, asked: Asked): Held =>
  all([
    one.Principal === undefined ? 'undecided' : isMeant(one.Principal, asked.service),
    one.Action === undefined ? 'undecided' : names(one.Action, 'sns:publish'),
    one.Resource === undefined ? 'undecided' : names(one.Resource, asked.topic),
    ...conditionsOf(one).map((condition) => meets(condition, one.Effect, asked)),
  ])

const isMeant = (principal: NonNullable<Statement['Principal']>, service: string): boolean =>
  principal === '*' || list(principal.AWS).includes('*') || list(principal.Service).includes(service)

const names = (patterns: string | string[], what: string): boolean =>
  list(patterns).some((pattern) => arnPattern(pattern.toLowerCase())(what.toLowerCase()))

const ofAccount = ['aws:sourceaccount', 'aws:sourceowner']

const meets = ({ operator, key, values }: Condition, effect: Statement['Effect'], asked: Asked): Held => {
  // AWS's services speak TLS.
  if (key === 'aws:securetransport' && operator === 'Bool' && values.every((value) => value === 'false')) return false
  // "You can't use Condition blocks in Amazon SNS topic policies for EventBridge": its requests have no such keys.
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
  if (asked.source === null) return effect === 'Allow' ? false : 'undecided'
  if (!binding.test(operator)) return 'undecided'
  if (ofAccount.includes(key)) return values.includes(asked.account)
  if (key !== 'aws:sourcearn') return 'undecided'
  const name = `${asked.source}any`
  return values.some((value) => arnPattern(value)(name)) ? true : 'undecided'
}
type Condition = ReturnType<typeof conditionsOf>[number]
