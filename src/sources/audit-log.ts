// The audit log of a cluster, window by window: the rows that no noise rule drops, and the counts of everything.
import type {
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  GetQueryResultsRequest,
  GetQueryResultsResponse,
  StartQueryRequest,
  StartQueryResponse,
} from '@aws-sdk/client-cloudwatch-logs'
import { countsQuery, rowsQuery } from '../../gen/query.ts'
import { getResults, type Kind, pageSize, readQueries, startQuery } from '../audit-log/insights.ts'
import { between } from '../audit-log/query.ts'
import { auditSecrets } from '../audit-log/secrets.ts'
import { tile } from '../audit-log/tiling.ts'
import { seconds } from '../clock.ts'
import { isRecord } from '../json.ts'
import type { Exchange, Slot, Subject } from '../model.ts'
import { type At, asking, defineSource, type Lack, list } from '../source.ts'
import { operation } from '../wire.ts'

const describeLogGroups = operation<DescribeLogGroupsRequest, DescribeLogGroupsResponse>('logs:DescribeLogGroups')
// Not found: the cluster never logged, or its log group was deleted. That is an answer about the group, and no answer
// about what happened in the cluster.
const start = operation<StartQueryRequest, StartQueryResponse>(startQuery, {
  absentWhen: ['ResourceNotFoundException'],
  busyWhen: ['LimitExceededException'], // as many queries run as the account may run at a time
})
const results = operation<GetQueryResultsRequest, GetQueryResultsResponse>(getResults)

const queries: Record<Kind, string> = { rows: rowsQuery, counts: countsQuery }
/** The most that StartQuery allows; more than that matched shows in recordsMatched, and the window is halved. */
const limit = 100_000
/** Queries of a kind in one slot, queries at a time, and tries of one window, before the rest is left for the next tick. */
const mostQueries = 64
const atOnce = 2
const tries = 3
/** Seconds between polls, the last again and again; GetQueryResults allows about five a second in an account. */
const waits = [5, 10, 15, 30]
const mostPolls = 20

const logGroup = (name: string): string => `/aws/eks/${name}/cluster`
const group = asking(list(describeLogGroups, ({ name }) => ({ logGroupNamePrefix: logGroup(name) })))

type Window = { start: number; end: number }
const windowOf = ({ start, end }: Slot): Window => ({ start: seconds(start) * 1_000, end: seconds(end) * 1_000 })

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
    await readWindows(at)
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
    const holes = (['rows', 'counts'] as const).flatMap((kind): Lack[] => {
      const { hole } = tile(all, kind, window.start, window.end)
      if (!hole) return []
      const isBegun = !all.some((one) => one.kind === kind && one.queryId === null && one.refused !== null)
      if (isBegun) return [{ action: getResults, reason: hole.reason }]
      const hidden: Lack = { action: getResults, reason: `not all asked: ${start.action}: ${hole.reason}` }
      return [{ action: start.action, reason: hole.reason }, hidden]
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
  return logGroupName === logGroup(name) && isTimed && Object.keys(more).length === 0
}

const isOwn = (line: Exchange): boolean => {
  const [query] = readQueries([line])
  const own = query && between(queries[query.kind], query.start, query.end)
  return own !== undefined && isRecord(line.input) && line.input.queryString === own
}

type Part = { kind: Kind; window: Window; tried: number }
type Running = Part & { queryId: string }

// A few queries at a time, of both kinds, so that one wait serves them all. A refusal ends a kind: what hinders one window
// hinders its neighbour, and the next tick asks again.
const readWindows = async (at: At): Promise<void> => {
  const open: Part[] = (['rows', 'counts'] as const).map((kind) => ({ kind, window: windowOf(at.slot), tried: 0 }))
  const asked = { rows: 0, counts: 0 }
  const isRefused = { rows: false, counts: false }
  while (open.length > 0) {
    const running: Running[] = []
    for (const part of open.splice(0, atOnce)) {
      const { kind, window } = part
      if (isRefused[kind] || asked[kind] === mostQueries) continue
      asked[kind] += 1
      const begun = await at.ask(start, startInput(at, kind, window))
      if (begun?.queryId === undefined) isRefused[kind] = true
      else running.push({ ...part, queryId: begun.queryId })
    }
    for (const { ended, kind, window, tried, queryId } of await ends(at, running)) {
      if (ended === undefined) isRefused[kind] = true
      else if (ended !== 'Complete' && tried + 1 < tries) open.push({ kind, window, tried: tried + 1 })
      else if (ended === 'Complete' && !(await fetchAll(at, kind, queryId))) open.unshift(...halves(kind, window))
    }
  }
}

// Of a millisecond there are no halves.
const halves = (kind: Kind, { start, end }: Window): Part[] => {
  const middle = Math.floor((start + end) / 2)
  const own = [
    { start, end: middle },
    { start: middle, end },
  ]
  return end - start > 1 ? own.map((window) => ({ kind, window, tried: 0 })) : []
}

const startInput = ({ subject }: At, kind: Kind, { start, end }: Window): StartQueryRequest => ({
  logGroupName: logGroup(subject.name),
  queryString: between(queries[kind], start, end),
  startTime: Math.floor(start / 1_000),
  endTime: Math.ceil(end / 1_000),
  limit,
})

// How each query ended: undefined where it does not, or cannot be asked. Polls with pages of one row, so that what a
// running query shows is not stored again and again.
const ends = async (at: At, begun: Running[]): Promise<(Running & { ended: string | undefined })[]> => {
  const ended = new Map<string, string | undefined>()
  for (let polls = 0; polls < mostPolls && ended.size < begun.length; polls++) {
    await at.pause(waits[Math.min(polls, waits.length - 1)] ?? 30)
    for (const { queryId } of begun) {
      if (ended.has(queryId)) continue
      const status = (await at.ask(results, { queryId, maxItems: 1 }))?.status
      if (status === undefined || !['Scheduled', 'Running', 'Unknown'].includes(status)) ended.set(queryId, status)
    }
  }
  return begun.map((one) => ({ ...one, ended: ended.get(one.queryId) }))
}

const fetchAll = async (at: At, kind: Kind, queryId: string): Promise<boolean> => {
  let fetched = 0
  let matched: number | undefined
  for await (const page of at.pages(results, { queryId, maxItems: pageSize })) {
    matched = page.statistics?.recordsMatched
    fetched += kind === 'rows' ? (page.results?.length ?? 0) : entriesOf(page)
  }
  return matched === undefined || fetched === matched
}

const entriesOf = ({ results = [] }: GetQueryResultsResponse): number =>
  results.flat().reduce((sum, { field, value }) => sum + (field === 'entries' ? Number(value) : 0), 0)
