// Makes few selects of many, for the query: whatever one of the many lets pass, one of the few does, and nothing else.
import type { Select } from '../detection.ts'
import type { Noise } from './noise.ts'

/**
 * What of the selects must stand in a query that leaves noise out: those that noise could meet, as far as it could, each once.
 * Of an event that is noise, any of the selects holds if and only if any of these does.
 */
export const amongNoise = (selects: readonly Select[], noise: readonly Noise[]): Select[] =>
  merged(selects.flatMap((select) => within(select, noise) ?? []))

/** Whether an event could be this noise and be selected: false only where one field proves that it cannot. */
export const mayMeet = (one: Noise, select: Select): boolean => {
  const user = new RegExp(one.user)
  const apart =
    select.impersonated === true ||
    select.butNoise === true ||
    isApart(select.verb, (verb) => one.verb.includes(verb)) ||
    isApart(select.user, (name) => user.test(name)) ||
    isApart(select.subresource, (name) => one.subresource.includes(name)) ||
    isApart(select.resource, (name) => names(one, name))
  return !apart
}

const isApart = (values: readonly string[] | undefined, isIn: (value: string) => boolean): boolean =>
  values !== undefined && !values.some(isIn)

const names = ({ resource }: Noise, name: string): boolean =>
  'in' in resource ? resource.in.includes(name) : !resource.notIn.includes(name)

// Without the values that no noise it meets could have.
const within = (select: Select, noise: readonly Noise[]): Select | undefined => {
  const met = noise.filter((one) => mayMeet(one, select))
  if (met.length === 0) return undefined
  const users = met.map(({ user }) => new RegExp(user))
  const only = (values: readonly string[] | undefined, isIn: (value: string) => boolean) => values?.filter(isIn)
  return present({
    verb: only(select.verb, (verb) => met.some((one) => one.verb.includes(verb))),
    resource: only(select.resource, (name) => met.some((one) => names(one, name))),
    subresource: only(select.subresource, (name) => met.some((one) => one.subresource.includes(name))),
    namespace: select.namespace,
    user: only(select.user, (name) => users.some((user) => user.test(name))),
    userAgent: select.userAgent,
  })
}

const lists = ['verb', 'resource', 'subresource', 'namespace', 'user', 'userAgent'] as const
type Listed = Partial<Record<(typeof lists)[number], readonly string[] | undefined>>

/** Of selects that are lists alone: none that another covers, and one of two that differ in one list. */
export const merged = (selects: readonly Select[]): Select[] => {
  const all = selects.map((one) => present(one))
  for (const [at, one] of all.entries()) {
    for (const [past, other] of all.slice(at + 1).entries()) {
      const both = joined(one, other)
      if (both) return merged([...all.filter((_, nth) => nth !== at && nth !== at + 1 + past), both])
    }
  }
  return all
}

// One list that takes the place of two: where all others are the same, or where one select takes in the other.
const joined = (a: Select, b: Select): Select | undefined => {
  if (isFlag(a) || isFlag(b)) return undefined
  if (covers(a, b)) return a
  if (covers(b, a)) return b
  const different = lists.filter((name) => !same(a[name], b[name]))
  const [only] = different
  if (different.length !== 1 || !only) return undefined
  return { ...a, [only]: [...new Set([...(a[only] ?? []), ...(b[only] ?? [])])].sort() }
}

const isFlag = ({ impersonated, butNoise }: Select): boolean => impersonated === true || butNoise === true

const covers = (a: Select, b: Select): boolean => lists.every((name) => takesIn(a[name], b[name]))

const takesIn = (all: readonly string[] | undefined, some: readonly string[] | undefined): boolean =>
  all === undefined || (some?.every((value) => all.includes(value)) ?? false)

const same = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a === undefined || b === undefined ? a === b : takesIn(a, b) && takesIn(b, a)

const present = (select: Listed & Pick<Select, 'impersonated' | 'butNoise'>): Select =>
  Object.fromEntries(Object.entries(select).filter(([, value]) => value !== undefined))
