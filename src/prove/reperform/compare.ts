// What a stored observation says against what AWS says now: question by question, field by field.
import type { Action, Exchange, Instant } from '../../model.ts'
import type { Source } from '../../source.ts'
import { byBytes } from '../../store/order.ts'
import { type Asked, questionsOf } from './questions.ts'
import { differences } from './values.ts'

/** `stored` and `live` are JSON, cut where they are long; null: there is no such thing. Text comes from the account. */
export type Changed = {
  action: Action
  input: unknown
  path: string
  stored: string | null
  live: string | null
  /** When the stored answer came, and the live one. */
  storedAt: Instant | null
  liveAt: Instant | null
}

export type Compared = {
  /** Questions that were asked then or now. */
  questions: number
  /** Of these, with the same answer. */
  same: number
  /** The first of them, and how many more there are. */
  changed: Changed[]
  more: number
  /** Never counted as the same. */
  notCompared: { action: Action; input: unknown; why: string; denied: boolean }[]
  /** Names of what is withheld from stored and live answers alike: whether that is still the same nobody can see. */
  withheld: string[]
}

const shown = 200

/** Pure; both are gone through once. */
export const compared = (
  source: Pick<Source, 'operations'>,
  stored: Iterable<Exchange>,
  live: Iterable<Exchange>,
): Compared => {
  const [then, now] = [questionsOf(source, stored), questionsOf(source, live)]
  const made: Compared = { questions: 0, same: 0, changed: [], more: 0, notCompared: [], withheld: [] }
  const withheld = new Set<string>()
  for (const name of [...new Set([...then.keys(), ...now.keys()])].sort(byBytes)) {
    const [was, is] = [then.get(name), now.get(name)]
    const { action, input } = (was ?? is) as Asked
    made.questions += 1
    for (const one of [...(was?.redacted ?? []), ...(is?.redacted ?? [])]) withheld.add(`${action} ${one}`)
    const why = hindrance(was, is)
    if (why) {
      made.notCompared.push({ action, input, ...why })
      continue
    }
    const found = differences(contentOf(was), contentOf(is))
    if (found.length === 0) made.same += 1
    for (const { path, stored, live } of found) {
      if (made.changed.length >= shown) made.more += 1
      else
        made.changed.push({
          ...{ action, input, path, stored: told(stored), live: told(live) },
          ...{ storedAt: was?.at ?? null, liveAt: is?.at ?? null },
        })
    }
  }
  return { ...made, withheld: [...withheld].sort(byBytes) }
}

const hindrance = (was: Asked | undefined, is: Asked | undefined): { why: string; denied: boolean } | undefined => {
  if (is?.got === 'failed')
    return {
      why: `${isDenied(is.code) ? 'denied now' : 'failed now'}: ${is.code}: ${is.message}`,
      denied: isDenied(is.code),
    }
  if (was?.got === 'failed') return { why: `was not read then: ${was.code}: ${was.message}`, denied: false }
  if (was && !is) return { why: 'asked then and not now: what it hangs on was not read now', denied: false }
  return undefined
}

/** The codes by which AWS's services say that somebody may not. */
export const isDenied = (code: string): boolean =>
  /^(AccessDenied(Exception)?|UnauthorizedOperation|AuthorizationError(Exception)?|NotAuthorized(Exception)?|Forbidden|ForbiddenException|OptInRequired)$/.test(
    code,
  )

// "There is none" is an answer like any other.
const contentOf = (one: Asked | undefined): unknown =>
  one === undefined || one.got === 'failed'
    ? undefined
    : one.got === 'absent'
      ? `there is none (${one.code})`
      : one.body

const longest = 2_000

const told = (value: unknown): string | null => {
  if (value === undefined) return null
  const text = JSON.stringify(value)
  return text.length <= longest
    ? text
    : `${text.slice(0, longest).toWellFormed()}… (${text.length - longest} more characters)`
}
