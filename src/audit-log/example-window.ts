// The exchanges of one window as AWS sends them: for examples and tests that need no AWS account.
import { plus, seconds } from '../clock.ts'
import type { Exchange, Instant, Slot } from '../model.ts'
import { getResults, type Kind, pageSize, startQuery } from './insights.ts'

type Given = {
  /** What the log entries say, oldest first: one a second from the window's start. */
  messages?: string[]
  /** Rows of the counts query. */
  counts?: Record<string, string>[]
  /** Where CloudWatch matched more than it gave. */
  matched?: Partial<Record<Kind, number>>
  /** When the log group was made; null where there is none. */
  madeAt?: Instant | null
}

const envelope = { host: 'logs.eu-west-1.amazonaws.com', requestId: '8b8e3a55-6ab3-4c35-9d0c-0b7a2a6f3a10' }
const cells = (row: Record<string, string>) => Object.entries(row).map(([field, value]) => ({ field, value }))

/** The log group, and both queries of the slot, started, polled once and read to their only page. */
export const windowExample = ({ start, end }: Slot, given: Given): Exchange[] => {
  const [from, to] = [seconds(start), seconds(end)]
  const rows = (given.messages ?? []).map((message, at) => ({
    '@timestamp': `${start.slice(0, 10)} ${start.slice(11, 14)}00:${String(at % 60).padStart(2, '0')}.000`,
    '@logStream': 'kube-apiserver-audit-0a1b2c3d4e5f60718293a4b5c6d7e8f9',
    '@message': message,
    '@ptr': `pointer-${from}-${at}`,
  }))
  const counts = given.counts ?? []
  const records = {
    rows: given.matched?.rows ?? rows.length,
    counts: given.matched?.counts ?? counts.reduce((sum, { entries }) => sum + Number(entries), 0),
  }
  // Twenty minutes after the window's end, as a tick comes to it.
  const at = plus(end, 1_200)
  const asked = (action: Exchange['action'], input: unknown) => ({ ...envelope, action, input, at, date: at })
  const line = (action: Exchange['action'], input: unknown, body: unknown): Exchange => ({
    ...asked(action, input),
    got: 'body',
    body,
  })
  const logGroupName = '/aws/eks/prod/cluster'
  const logGroup = {
    logGroupName,
    creationTime: seconds(given.madeAt ?? '2025-06-02T08:14:00Z') * 1_000,
    arn: `arn:aws:logs:eu-west-1:111122223333:log-group:${logGroupName}:*`,
    logGroupClass: 'STANDARD',
  }
  const described = line(
    'logs:DescribeLogGroups',
    { logGroupNamePrefix: logGroupName },
    { logGroups: given.madeAt === null ? [] : [logGroup] },
  )
  const queried = (['rows', 'counts'] as const).flatMap((kind) => {
    const queryId = `${kind}-${from}`
    const window = `@timestamp >= ${from * 1_000} and @timestamp < ${to * 1_000}`
    const queryString =
      kind === 'rows' ? `fields @message\n| filter ${window}` : `filter ${window}\n| stats count(*) as entries`
    const statistics = { recordsMatched: records[kind], recordsScanned: 5_120, bytesScanned: 9_437_184 }
    const results = (kind === 'rows' ? rows : counts).map(cells)
    const start = { logGroupName, queryString, startTime: from, endTime: to, limit: 100_000 }
    if (given.madeAt === null)
      return [{ ...asked(startQuery, start), got: 'absent' as const, code: 'ResourceNotFoundException' }]
    return [
      line(startQuery, start, { queryId }),
      line(getResults, { queryId, maxItems: 1 }, { status: 'Complete', statistics, results: results.slice(0, 1) }),
      line(getResults, { queryId, maxItems: pageSize }, { status: 'Complete', statistics, results }),
    ]
  })
  return [described, ...queried]
}

/** One row of the counts query, with a count. */
export const countExample = (entries: number, more: Record<string, string> = {}): Record<string, string> => ({
  '@logStream': 'kube-apiserver-audit-0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  stage: 'ResponseComplete',
  'user.username': 'system:kube-scheduler',
  verb: 'update',
  'objectRef.resource': 'leases',
  'responseStatus.code': '200',
  entries: String(entries),
  parsed: String(entries),
  first: '2026-01-05 00:00:01.204',
  last: '2026-01-05 00:59:58.911',
  lag: '4211',
  ...more,
})
