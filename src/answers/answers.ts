// Reads stored answers by their documented shape. What does not fit it is no evidence: OBSERVATION_INVALID.
import type * as z from 'zod/mini'
import { EvidenceError } from '../errors.ts'
import type { Action, Exchange } from '../model.ts'

export type Answer<T> = { input: Record<string, unknown>; body: T }

/** The bodies of one action's answers, parsed one at a time. */
export function* answers<T>(
  exchanges: Iterable<Exchange>,
  action: Action,
  shape: z.ZodMiniType<T>,
): Generator<Answer<T>> {
  for (const line of exchanges) {
    if (line.action !== action || line.got !== 'body') continue
    yield { input: line.input as Record<string, unknown>, body: shaped(shape, line.body, action) }
  }
}

/** `what` is what the message calls the value: an action, or a document inside an answer. */
const shaped = <T>(shape: z.ZodMiniType<T>, value: unknown, what: string): T => {
  const { data, error, success } = shape.safeParse(value)
  if (success) return data
  const [{ path = [], code = '' } = {}] = error.issues
  throw notDocumented(what, `${path.join('.') || 'it'} (${code.replaceAll('_', ' ')})`)
}

/** As `answers`, where "there is none" would mean that the cluster itself was gone: a list that may be empty, never absent. */
export const listAnswers = <T>(exchanges: Iterable<Exchange>, action: Action, shape: z.ZodMiniType<T>): Answer<T>[] => {
  const code = absence(exchanges, action)
  if (code) throw notDocumented(action, `${code}: the cluster was gone while it was read`)
  return [...answers(exchanges, action, shape)]
}

/** JSON inside an answer, as policies are sent. */
export const shapedText = <T>(
  shape: z.ZodMiniType<T>,
  text: string,
  what: string,
  parse: (text: string) => unknown = JSON.parse,
): T => {
  let value: unknown
  try {
    value = parse(text)
  } catch {
    throw notDocumented(what, 'not JSON')
  }
  return shaped(shape, value, what)
}

/** The code by which an action said "there is none", or undefined. */
export const absence = (exchanges: Iterable<Exchange>, action: Action): string | undefined => {
  for (const line of exchanges) if (line.action === action && line.got === 'absent') return line.code
  return undefined
}

/** The inputs to which an action said "there is none": what was listed, and gone when it was asked about. */
export const goneOf = (exchanges: Iterable<Exchange>, action: Action, member: string): Set<string> => {
  const gone = new Set<string>()
  for (const line of exchanges)
    if (line.action === action && line.got === 'absent')
      gone.add(String((line.input as Record<string, unknown>)[member]))
  return gone
}

export const notDocumented = (what: string, why: string): EvidenceError =>
  new EvidenceError(
    'OBSERVATION_INVALID',
    { what: `${what} is not as documented`, why },
    { hint: 'AWS changed the answer, or it was altered; the fact stays unknown until somebody has looked' },
  )

/** What a reading gives; undefined where what it reads is not as documented. */
export const documented = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch (error) {
    if (error instanceof EvidenceError && error.code === 'OBSERVATION_INVALID') return undefined
    throw error
  }
}

/** Sorts by text, the same on every machine. */
export const by =
  <T>(text: (of: T) => string) =>
  (a: T, b: T): number => {
    const [left, right] = [text(a), text(b)]
    return left < right ? -1 : left > right ? 1 : 0
  }
