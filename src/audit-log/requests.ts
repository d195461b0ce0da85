// What the counts queries say: log records by actor, request and outcome, each counted once.
import { instant, seconds } from '../clock.ts'
import type { BurstRow } from '../detection.ts'
import type { Instant, Slot } from '../model.ts'
import { insightsTime } from './entries.ts'
import type { Fields, OnRow, Query } from './insights.ts'
import { binMinutes } from './query.ts'
import { tile } from './tiling.ts'

export type Counted = {
  entries: number
  /** Those that Insights could read as JSON. */
  parsed: number
  first: Instant | null
  last: Instant | null
  /** Milliseconds between an entry's own time and its arrival, the longest; null where the query did not ask. */
  lag: number | null
  /** Whether it counts a piece of the hour alone; an earlier program's query counted the whole. */
  isPiece: boolean
  stream: string
  stage: string
  actor: string
  verb: string
  resource: string
  code: string
}

export type Counts = {
  onRow: OnRow
  /** The rows of those complete queries that tile `[start, end)`, in milliseconds: no record is counted twice. */
  within(queries: readonly Query[], start: number, end: number): Counted[]
}

export const collectCounts = (): Counts => {
  const rows = new Map<Query, Counted[]>()
  return {
    onRow(query, row) {
      if (query.kind !== 'counts') return
      const own = rows.get(query)
      if (own) own.push(counted(row))
      else rows.set(query, [counted(row)])
    },
    within: (queries, start, end) => tile(queries, 'counts', start, end).leaves.flatMap((leaf) => rows.get(leaf) ?? []),
  }
}

/** Requests that got their answer: the other stages of the same request are left out. */
export const requests = (rows: readonly Counted[]): (BurstRow & { first: Instant | null })[] =>
  rows
    .filter(({ stage }) => stage === 'ResponseComplete' || stage === 'Panic')
    .map(({ actor, verb, resource, code, entries, first }) => ({ actor, verb, resource, code, count: entries, first }))

export const counted = (row: Fields): Counted => ({
  entries: Number(row.entries),
  parsed: Number(row.parsed),
  first: insightsTime(row.first),
  last: insightsTime(row.last),
  lag: row.lag === undefined ? null : Number(row.lag),
  isPiece: row[`bin(${binMinutes}m)`] !== undefined,
  stream: row['@logStream'] ?? '',
  stage: row.stage ?? '',
  actor: row['user.username'] ?? '',
  verb: row.verb ?? '',
  resource: row['objectRef.resource'] ?? '',
  code: row['responseStatus.code'] ?? '',
})

export type Silence = { from: Instant; seconds: number }

/**
 * The times without an entry that are longer than a piece of the hour, the longest first; none where nobody counted by pieces.
 * In each piece the first and the last entry are known, so that what is longer lies between two that are known.
 */
export const silencesIn = (rows: readonly Counted[], { start, end }: Slot): Silence[] => {
  if (!rows.some(({ isPiece }) => isPiece)) return []
  const times = rows.flatMap(({ first, last }) => [first, last]).flatMap((at) => (at === null ? [] : seconds(at)))
  const known = [seconds(start), ...times.filter((at) => at > seconds(start)).sort((a, b) => a - b), seconds(end)]
  return known
    .slice(1)
    .map((at, nth) => ({ from: known[nth] ?? at, length: at - (known[nth] ?? at) }))
    .filter(({ length }) => length > binMinutes * 60)
    .sort((a, b) => b.length - a.length)
    .map(({ from, length }) => ({ from: instant(from), seconds: Math.floor(length) }))
}
