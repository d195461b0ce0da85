// What was seen in a log over many windows: of each key the newest, bounded, summed up in whatever order the windows come.
import { isLater, latest as later, plus } from '../clock.ts'
import { writeJson } from '../json.ts'
import type { Instant } from '../model.ts'

export type Seen<T> = {
  /** By key. */
  items: Record<string, T & { at: Instant }>
  /** The newest that was left out because there were too many; null where none was. */
  cut: Instant | null
  /** The newest entry that could not be read and may have been one of these; null where none was. */
  unreadable: Instant | null
}
export type Item<T> = T & { at: Instant }

export const nothingSeen = <T>(): Seen<T> => ({ items: {}, cut: null, unreadable: null })

/** What becomes of two of one key: commutative, associative, idempotent. The newer, where nothing else is said. */
export type Merge<T> = (a: Item<T>, b: Item<T>) => Item<T>

export const newer: Merge<unknown> = (a, b) => (isAhead(a, b) ? a : b)

// Of one moment any order that is the same everywhere.
const isAhead = (a: Item<unknown>, b: Item<unknown>): boolean =>
  a.at !== b.at ? isLater(a.at, b.at) : writeJson(a) > writeJson(b)

/**
 * So many keys may be carried from hour to hour; the oldest are left out beyond that, and first of all what does not matter:
 * of what is left out only the rest is said to be.
 */
export const joining =
  <T>(most: number, merge: Merge<T> = newer as Merge<T>, matters: (item: T) => boolean = () => true) =>
  (a: Seen<T>, b: Seen<T>): Seen<T> => {
    const items = new Map(Object.entries(a.items))
    for (const [key, item] of Object.entries(b.items)) {
      const known = items.get(key)
      items.set(key, known ? merge(known, item) : item)
    }
    const rank = (item: T) => (matters(item) ? 0 : 1)
    const sorted = [...items].sort(([k, x], [l, y]) => {
      if (rank(x) !== rank(y)) return rank(x) - rank(y)
      return x.at !== y.at ? (isLater(y.at, x.at) ? 1 : -1) : k < l ? -1 : 1
    })
    const dropped = sorted.slice(most).find(([, item]) => matters(item))?.[1].at ?? null
    return {
      items: Object.fromEntries(sorted.slice(0, most)),
      cut: newest(newest(a.cut, b.cut), dropped),
      unreadable: newest(a.unreadable, b.unreadable),
    }
  }

/** Without what is older than so many seconds before `to`. */
export const lasting =
  <T>(length: number) =>
  ({ items, cut, unreadable }: Seen<T>, { to }: { to: Instant }): Seen<T> => {
    const from = plus(to, -length)
    const isWithin = (at: Instant) => !isLater(from, at)
    const within = (at: Instant | null) => (at !== null && isWithin(at) ? at : null)
    return {
      items: Object.fromEntries(Object.entries(items).filter(([, { at }]) => isWithin(at))),
      cut: within(cut),
      unreadable: within(unreadable),
    }
  }

export const newest = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null ? a : later(a, b)
