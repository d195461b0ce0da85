// What a caller may send: every member is checked and none is ignored, so that a wrong client is not agreed with.
import { AwsFault } from '../service.ts'

/** Throws the error with which the service refuses a value of the right type. */
export type Refuse = (message: string) => never
/** Reads a member, or refuses it. `at` is its path. */
export type Kind<T> = (value: unknown, at: string, refuse: Refuse) => T

type Shape = Record<string, Kind<unknown>>
type Read<S> = { [Member in keyof S]: S[Member] extends Kind<infer T> ? T : never }
export type Given<Needed, Optional> = Read<Needed> & {
  [Member in keyof Optional]: Read<Optional>[Member] | undefined
}

// What AWS answers to a string where its model has a number.
const misread = (at: string, expected: string): never => {
  throw new AwsFault('SerializationException', 400, `Unexpected type at '${at}': expected ${expected}`)
}

const within = (size: number, what: string, { min = 0, max = Infinity }: Limits, at: string, refuse: Refuse): void => {
  if (size < min)
    refuse(`Invalid parameter at '${at}' failed to satisfy constraint: ${what} greater than or equal to ${min}`)
  if (size > max)
    refuse(`Invalid parameter at '${at}' failed to satisfy constraint: ${what} less than or equal to ${max}`)
}

type Limits = { min?: number; max?: number }

export const text =
  (limits: Limits & { pattern?: RegExp } = {}): Kind<string> =>
  (value, at, refuse) => {
    if (typeof value !== 'string') return misread(at, 'a string')
    within(value.length, 'Member must have length', limits, at, refuse)
    if (limits.pattern && !limits.pattern.test(value))
      refuse(`Invalid parameter at '${at}' failed to satisfy constraint: must satisfy ${limits.pattern.source}`)
    return value
  }

export const whole =
  (min: number, max: number): Kind<number> =>
  (value, at, refuse) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return misread(at, 'an integer')
    within(value, 'Member must have value', { min, max }, at, refuse)
    return value
  }

export const oneOf =
  <const Value extends string>(...values: Value[]): Kind<Value> =>
  (value, at, refuse) => {
    if (typeof value !== 'string') return misread(at, 'a string')
    return (
      values.find((one) => one === value) ??
      refuse(
        `Invalid parameter at '${at}' failed to satisfy constraint: Member must satisfy enum value set: [${values}]`,
      )
    )
  }

export const listOf =
  <T>(item: Kind<T>, limits: Limits = {}): Kind<T[]> =>
  (value, at, refuse) => {
    if (!Array.isArray(value)) return misread(at, 'a list')
    within(value.length, 'Member must have length', limits, at, refuse)
    return value.map((one, index) => item(one, `${at}.${index + 1}.member`, refuse))
  }

export const structure =
  <Needed extends Shape, Optional extends Shape>(needed: Needed, optional: Optional): Kind<Given<Needed, Optional>> =>
  (value, at, refuse) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return misread(at, 'a structure')
    const path = (member: string) => (at === '' ? member : `${at}.${member}`)
    const known: Shape = { ...needed, ...optional }
    // AWS ignores what it does not know; a client that sends it is nevertheless wrong.
    for (const member of Object.keys(value))
      if (!Object.hasOwn(known, member))
        throw new AwsFault('ValidationException', 400, `Unknown member '${path(member)}'`)
    const given = new Map(Object.entries(value).filter(([, one]) => one !== undefined && one !== null))
    for (const member of Object.keys(needed))
      if (!given.has(member))
        refuse(`Invalid parameter at '${path(member)}' failed to satisfy constraint: Member must not be null`)
    const read = Object.entries(known).map(([member, kind]) => [
      member,
      given.has(member) ? kind(given.get(member), path(member), refuse) : undefined,
    ])
    return Object.fromEntries(read) as Given<Needed, Optional>
  }

/** In a query string everything is text, and a list of one looks like its item. */
export const fromQuery =
  <T>(kind: Kind<T>, as: 'number' | 'boolean' | 'list'): Kind<T> =>
  (value, at, refuse) => {
    if (as === 'list') return kind(typeof value === 'string' ? [value] : value, at, refuse)
    if (as === 'number' && typeof value === 'string' && /^-?\d{1,9}$/.test(value))
      return kind(Number(value), at, refuse)
    if (as === 'boolean' && (value === 'true' || value === 'false')) return kind(value === 'true', at, refuse)
    return kind(value, at, refuse)
  }

export const flag: Kind<boolean> = (value, at) => (typeof value === 'boolean' ? value : misread(at, 'a boolean'))

/** Reads the whole input of an operation; a value out of bounds is refused with `code`. */
export const members = <Needed extends Shape, Optional extends Shape>(
  code: string,
  needed: Needed,
  optional: Optional,
): ((input: Record<string, unknown>) => Given<Needed, Optional>) => {
  const kind = structure(needed, optional)
  return (input) =>
    kind(input, '', (message) => {
      throw new AwsFault(code, 400, message)
    })
}
