// Policies as AWS sends them, of resources, of roles' trust, and of identities; and who outside the account they let in.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
import * as z from 'zod/mini'
import { accountOf } from '../arn.ts'
import { parseJson } from '../json.ts'
import { notDocumented, shapedText } from './answers.ts'

const texts = z.union([z.string(), z.array(z.string())])
const scalar = z.union([z.string(), z.number(), z.boolean()])
// IAM takes no Principal that names nobody: such a one was cut.
const named = z.record(z.string(), texts).check(z.refine((all) => Object.keys(all).length > 0))
const principal = z.union([z.literal('*'), named])
const statement = z.object({
  Sid: z.optional(z.string()),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.optional(principal),
  NotPrincipal: z.optional(principal),
  Action: z.optional(texts),
  NotAction: z.optional(texts),
  Resource: z.optional(texts),
  NotResource: z.optional(texts),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), z.union([scalar, z.array(scalar)])))),
})
// One statement may stand where a list is expected.
const document = z.object({ Statement: z.union([statement, z.array(statement)]) })

export type Statement = z.infer<typeof statement>

/** A policy of a resource, a role's trust among them. Throws OBSERVATION_INVALID. */
export const readPolicy = (text: string, what: string): Statement[] => {
  const statements = statementsOf(text, what)
  for (const one of statements) exactlyOne(one, ['Principal', 'NotPrincipal'], what)
  return statements
}

/** A policy of an identity: what whoever has it may do. Throws OBSERVATION_INVALID. */
export const readGrants = (text: string, what: string): Statement[] => {
  const statements = statementsOf(text, what)
  for (const one of statements) {
    exactlyOne(one, ['Action', 'NotAction'], what)
    exactlyOne(one, ['Resource', 'NotResource'], what)
  }
  return statements
}

/** A role's trust: a resource policy whose resource is the role. Throws OBSERVATION_INVALID. */
export const readTrust = (text: string, what: string): Statement[] => {
  const statements = readPolicy(text, what)
  for (const one of statements) exactlyOne(one, ['Action', 'NotAction'], what)
  return statements
}

/** IAM sends policies percent-encoded, RFC 3986. Throws OBSERVATION_INVALID. */
export const decoded = (text: string, what: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw notDocumented(what, 'not percent-encoded')
  }
}

const statementsOf = (text: string, what: string): Statement[] => {
  // With a member twice nobody knows which of the two IAM takes.
  const { Statement: all } = shapedText(document, text, what, parseJson)
  return Array.isArray(all) ? all : [all]
}

// Both would contradict each other, and neither says nothing: AWS takes no such policy.
const exactlyOne = (one: Statement, names: (keyof Statement)[], what: string): void => {
  const there = names.filter((name) => one[name] !== undefined)
  if (there.length !== 1) throw notDocumented(what, `a statement with ${there.join(' and ') || `no ${names[0]}`}`)
}

/** Every condition of a statement: its operator, its key in lower case, as AWS ignores the case of keys, and its values. */
export const conditionsOf = ({ Condition }: Statement): { operator: string; key: string; values: string[] }[] =>
  Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => ({ operator, key: key.toLowerCase(), values: list(value).map(String) })),
  )

export const list = <T extends string | number | boolean>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** Operators that hold only where the request has the key: not `...IfExists`, not `ForAllValues:`, not the negated ones. */
export const binding = /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/

/**
 * Everybody that an Allow lets in from outside: `known` are account numbers and organisation ids. `*` is everybody. Deny
 * statements are not subtracted: what they take away again depends on the request.
 */
export const outsiders = (statements: Statement[], known: string[]): string[] => {
  const found = statements
    .filter((one) => one.Effect === 'Allow' && !isConfined(one, known))
    .flatMap(({ Principal, NotPrincipal, Condition }) =>
      (NotPrincipal === undefined ? principals(Principal) : ['*'])
        .filter((name) => !isKnown(name, known))
        .map((name) => (Condition ? `${name} (under a condition that names nobody agreed)` : name)),
    )
  return [...new Set(found)].sort()
}

/**
 * Whether the policy lets in everybody, and whether that is under a condition. Accounts and organisations that a condition names
 * confine it, whoever they are.
 */
export const opens = (statements: Statement[]): 'to everybody' | 'to everybody, under a condition' | undefined => {
  const named = statements
    .flatMap(conditionsOf)
    .flatMap(({ values }) => values.flatMap((one) => [one, one.split('/')[0] ?? '', accountOf(one)]))
    .filter((one) => one !== '' && !/[*?]/.test(one))
  const everybody = outsiders(statements, named).filter((name) => name.startsWith('*'))
  if (everybody.length === 0) return undefined
  return everybody.includes('*') ? 'to everybody' : 'to everybody, under a condition'
}

// A service acts for its own caller and is named by AWS; everybody else is named by account or not at all.
const principals = (given: Statement['Principal']): string[] =>
  given === undefined
    ? []
    : given === '*'
      ? ['*']
      : Object.entries(given).flatMap(([kind, names]) =>
          list(names).filter((name) => kind !== 'Service' || name.includes('*')),
        )

const isKnown = (name: string, known: string[]): boolean => {
  const account = /^(\d{12})$|^arn:[a-z-]+:(?:iam|sts)::(\d{12}):/.exec(name)
  return known.includes(account?.[1] ?? account?.[2] ?? '')
}

/** Keys that bind a request to an account or organisation, in lower case: AWS ignores the case of condition keys. */
const accounts = ['aws:principalaccount', 'aws:sourceaccount']
const organisations = ['aws:principalorgid', 'aws:principalorgpaths', 'aws:sourceorgid', 'aws:sourceorgpaths']
const isConfined = (statement: Statement, known: string[]): boolean =>
  conditionsOf(statement).some(({ operator, key, values }) => {
    if (!binding.test(operator) || values.length === 0) return false
    if (accounts.includes(key)) return values.every((one) => known.includes(one))
    if (organisations.includes(key)) return values.every((one) => known.includes(one.split('/')[0] ?? ''))
    return (key === 'aws:principalarn' || key === 'aws:sourcearn') && values.every((one) => arnIn(one, known))
  })

const arnIn = (arn: string, known: string[]): boolean =>
  known.includes(/^arn:[a-z-]+:[a-z0-9-]+:[^:]*:(\d{12}):/.exec(arn)?.[1] ?? '')
