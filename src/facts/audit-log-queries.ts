// Whether each Logs Insights query gave what it matched: the reconciliation of every window's result.
import { getResults, readQueries } from '../audit-log/insights.ts'
import { type Scans, scansOf } from '../audit-log/scans.ts'
import { extent, tile } from '../audit-log/tiling.ts'
import { defineFact } from '../fact.ts'
import { isUnknown, unknown } from '../model.ts'
import { auditLogGroup, lostOf, lostSaid } from './audit-log-group.ts'

export type QueryCompleteness = {
  /** absent: Insights knows no such log group, so nothing could be queried. */
  logGroup: 'present' | 'absent'
  /** Queries whose windows tile the slot, and what they matched and gave together. */
  windows: number
  matched: number
  fetched: number
  /** The window where a query ran to its end and gave less than it matched. */
  short: string[]
  /** What all its queries went through. */
  scanned: Scans
  /** What could not be matched, for it was gone before; null where all that was delivered was there. */
  lost: string | null
}

export const auditLogQueries = defineFact<QueryCompleteness>({
  id: 'audit-log-queries',
  source: 'audit-log',
  of: 'cluster',
  // None: a result that is not complete is what this fact is about, and not a reason to be silent.
  actions: [],
  read(exchanges, given) {
    const queries = readQueries(exchanges)
    const scanned = scansOf(queries)
    if (queries.some(({ noGroup }) => noGroup)) return { ...none, scanned, logGroup: 'absent' }
    const group = auditLogGroup.read(exchanges, given)
    const [askedAt = null] = queries.map(({ at }) => at).sort()
    const lost = isUnknown(group) ? null : lostOf(group, given, askedAt)
    const gone = isUnknown(group) ? group.reason : lost && lostSaid(lost)
    const found: QueryCompleteness = { ...none, scanned, short: [], lost: gone }
    for (const kind of ['rows', 'counts'] as const) {
      const whole = extent(queries, kind)
      if (!whole) return unknown(`${getResults}: no ${kind} query was started`)
      const { leaves, hole } = tile(queries, kind, whole.start, whole.end)
      if (hole && !hole.short) return unknown(hole.reason)
      if (hole) found.short.push(hole.reason)
      for (const { matched, fetched } of leaves) {
        found.windows += 1
        found.matched += matched ?? 0
        found.fetched += fetched
      }
    }
    return found
  },
})

const none = { logGroup: 'present' as const, windows: 0, matched: 0, fetched: 0, short: [], lost: null }
