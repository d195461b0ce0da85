// A resource's own policy, as far as policies that only deny go. Whatever it does not know, it refuses to judge.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
import { glob, type Need } from './permissions.ts'

type Statement = {
  Sid?: string
  Effect: string
  Principal: unknown
  Action: string | string[]
  Resource: string | string[]
  Condition?: Record<string, Record<string, string | string[]>>
}

/** What the request says, by condition key in lower case; undefined: the key is known and not in this request. */
export type Context = Record<string, string | undefined>

/** Whether a statement of the policy, JSON text, denies this. Throws for a statement, an operator or a key that is not known here. */
export const denies = (policy: string, need: Need, context: Context): boolean => {
  const { Statement: statements } = JSON.parse(policy) as { Statement: Statement[] }
  return statements.some((statement) => {
    const { Sid, Effect, Principal, Action, Resource, Condition = {}, ...unknown } = statement
    if (Effect !== 'Deny' || Principal !== '*' || Object.keys(unknown).length > 0)
      throw new Error(`not judged here: ${JSON.stringify(statement)}`)
    return (
      list(Action).some((pattern) => glob(pattern.toLowerCase(), need.action.toLowerCase())) &&
      list(Resource).some((pattern) => glob(pattern, need.resource)) &&
      Object.entries(Condition).every(([operator, keys]) => holds(operator, keys, context))
    )
  })
}

const holds = (operator: string, keys: Record<string, string | string[]>, context: Context): boolean => {
  const compare = operators[operator]
  if (!compare) throw new Error(`not judged here: the condition operator ${operator}`)
  return Object.entries(keys).every(([key, wanted]) => {
    const name = key.toLowerCase()
    if (!(name in context)) throw new Error(`not judged here: the condition key ${key}`)
    return compare(context[name], list(wanted))
  })
}

// A positive operator does not hold where its key is missing, a negated one does.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
const operators: Record<string, (given: string | undefined, wanted: string[]) => boolean> = {
  ArnEquals: (given, wanted) => given !== undefined && wanted.some((pattern) => globArn(pattern, given)),
  ArnNotEquals: (given, wanted) => !wanted.some((pattern) => given !== undefined && globArn(pattern, given)),
  Bool: (given, wanted) => given !== undefined && wanted.includes(given),
  Null: (given, wanted) => wanted.includes(String(given === undefined)),
  NumericLessThan: (given, wanted) => given !== undefined && wanted.some((bound) => Number(given) < Number(bound)),
  StringNotEquals: (given, wanted) => given === undefined || !wanted.includes(given),
}

// Each of the six parts by itself.
const globArn = (pattern: string, arn: string): boolean => {
  const [wanted, given] = [pattern, arn].map(
    (text) => /^(.*?):(.*?):(.*?):(.*?):(.*?):(.*)$/s.exec(text)?.slice(1) ?? [text],
  )
  return wanted?.length === given?.length && (wanted ?? []).every((part, at) => glob(part, given?.[at] ?? ''))
}

const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])
