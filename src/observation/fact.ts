// Reads a fact from an observation, or says why it is unknown. Never throws for what the observation holds.
import { identity } from '../complete.ts'
import type { Fact } from '../fact.ts'
import { type Exchange, isUnknown, type Slot, type Subject, type Unknown, unknown } from '../model.ts'
import type { Lack, Source } from '../source.ts'
import { visible } from './reason.ts'

export type Given = { subject: Subject; slot: Slot }

/** What an observation fails to hold, found once for all facts over it. */
export type Reading = { exchanges: Iterable<Exchange>; given: Given; lacks: Lack[] }

/**
 * `exchanges` are read several times: an array, or anything whose iterator starts anew. Failed lines come before what
 * the source itself misses, since they say why; `known` is what it misses, where it was asked before.
 */
export const examine = (
  source: Pick<Source, 'lacks'>,
  lines: Iterable<Exchange>,
  given: Given,
  known?: Lack[] | undefined,
): Reading => {
  // What can be read once only would be empty the second time, and look as if there were nothing.
  const exchanges = Object.is(lines[Symbol.iterator](), lines) ? [...lines] : lines
  return { exchanges, given, lacks: [...refused(exchanges), ...(known ?? source.lacks(exchanges, given))] }
}

// What was too busy to answer is asked again: a question that was answered in the end was read.
const refused = (exchanges: Iterable<Exchange>): Lack[] => {
  const open = new Map<Exchange, Lack>()
  for (const line of exchanges) {
    if (line.got === 'failed') open.set(line, { action: line.action, reason: `${line.code}: ${line.message}` })
    else if (open.size > 0)
      for (const one of open.keys())
        if (one.action === line.action && identity(one.input) === identity(line.input)) open.delete(one)
  }
  return [...open.values()]
}

/** Read once for each observation, however many subjects below it ask. */
export const factOf = <T>(fact: Fact<T>, reading: Reading): T | Unknown => {
  const known: Map<string, unknown> = values.get(reading) ?? new Map()
  values.set(reading, known)
  if (!known.has(fact.id)) known.set(fact.id, readIn(fact, reading))
  return known.get(fact.id) as T | Unknown
}
const values = new WeakMap<Reading, Map<string, unknown>>()

/** What of a fact's value concerns a subject, where the observation is not of that subject itself. */
export const aboutSubject = <T>(
  fact: Fact<T>,
  value: T | Unknown,
  of: Subject['scope'],
  subject: Subject,
): T | Unknown => {
  const { about } = fact
  if (!about || of === subject.scope || isUnknown(value)) return value
  return attempt(fact, () => about(value, subject))
}

const readIn = <T>(fact: Fact<T>, { exchanges, given, lacks }: Reading): T | Unknown => {
  const [first, ...more] = lacks.filter(({ action }) => fact.actions.includes(action))
  if (first) {
    const rest = more.length > 0 ? ` (and ${more.length} more)` : ''
    return unread(`${first.action} was not read: ${first.reason}${rest}`)
  }
  return attempt(fact, () => fact.read(exchanges, given))
}

const attempt = <T>({ id }: Fact<T>, read: () => T | Unknown): T | Unknown => {
  try {
    const value = read()
    return isUnknown(value) ? unread(value.reason) : value
  } catch (error) {
    return unread(`${id} is not as documented: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const unread = (reason: string): Unknown => unknown(visible(reason))

export const readFact = <T>(
  fact: Fact<T>,
  source: Pick<Source, 'lacks'>,
  exchanges: Iterable<Exchange>,
  given: Given,
): T | Unknown => factOf(fact, examine(source, exchanges, given))
