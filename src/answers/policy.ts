// Resource policies as ECR sends them: who outside the account they let in.
import * as z from 'zod/mini'
import { notDocumented, shapedText } from './answers.ts'

const texts = z.union([z.string(), z.array(z.string())])
const principal = z.union([z.literal('*'), z.record(z.string(), texts)])
const statement = z.object({
  Sid: z.optional(z.string()),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.optional(principal),
  NotPrincipal: z.optional(principal),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), z.union([texts, z.boolean(), z.number()])))),
})
// One statement may stand where a list is expected.
const document = z.object({ Statement: z.union([statement, z.array(statement)]) })

export type Statement = z.infer<typeof statement>

/** Throws OBSERVATION_INVALID. */
export const readPolicy = (text: string, what: string): Statement[] => {
  const { Statement: all } = shapedText(document, text, what)
  const statements = Array.isArray(all) ? all : [all]
  for (const { Principal, NotPrincipal } of statements) {
    if (Principal === undefined && NotPrincipal === undefined)
      throw notDocumented(what, 'a statement without Principal')
  }
  return statements
}

/**
 * Everybody that an Allow lets in from outside: `known` are account numbers and organisation ids. `*` is everybody. Deny
 * statements are not subtracted: what they take away again depends on the request.
 */
export const outsiders = (statements: Statement[], known: string[]): string[] => {
  const found = statements
    .filter(({ Effect, Condition }) => Effect === 'Allow' && !isConfined(Condition, known))
    .flatMap(({ Principal, NotPrincipal, Condition }) =>
      (NotPrincipal === undefined ? principals(Principal) : ['*'])
        .filter((name) => !isKnown(name, known))
        .map((name) => (Condition ? `${name} (under a condition that names nobody agreed)` : name)),
    )
  return [...new Set(found)].sort()
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
// Not `...IfExists`, not `ForAllValues:`: both hold for a request without the key. Not the negated ones.
const binding = /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/

const isConfined = (condition: Statement['Condition'], known: string[]): boolean =>
  Object.entries(condition ?? {}).some(
    ([operator, keys]) =>
      binding.test(operator) &&
      Object.entries(keys).some(([key, value]) => {
        const name = key.toLowerCase()
        const values = typeof value === 'object' || typeof value === 'string' ? list(value) : []
        if (values.length === 0) return false
        if (accounts.includes(name)) return values.every((one) => known.includes(one))
        if (organisations.includes(name)) return values.every((one) => known.includes(one.split('/')[0] ?? ''))
        return (name === 'aws:principalarn' || name === 'aws:sourcearn') && values.every((one) => arnIn(one, known))
      }),
  )

const arnIn = (arn: string, known: string[]): boolean =>
  known.includes(/^arn:[a-z-]+:[a-z0-9-]+:[^:]*:(\d{12}):/.exec(arn)?.[1] ?? '')
const list = (value: string | string[]): string[] => (typeof value === 'string' ? [value] : value)
