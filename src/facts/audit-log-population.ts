// How much audit log there was in a window, and how much of it could be read. Small: a day of these is carried along.
import { skewOf } from '../audit-log/clock-skew.ts'
import { recordsOf } from '../audit-log/entries.ts'
import { getResults, readQueries, startQuery } from '../audit-log/insights.ts'
import { type Counted, collectCounts, type Silence, silencesIn } from '../audit-log/requests.ts'
import { type Scans, scansOf } from '../audit-log/scans.ts'
import { byStream, type Judged, judgedIn, type StreamFigures, slowest } from '../audit-log/streams.ts'
import { extent, tile } from '../audit-log/tiling.ts'
import { visible } from '../audit-log/visible.ts'
import { seconds } from '../clock.ts'
import { defineFact } from '../fact.ts'
import { type Instant, isUnknown, type Slot, type Subject, unknown } from '../model.ts'
import { auditLogGroup, type Lost, lostOf, settledAt } from './audit-log-group.ts'

export type Population = {
  /** absent: Insights knows no such log group. */
  logGroup: 'present' | 'absent'
  /** Which one it is: a group that was made anew has the same name and another birth. */
  identity: { arn: string | null; createdAt: Instant } | null
  /** What all queries of the window went through. */
  scanned: Scans
  /** Log records that CloudWatch holds for the window, as it counted them itself. */
  delivered: number
  /** Those in which Insights found no audit id: cut, foreign, or in a log group without field discovery. */
  unparsed: number
  /** Log records that no noise rule drops, as CloudWatch counted them itself. */
  matched: number
  /** Those of them that our parser could read, and those that it could not. */
  classified: number
  unreadable: number
  first: Instant | null
  last: Instant | null
  /** Seconds from the last entry to the end of the window; null without one. */
  quiet: number | null
  streams: number
  /** The same by log stream: those of the most entries, and the others together. */
  byStream: StreamFigures[]
  /** Seconds that the slowest entry took to arrive, rounded up, and the stream that it is in; null where nobody asked. */
  lag: { seconds: number; stream: string } | null
  /** Seconds between when a matched entry says that it was written and when CloudWatch does, the most; null without one. */
  skew: { seconds: number; stream: string } | null
  /** The times without an entry that are longer than a quarter of an hour, the longest first. */
  silences: Silence[]
  /** Seconds from the end of the window to when its entries were counted: what took longer to arrive is not among them. */
  waited: number | null
  /** Whether a data protection policy stands between the log and who reads it. */
  isMasked: boolean
  /** What of the window could not be found any more when it was read. */
  lost: Lost | null
}

export const auditLogPopulation = defineFact<Population>({
  id: 'audit-log-population',
  source: 'audit-log',
  of: 'cluster',
  actions: [startQuery, getResults, 'logs:DescribeLogGroups'],
  read(exchanges, given) {
    const judged: Judged = new Map()
    let skew: Population['skew'] = null
    let isWhole = true
    const counts = collectCounts()
    const onEntry = recordsOf((entry) => {
      const own = judgedIn(judged, entry.stream)
      own[entry.event.readable ? 'classified' : 'unreadable'] += 1
      const off = skewOf(entry)
      if (off !== null && off > (skew?.seconds ?? -1)) skew = { seconds: off, stream: visible(entry.stream, 100) }
    })
    const queries = readQueries(exchanges, (query, row) => {
      if (query.kind === 'rows' && !(row['@timestamp'] && row['@message'])) isWhole = false
      onEntry(query, row)
      counts.onRow(query, row)
    })
    const scanned = scansOf(queries)
    if (queries.some(({ noGroup }) => noGroup)) return { ...nothing, scanned, logGroup: 'absent' }
    const group = auditLogGroup.read(exchanges, given)
    if (isUnknown(group)) return group
    const whole = extent(queries, 'counts')
    if (!whole) return unknown('no query counted the entries')
    const rows = counts.within(queries, whole.start, whole.end)
    if (!isWhole) return unknown('a row has no time or no text')
    if (rows.some(({ lag }) => lag !== null && !Number.isFinite(lag))) return unknown('a counted row has no lag')
    if (rows.some(({ entries, parsed }) => !Number.isFinite(entries + parsed)))
      return unknown('a counted row has no count')
    if (rows.some(({ first, last }) => first === null || last === null)) return unknown('a counted row has no time')
    const sum = (of: (row: Counted) => number) => rows.reduce((total, row) => total + of(row), 0)
    const times = readable(rows)
      .flatMap(({ first, last }) => [first, last])
      .filter((time) => time !== null)
    const last = times.sort().at(-1) ?? null
    const delivered = sum(({ entries }) => entries)
    const leaves = (kind: 'rows' | 'counts') => tile(queries, kind, whole.start, whole.end).leaves
    const [askedAt = null] = leaves('counts')
      .map(({ at }) => at)
      .sort()
    const all = [...judged.values()]
    const end = seconds(given.slot.end)
    return {
      logGroup: 'present',
      identity: group.state === 'present' ? { arn: group.arn, createdAt: group.createdAt } : null,
      scanned,
      delivered,
      unparsed: delivered - sum(({ parsed }) => parsed),
      matched: leaves('rows').reduce((total, { matched }) => total + (matched ?? 0), 0),
      classified: all.reduce((total, one) => total + one.classified, 0),
      unreadable: all.reduce((total, one) => total + one.unreadable, 0),
      first: times[0] ?? null,
      last,
      quiet: last === null ? null : Math.max(0, Math.floor(end - seconds(last))),
      streams: new Set(rows.map(({ stream }) => stream)).size,
      byStream: byStream(rows, judged, { start: settledAt(given), end: given.slot.end }),
      lag: slowest(rows),
      skew,
      silences: silencesOf(rows, given),
      waited: askedAt === null ? null : Math.floor(seconds(askedAt) - end),
      isMasked: group.state === 'present' && group.isMasked,
      lost: lostOf(group, given, askedAt),
    }
  },
})

// What else is put into the log fills no silence, unless nothing in it can be read as JSON.
const readable = (rows: readonly Counted[]): readonly Counted[] =>
  rows.some(({ parsed }) => parsed > 0) ? rows.filter(({ parsed }) => parsed > 0) : rows

/** The times without an entry that are longer than a quarter of an hour; the first half hour of a cluster left out. */
export const silencesOf = (rows: readonly Counted[], given: { subject: Subject; slot: Slot }): Silence[] =>
  silencesIn(readable(rows), { start: settledAt(given), end: given.slot.end })

const nothing = {
  identity: null,
  delivered: 0,
  unparsed: 0,
  matched: 0,
  classified: 0,
  unreadable: 0,
  first: null,
  last: null,
  quiet: null,
  streams: 0,
  byStream: [],
  lag: null,
  skew: null,
  silences: [],
  waited: null,
  isMasked: false,
  lost: null,
}
