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
import type { Exchange, Slot } from '../model.ts'
import { type At, asking, defineSource, type Lack, list } from '../source.ts'
import { operation } from '../wire.ts'

const describeLogGroups = operation<DescribeLogGroupsRequest, DescribeLogGroupsResponse>('logs:DescribeLogGroups')
// Not found: the cluster never logged, or its log group was deleted. That is an answer about the group, and no answer
// about what happened in the cluster.
const start = operation<StartQueryRequest, StartQueryResponse>(startQuery, {
  absentWhen: ['ResourceNotFoundException'],
})
const results = operation<GetQueryResultsRequest, GetQueryResultsResponse>(getResults)

const queries: Record<Kind, string> = { rows: rowsQuery, counts: countsQuery }
/** The most that StartQuery allows; more than that matched shows in recordsMatched, and the window is halved. */
const limit = 100_000
/** Queries of a kind in one slot, and tries of one window, before the rest is left for the next tick. */
const mostQueries = 64
const tries = 3
/** Seconds between polls, the last again and again; GetQueryResults allows about five a second in an account. */
const waits = [1, 1, 2, 3, 5]
const mostPolls = 30

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
    await observeKind(at, 'rows')
    await observeKind(at, 'counts')
  },
  lacks(exchanges, { subject, slot }) {
    const described: Exchange[] = []
    const logs = function* (): Generator<Exchange> {
      for (const line of exchanges) {
        if (line.action === describeLogGroups.action) described.push(line)
        else yield line
      }
    }
    const all = readQueries(logs())
    const { start, end } = windowOf(slot)
    const holes = (['rows', 'counts'] as const).flatMap((kind): Lack[] => {
      const { hole } = tile(all, kind, start, end)
      return hole ? [{ action: getResults, reason: hole.reason }] : []
    })
    return [...group.lacks(described, { subject, slot }), ...holes]
  },
  isEmpty(exchanges) {
    const all = readQueries(exchanges)
    return all.length > 0 && all.every(({ noGroup, matched }) => noGroup || matched === 0)
  },
})

// A refusal ends it: what hinders one window hinders its neighbour, and the next tick asks again.
const observeKind = async (at: At, kind: Kind): Promise<void> => {
  const open: Window[] = [windowOf(at.slot)]
  for (let asked = 0; asked < mostQueries; asked++) {
    const window = open.shift()
    if (!window) return
    const said = await query(at, kind, window)
    if (said === 'refused') return
    if (said === 'short' && window.end - window.start > 1) {
      const middle = Math.floor((window.start + window.end) / 2)
      open.unshift({ start: window.start, end: middle }, { start: middle, end: window.end })
    }
  }
}

// Tries a window again where its query ended by itself without an answer. What is stored of it says so.
const query = async (at: At, kind: Kind, window: Window): Promise<'whole' | 'short' | 'refused'> => {
  for (let tried = 0; tried < tries; tried++) {
    const begun = await at.ask(start, startInput(at, kind, window))
    if (begun?.queryId === undefined) return 'refused'
    const status = await finished(at, begun.queryId)
    if (status === undefined) return 'refused'
    if (status === 'Complete') return (await fetchAll(at, kind, begun.queryId)) ? 'whole' : 'short'
  }
  return 'whole'
}

const startInput = ({ subject }: At, kind: Kind, { start, end }: Window): StartQueryRequest => ({
  logGroupName: logGroup(subject.name),
  queryString: between(queries[kind], start, end),
  startTime: Math.floor(start / 1_000),
  endTime: Math.ceil(end / 1_000),
  limit,
})

// Polls with pages of one row, so that what a running query shows is not stored again and again.
const finished = async (at: At, queryId: string): Promise<string | undefined> => {
  for (let polls = 0; polls < mostPolls; polls++) {
    await at.pause(waits[Math.min(polls, waits.length - 1)] ?? 5)
    const said = await at.ask(results, { queryId, maxItems: 1 })
    if (said?.status === undefined) return undefined
    if (!['Scheduled', 'Running', 'Unknown'].includes(said.status)) return said.status
  }
  return undefined
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
