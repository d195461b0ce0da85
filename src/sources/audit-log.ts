// The audit log of a cluster, window by window: the rows that no noise rule drops, and the counts of everything.
import { countsQuery, rowsQuery } from '../../gen/query.ts'
import { getResults, type Kind, readQueries } from '../audit-log/insights.ts'
import { between } from '../audit-log/query.ts'
import { results, start } from '../audit-log/querying.ts'
import { scanSlot, windowOf } from '../audit-log/scan.ts'
import { isSpent, scansOf, timesOf } from '../audit-log/scans.ts'
import { auditSecrets } from '../audit-log/secrets.ts'
import { describeLogGroups, logGroupOf } from '../audit-log/subscription.ts'
import { tile } from '../audit-log/tiling.ts'
import { isRecord } from '../json.ts'
import type { Exchange, Subject } from '../model.ts'
import { asking, defineSource, type Lack, list } from '../source.ts'

const group = asking(list(describeLogGroups, ({ name }) => ({ logGroupNamePrefix: logGroupOf(name) })))
const queries: Record<Kind, string> = { rows: rowsQuery, counts: countsQuery }

export default defineSource({
  id: 'audit-log',
  kind: 'window',
  of: 'cluster',
  every: 3_600,
  delay: 900,
  // Retention is the customer's. Thirty days are tried at most; a window that is gone sooner is refused by name.
  keeps: 30 * 86_400,
  zipped: true,
  redacts: [auditSecrets],
  operations: [...group.operations, start, results],
  async observe(at) {
    await group.observe(at)
    await scanSlot(at, queries)
  },
  lacks(exchanges, { subject, slot }) {
    const described: Exchange[] = []
    const logs = function* (): Generator<Exchange> {
      for (const line of exchanges) {
        if (line.action === describeLogGroups.action) described.push(line)
        else if (line.action !== start.action || isOf(subject, line)) yield line
      }
    }
    const all = readQueries(logs())
    const window = windowOf(slot)
    const scans = scansOf(all)
    // What was left unread for that says so, whatever else stood in its way.
    const spent = isSpent(scans)
      ? `; ${scans.bytes} bytes were scanned for it, ${timesOf(scans)} times the window, and no more is in one tick`
      : ''
    const holes = (['rows', 'counts'] as const).flatMap((kind): Lack[] => {
      const { hole } = tile(all, kind, window.start, window.end)
      if (!hole) return []
      const reason = `${hole.reason}${spent}`
      const isBegun = !all.some((one) => one.kind === kind && one.queryId === null && one.refused !== null)
      if (isBegun) return [{ action: getResults, reason }]
      const hidden: Lack = { action: getResults, reason: `not all asked: ${start.action}: ${reason}` }
      return [{ action: start.action, reason }, hidden]
    })
    return [...group.lacks(described, { subject, slot }), ...holes]
  },
  asks: (line) => line.action !== start.action || isOwn(line),
  isEmpty(exchanges) {
    const all = readQueries(exchanges)
    return all.length > 0 && all.every(({ noGroup, matched }) => noGroup || matched === 0)
  },
})

// A query's text says its window: whatever version asked, the log group and the times beside it must be those of this window.
const isOf = ({ name }: Subject, line: Exchange): boolean => {
  const [query] = readQueries([line])
  if (!query || !isRecord(line.input)) return false
  const { logGroupName, queryString: _, startTime, endTime, limit: __, ...more } = line.input
  const { start, end } = query
  const isTimed = startTime === Math.floor(start / 1_000) && endTime === Math.ceil(end / 1_000)
  return logGroupName === logGroupOf(name) && isTimed && Object.keys(more).length === 0
}

const isOwn = (line: Exchange): boolean => {
  const [query] = readQueries([line])
  const own = query && between(queries[query.kind], query.start, query.end)
  return own !== undefined && isRecord(line.input) && line.input.queryString === own
}
