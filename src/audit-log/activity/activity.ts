// One pass over a window's entries for all that facts look for in them: parsing them once for each would take many times as long.
import { instant, seconds } from '../../clock.ts'
import { type Exchange, type Instant, type Slot, type Unknown, unknown } from '../../model.ts'
import { mostSkew } from '../clock-skew.ts'
import { entriesOf } from '../entries.ts'
import { readQueries } from '../insights.ts'
import { type Counted, collectCounts } from '../requests.ts'
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
 * Unknown for a window in which nothing was delivered: what happened then is not known. `missing`: when something may have been
 * missing last, which is like an entry that cannot be read. The same exchanges are gone through once, however many facts ask.
 */
export const activityOf = (
  exchanges: Iterable<Exchange>,
  slot: Slot,
  missing: Missing = () => null,
): Found | Unknown => {
  const before = known.get(exchanges)
  if (before) return before
  const found = read(exchanges, slot, missing)
  known.set(exchanges, found)
  return found
}
const known = new WeakMap<Iterable<Exchange>, Found | Unknown>()

/** `at`: when the rows were counted. */
type Missing = (rows: readonly Counted[], at: Instant) => Instant | null

const read = (exchanges: Iterable<Exchange>, slot: Slot, missing: Missing): Found | Unknown => {
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
  const rows = whole ? counts.within(queries, whole.start, whole.end) : []
  if (!rows.some(({ entries }) => entries > 0))
    return unknown(`no entry was delivered from ${instant((whole?.start ?? 0) / 1_000)} on`)
  const [askedAt = slot.end] = queries.map(({ at }) => at).sort()
  const at = missing(rows, askedAt)
  return Object.fromEntries(collecting.map(({ name, seen }) => [name, seen(at)])) as Found
}

type OnEntry = Parameters<Parameters<typeof entriesOf>[0]>[0]['event']

// What an entry without a head may be, one that is missing may have been.
const isAny = (mayBe: Taker<object>['mayBe']): boolean =>
  mayBe({ readable: false, why: 'not an audit event', faults: [], auditID: null, head: null, bytes: 0 })

// Held are at most about twice as many as are kept.
const collect = (taker: Taker<object>) => {
  const { most, merge = newer as Merge<object>, matters, take, mayBe } = taker
  const join = joining<object>(most, merge, matters)
  const fresh = new Map<string, Item<object>>()
  let all: Seen<object> = nothingSeen()
  const settle = (): void => {
    all = join(all, { ...nothingSeen(), items: Object.fromEntries(fresh) })
    fresh.clear()
  }
  return {
    on: (event: OnEntry, at: string): void => {
      if (!event.readable) {
        if (mayBe(event)) all = { ...all, unreadable: newest(all.unreadable, at) }
        return
      }
      const when = event.at ?? at
      const found = take(event, when)
      // The API server's clock and CloudWatch's are not so far apart: dated ahead, an entry would stand above all to come.
      if (found.length > 0 && Math.abs(seconds(when) - seconds(at)) > mostSkew) {
        all = { ...all, unreadable: newest(all.unreadable, at) }
        return
      }
      for (const [key, item] of found) {
        const one = { ...item, at: when }
        const before = fresh.get(key)
        fresh.set(key, before ? merge(before, one) : one)
      }
      if (fresh.size > most) settle()
    },
    seen: (missing: Instant | null): Seen<object> => {
      settle()
      return isAny(mayBe) ? { ...all, unreadable: newest(all.unreadable, missing) } : all
    },
  }
}
