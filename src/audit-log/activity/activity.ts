// One pass over a window's entries for all that facts look for in them: parsing them once for each would take many times as long.
import { instant } from '../../clock.ts'
import { type Exchange, type Slot, type Unknown, unknown } from '../../model.ts'
import { entriesOf } from '../entries.ts'
import { readQueries } from '../insights.ts'
import { collectCounts } from '../requests.ts'
import { type Item, joining, type Merge, newer, newest, nothingSeen, type Seen } from '../seen.ts'
import { extent } from '../tiling.ts'
import { admissionChanges, awsAuthChanges, rbacChanges } from './changes.ts'
import { grants } from './grants.ts'
import { images } from './images.ts'
import type { Taker } from './taker.ts'
import { uses } from './uses.ts'
import { workloads } from './workloads.ts'

export const takers = { admissionChanges, awsAuthChanges, grants, images, rbacChanges, uses, workloads }
export type Takers = typeof takers
type Found = { [Name in keyof Takers]: Takers[Name] extends Taker<infer T> ? Seen<T> : never }

/**
 * Unknown for a window in which nothing was delivered: what happened then is not known. The same exchanges are gone through
 * once, however many facts ask.
 */
export const activityOf = (exchanges: Iterable<Exchange>, slot: Slot): Found | Unknown => {
  const before = known.get(exchanges)
  if (before) return before
  const found = read(exchanges, slot)
  known.set(exchanges, found)
  return found
}
const known = new WeakMap<Iterable<Exchange>, Found | Unknown>()

const read = (exchanges: Iterable<Exchange>, slot: Slot): Found | Unknown => {
  const collecting = Object.entries(takers).map(([name, taker]) => ({ name, ...collect(taker as Taker<object>) }))
  const counts = collectCounts()
  const onEntry = entriesOf(({ event, at }) => {
    for (const { on } of collecting) on(event, at ?? slot.start)
  })
  const queries = readQueries(exchanges, (query, row) => {
    onEntry(query, row)
    counts.onRow(query, row)
  })
  if (queries.some(({ noGroup }) => noGroup)) return unknown('there is no log group')
  const whole = extent(queries, 'counts')
  const delivered = whole && counts.within(queries, whole.start, whole.end).some(({ entries }) => entries > 0)
  if (!delivered) return unknown(`no entry was delivered from ${instant((whole?.start ?? 0) / 1_000)} on`)
  return Object.fromEntries(collecting.map(({ name, seen }) => [name, seen()])) as Found
}

type OnEntry = Parameters<Parameters<typeof entriesOf>[0]>[0]['event']

// Held are at most about twice as many as are kept.
const collect = (taker: Taker<object>) => {
  const { most, merge = newer as Merge<object>, matters, take, mayBe } = taker
  const join = joining<object>(most, merge, matters)
  const fresh = new Map<string, Item<object>>()
  let all: Seen<object> = nothingSeen()
  const settle = (): Seen<object> => {
    all = join(all, { ...nothingSeen(), items: Object.fromEntries(fresh) })
    fresh.clear()
    return all
  }
  return {
    on: (event: OnEntry, at: string): void => {
      if (!event.readable) {
        if (mayBe(event)) all = { ...all, unreadable: newest(all.unreadable, at) }
        return
      }
      const when = event.at ?? at
      for (const [key, item] of take(event, when)) {
        const one = { ...item, at: when }
        const before = fresh.get(key)
        fresh.set(key, before ? merge(before, one) : one)
      }
      if (fresh.size > most) settle()
    },
    seen: settle,
  }
}
