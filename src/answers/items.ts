// Answers about single things of an account or a region, each by itself: one that was denied concerns that thing alone.
import type * as z from 'zod/mini'
import type { Action, Exchange } from '../model.ts'
import { answers } from './answers.ts'

/** What came of the question about one thing: its answer, that there is none, or why nobody knows. */
export type Item<T> = { got: 'body'; body: T } | { got: 'absent' } | { got: 'unread'; why: string }

/**
 * By `id` of the question's input; a thing that nobody asked about is not in it. A fact over these does not name the action among
 * its own: the thing's own line says it. Throws OBSERVATION_INVALID.
 */
export const itemsOf = <T>(
  exchanges: Iterable<Exchange>,
  action: Action,
  shape: z.ZodMiniType<T>,
  id: (input: Record<string, unknown>) => string,
): Map<string, Item<T>> => {
  const found = new Map<string, Item<T>>()
  for (const line of exchanges) {
    if (line.action !== action) continue
    const name = id(line.input as Record<string, unknown>)
    // Two answers to one question: one of them may have been put there, and nothing says which.
    if (found.has(name)) found.set(name, { got: 'unread', why: `${action}: answered twice` })
    else if (line.got === 'failed') found.set(name, { got: 'unread', why: `${action}: ${line.code}` })
    else if (line.got === 'absent') found.set(name, { got: 'absent' })
    else for (const { body } of answers([line], action, shape)) found.set(name, { got: 'body', body })
  }
  return found
}

export const neverAsked = (action: Action): { got: 'unread'; why: string } => ({
  got: 'unread',
  why: `${action}: never asked`,
})
