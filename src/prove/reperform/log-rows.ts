// An hour of the audit log, stored and asked for again: entry by entry, and what the counts come to.
import { readQueries } from '../../audit-log/insights.ts'
import { extent, tile } from '../../audit-log/tiling.ts'
import { sha256 } from '../../digest.ts'
import { EvidenceError } from '../../errors.ts'
import { isRecord, parseJson } from '../../json.ts'
import type { Exchange } from '../../model.ts'
import { byBytes } from '../../store/order.ts'

export type LogCompared = {
  /** Entries that the query of rows gave, and of the counts the sum: null where not all of it was read. */
  stored: { rows: number | null; counted: number | null }
  live: { rows: number | null; counted: number | null }
  /** By audit id and stage, or by CloudWatch's pointer: in both with the same text, or not. The first of each, and all counted. */
  same: number
  altered: Some
  onlyStored: Some
  onlyLive: Some
  /** Why it is not compared, or null. */
  hindered: string | null
}
type Some = { entries: number; first: string[] }

const shown = 20

/** Pure. Of each entry its digest is held, and not its text. */
export const logCompared = (stored: Iterable<Exchange>, live: Iterable<Exchange>): LogCompared => {
  const [then, now] = [rowsOf(stored), rowsOf(live)]
  const ids = [...new Set([...then.rows.keys(), ...now.rows.keys()])].sort(byBytes)
  const some = (chosen: string[]): Some => ({ entries: chosen.length, first: chosen.slice(0, shown) })
  const both = ids.filter((id) => then.rows.has(id) && now.rows.has(id))
  return {
    stored: then.counts,
    live: now.counts,
    same: both.filter((id) => then.rows.get(id) === now.rows.get(id)).length,
    altered: some(both.filter((id) => then.rows.get(id) !== now.rows.get(id))),
    onlyStored: some(ids.filter((id) => !now.rows.has(id))),
    onlyLive: some(ids.filter((id) => !then.rows.has(id))),
    hindered: now.hole
      ? `not all of it was read now: ${now.hole}`
      : then.hole
        ? `not all of it was read then: ${then.hole}`
        : null,
  }
}

const rowsOf = (exchanges: Iterable<Exchange>) => {
  const rows = new Map<string, string>()
  const queries = readQueries(exchanges, ({ kind }, row) => {
    if (kind !== 'rows') return
    const { '@ptr': pointer = '', '@message': message = '', '@timestamp': at = '', '@logStream': stream = '' } = row
    rows.set(nameOf(message, pointer), sha256(`${at}\n${stream}\n${message}`))
  })
  const counted = (kind: 'rows' | 'counts') => {
    const whole = extent(queries, kind)
    const tiled = whole && tile(queries, kind, whole.start, whole.end)
    const hole = tiled ? (tiled.hole?.reason ?? null) : 'never asked'
    return { hole, sum: hole || !tiled ? null : tiled.leaves.reduce((sum, { fetched }) => sum + fetched, 0) }
  }
  const [own, all] = [counted('rows'), counted('counts')]
  return { rows, counts: { rows: own.sum, counted: all.sum }, hole: own.hole ?? all.hole }
}

// A pointer is CloudWatch's own name for an entry. The audit id is the API server's, of a request, and says more to a reader.
const nameOf = (message: string, pointer: string): string => {
  try {
    const entry = parseJson(message)
    if (isRecord(entry) && typeof entry.auditID === 'string') return `${entry.auditID} ${String(entry.stage)}`
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
  }
  return pointer // no entry that can be read
}
