// Runs a parsed query over log events: what matches, what is counted, and the statistics.
import { instant } from '../../src/clock.ts'
import type { Discovered, Value } from './logs-fields.ts'
import type { Aggregate, Condition, Query } from './logs-query.ts'

export type Row = { field: string; value: string }[]
export type Ran = { rows: Row[]; matched: number }

/** Rows come newest first. `limit` cuts them; `matched` counts the events that the filters passed all the same. */
export const runQuery = (query: Query, records: readonly Discovered[], limit: number): Ran => {
  const matched = records.filter((record) => query.filters.every((filter) => holds(filter, record) === true))
  const newest = matched.toSorted((a, b) => Number(b.get('@timestamp')) - Number(a.get('@timestamp')))
  const rows = query.stats
    ? grouped(newest, query.stats.aggregates, query.stats.by)
    : newest.map((record) =>
        [...(query.fields ?? []), '@ptr'].flatMap((field) => cell(field, record.get(field), field)),
      )
  return { rows: rows.slice(0, limit), matched: matched.length }
}

// A comparison with a field that is not there is neither true nor false, and neither is its negation.
const holds = (condition: Condition, record: Discovered): boolean | null => {
  switch (condition.is) {
    case 'or': {
      const all = condition.of.map((one) => holds(one, record))
      return all.includes(true) ? true : all.includes(null) ? null : false
    }
    case 'and': {
      const all = condition.of.map((one) => holds(one, record))
      return all.includes(false) ? false : all.includes(null) ? null : true
    }
    case 'not': {
      const inner = holds(condition.of, record)
      return inner === null ? null : !inner
    }
    case 'present':
      return record.has(condition.field)
    default: {
      const value = record.get(condition.field)
      return value === undefined ? null : compares(condition, value)
    }
  }
}

type Comparison = Exclude<Condition, { is: 'or' | 'and' | 'not' | 'present' }>

const compares = (condition: Comparison, value: Value): boolean => {
  switch (condition.is) {
    case 'like':
      return condition.pattern.test(String(value))
    case 'in':
      return condition.values.includes(String(value))
    case 'not in':
      return !condition.values.includes(String(value))
    case '>=':
      return Number(value) >= condition.number
    case '<':
      return Number(value) < condition.number
  }
}

// Events without a field form a group of their own, whose rows lack that field.
const grouped = (records: readonly Discovered[], aggregates: Aggregate[], by: string[]): Row[] =>
  [...Map.groupBy(records, (record) => JSON.stringify(by.map((field) => fieldOf(record, field) ?? null))).values()].map(
    ([first, ...more]) => [
      ...by.flatMap((field) => cell(field, first && fieldOf(first, field), /^bin/.test(field) ? '@timestamp' : field)),
      ...aggregates.flatMap((one) =>
        cell(one.as, aggregate(one, first ? [first, ...more] : []), one.is === 'count' || one.less ? '' : one.field),
      ),
    ],
  )

// A bin is the time at which it begins.
const fieldOf = (record: Discovered, field: string): Value | undefined => {
  const [, minutes] = /^bin\((\d+)m\)$/.exec(field) ?? []
  if (minutes === undefined) return record.get(field)
  const width = Number(minutes) * 60_000
  return Math.floor(Number(record.get('@timestamp')) / width) * width
}

const aggregate = ({ is, field, less }: Aggregate, group: readonly Discovered[]): number | undefined => {
  if (is === 'count') return group.filter((record) => field === '*' || record.has(field)).length
  const of = (record: Discovered) => (less ? Number(record.get(field)) - Number(record.get(less)) : record.get(field))
  const values = group.flatMap((record) => of(record) ?? []).map(Number)
  return values.length === 0 ? undefined : values.reduce((a, b) => (is === 'min' ? Math.min(a, b) : Math.max(a, b)))
}

const cell = (name: string, value: Value | undefined, field: string): Row => {
  if (value === undefined) return []
  const isTime = field === '@timestamp' || field === '@ingestionTime'
  return [{ field: name, value: isTime ? written(Number(value)) : String(value) }]
}

// `2026-01-05 00:20:00.123`, UTC.
const written = (ms: number): string =>
  instant(ms / 1_000)
    .replace('T', ' ')
    .replace(/(\.\d{3})?Z$/, (_, fraction: string = '.000') => fraction)
