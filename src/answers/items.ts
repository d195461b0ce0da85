// Answers about single things of an account or a region, each by itself: one that was denied concerns that thing alone.
import type * as z from 'zod/mini'
import type { Action, Exchange, Instant } from '../model.ts'
import { answers, documented } from './answers.ts'

/** What came of the question about one thing: its answer, that there is none, and when; or why nobody knows. */
export type Item<T> = { got: 'body'; body: T; at: Instant } | { got: 'absent'; at: Instant } | Unread
type Unread = { got: 'unread'; why: string }
type Id = (input: Record<string, unknown>) => string

/**
 * By `id` of the question's input; a thing that nobody asked about is not in it. A fact over these does not name the action among
 * its own: the thing's own line says it. Throws OBSERVATION_INVALID.
 */
export const itemsOf = <T>(
  exchanges: Iterable<Exchange>,
  action: Action,
  shape: z.ZodMiniType<T>,
  id: Id,
): Map<string, Item<T>> => {
  const found = new Map<string, Item<T>>()
  for (const line of exchanges) {
    if (line.action !== action) continue
    const name = id(line.input as Record<string, unknown>)
    if (found.has(name)) found.set(name, unread(action, 'answered twice'))
    else if (line.got === 'failed') found.set(name, unread(action, line.code))
    else if (line.got === 'absent') found.set(name, { got: 'absent', at: line.at })
    else for (const { body } of answers([line], action, shape)) found.set(name, { got: 'body', body, at: line.at })
  }
  return found
}

/**
 * As `itemsOf`, of what is told in pages: all of them, from the first on each by the token of the one before. `token` is what
 * question and answer call it. A page that is missing, or is not as documented, makes that thing alone unread.
 */
export const pagedItemsOf = <T>(
  exchanges: Iterable<Exchange>,
  action: Action,
  shape: z.ZodMiniType<T>,
  id: Id,
  token: string,
): Map<string, Item<T[]>> => {
  const own = [...exchanges].filter((line) => line.action === action)
  const byThing = Map.groupBy(own, ({ input }) => id(input as Record<string, unknown>))
  return new Map([...byThing].map(([name, asked]) => [name, allPages(asked, action, shape, token)]))
}

const allPages = <T>(asked: Exchange[], action: Action, shape: z.ZodMiniType<T>, token: string): Item<T[]> => {
  const failed = asked.find(({ got }) => got === 'failed')
  if (failed?.got === 'failed') return unread(action, failed.code)
  const pages: T[] = []
  let next: unknown
  while (pages.length < asked.length) {
    const [line, twice] = asked.filter(({ input }) => tokenIn(input, token) === next)
    if (twice) return unread(action, 'answered twice')
    if (line?.got === 'absent' && asked.length === 1) return { got: 'absent', at: line.at }
    if (line?.got !== 'body') break
    const [page] = documented(() => [...answers([line], action, shape)]) ?? []
    if (!page) return unread(action, 'not as documented')
    pages.push(page.body)
    next = tokenIn(line.body, token)
    if (next === undefined && pages.length === asked.length) return { got: 'body', body: pages, at: line.at }
  }
  return unread(action, 'a page is missing')
}

const tokenIn = (value: unknown, token: string): unknown =>
  (value as Record<string, unknown> | null)?.[token] || undefined

// Of two answers to one question one may have been put there, and nothing says which: neither counts.
const unread = (action: Action, why: string): Unread => ({ got: 'unread', why: `${action}: ${why}` })

export const neverAsked = (action: Action): Unread => unread(action, 'never asked')
