// How much audit log there was in a window, and how much of it could be read. Small: a day of these is carried along.
import { entriesOf } from '../audit-log/entries.ts'
import { getResults, readQueries, startQuery } from '../audit-log/insights.ts'
import { type Counted, collectCounts, type Silence, silenceIn } from '../audit-log/requests.ts'
import { extent } from '../audit-log/tiling.ts'
import { visible } from '../audit-log/visible.ts'
import { latest, plus, seconds } from '../clock.ts'
import { defineFact } from '../fact.ts'
import { type Instant, isUnknown, type Slot, type Subject, unknown } from '../model.ts'
import { auditLogGroup } from './audit-log-group.ts'

export type Population = {
  /** absent: Insights knows no such log group. */
  logGroup: 'present' | 'absent'
  /** Log records that CloudWatch holds for the window, as it counted them itself. */
  delivered: number
  /** Those in which Insights found no audit id: cut, foreign, or in a log group without field discovery. */
  unparsed: number
  /** Log records fetched because no noise rule drops them, and among those what our parser could not read. */
  fetched: number
  unreadable: number
  first: Instant | null
  last: Instant | null
  /** Seconds from the last entry to the end of the window; null without one. */
  quiet: number | null
  streams: number
  /** Seconds that the slowest entry took to arrive, rounded up, and the stream that it is in; null where nobody asked. */
  lag: { seconds: number; stream: string } | null
  /** The longest time without an entry, if longer than a quarter of an hour. */
  silence: Silence | null
  /** Whether a data protection policy stands between the log and who reads it. */
  isMasked: boolean
  /** When the log group was made, if that was within or after the window: what was logged before is not in it. */
  begins: Instant | null
}

/** The log group of a new cluster follows it within minutes. */
const settling = 1_800

export const auditLogPopulation = defineFact<Population>({
  id: 'audit-log-population',
  source: 'audit-log',
  of: 'cluster',
  actions: [startQuery, getResults, 'logs:DescribeLogGroups'],
  read(exchanges, given) {
    let fetched = 0
    let unreadable = 0
    const counts = collectCounts()
    const onEntry = entriesOf(({ event }) => {
      fetched += 1
      if (!event.readable) unreadable += 1
    })
    const queries = readQueries(exchanges, (query, row) => {
      onEntry(query, row)
      counts.onRow(query, row)
    })
    if (queries.some(({ noGroup }) => noGroup)) return { ...nothing, logGroup: 'absent' }
    const group = auditLogGroup.read(exchanges, given)
    if (isUnknown(group)) return group
    const whole = extent(queries, 'counts')
    if (!whole) return unknown('no query counted the entries')
    const rows = counts.within(queries, whole.start, whole.end)
    if (rows.some(({ lag }) => lag !== null && !Number.isFinite(lag))) return unknown('a counted row has no lag')
    const sum = (of: 'entries' | 'parsed') => rows.reduce((total, row) => total + row[of], 0)
    const times = readable(rows)
      .flatMap(({ first, last }) => [first, last])
      .filter((time) => time !== null)
    const last = times.sort().at(-1) ?? null
    const delivered = sum('entries')
    if (!Number.isFinite(delivered + sum('parsed'))) return unknown('a counted row has no count')
    return {
      logGroup: 'present',
      delivered,
      unparsed: delivered - sum('parsed'),
      fetched,
      unreadable,
      first: times[0] ?? null,
      last,
      quiet: last === null ? null : Math.max(0, Math.floor(seconds(given.slot.end) - seconds(last))),
      lag: slowest(rows),
      streams: new Set(rows.map(({ stream }) => stream)).size,
      silence: silenceOf(rows, given),
      isMasked: group.state === 'present' && group.isMasked,
      begins: group.state === 'present' && isLate(group.createdAt, given) ? group.createdAt : null,
    }
  },
})

// What else is put into the log fills no silence, unless nothing in it can be read as JSON.
const readable = (rows: readonly Counted[]): readonly Counted[] =>
  rows.some(({ parsed }) => parsed > 0) ? rows.filter(({ parsed }) => parsed > 0) : rows

/** The longest time without an entry, if longer than a quarter of an hour; the first half hour of a cluster left out. */
export const silenceOf = (rows: readonly Counted[], given: { subject: Subject; slot: Slot }): Silence | null =>
  silenceIn(readable(rows), { start: settledAt(given), end: given.slot.end })

const settledAt = ({ subject: { bornAt }, slot }: { subject: Subject; slot: Slot }): Instant =>
  bornAt === null ? slot.start : latest(slot.start, plus(bornAt, settling))
const isLate = (createdAt: Instant, given: { subject: Subject; slot: Slot }): boolean =>
  seconds(createdAt) > seconds(settledAt(given))

// Of a window without entries nothing is late; of rows that do not say it nothing is known.
const slowest = (rows: readonly Counted[]): Population['lag'] => {
  const [first, ...more] = rows
  if (!first || rows.some(({ lag }) => lag === null)) return null
  const most = more.reduce((a, b) => ((b.lag ?? 0) > (a.lag ?? 0) ? b : a), first)
  return { seconds: Math.ceil((most.lag ?? 0) / 1_000), stream: visible(most.stream, 100) }
}

const nothing = {
  delivered: 0,
  unparsed: 0,
  fetched: 0,
  unreadable: 0,
  first: null,
  last: null,
  quiet: null,
  streams: 0,
  lag: null,
  silence: null,
  isMasked: false,
  begins: null,
}
