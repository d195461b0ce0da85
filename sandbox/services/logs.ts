// CloudWatch Logs, as far as it is asked: log groups, Insights queries over them, anomalies found in them.
import { plus, seconds } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import { canonical } from '../canonical.ts'
import { page } from '../page.ts'
import { AwsFault, type Call, type Service } from '../service.ts'
import { members, text, whole } from '../world/members.ts'
import { listAnomalies, listDetectors } from './logs-anomalies.ts'
import { type Discovered, recordOf } from './logs-fields.ts'
import { parseQuery } from './logs-query.ts'
import { runQuery } from './logs-run.ts'
import { groupOf, type LogEvent, type LogGroup, type LogsState, type RunningQuery } from './logs-state.ts'
import { describeStreams } from './logs-streams.ts'
import { putSubscriptionFilter, subscriptionFilters } from './logs-subscriptions.ts'

const code = 'InvalidParameterException'
const name = text({ min: 1, max: 512, pattern: /^[.\-_/#A-Za-z0-9]+$/ })
const starting = members(
  code,
  { logGroupName: name, queryString: text({ max: 10_000 }), startTime: whole(0, 1e13), endTime: whole(0, 1e13) },
  { limit: whole(1, 100_000) },
)
const getting = members(
  code,
  { queryId: text({ min: 1, max: 256 }) },
  { nextToken: text({ max: 1_024 }), maxItems: whole(0, 10_000) },
)
const describing = members(code, {}, { logGroupNamePrefix: name, nextToken: text({ min: 1 }), limit: whole(1, 50) })
const refuse = (message: string) => new AwsFault(code, 400, message)
const noGroup = () => new AwsFault('ResourceNotFoundException', 400, 'The specified log group does not exist.')

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/ */
export const logsService = (state: LogsState): Service => ({
  name: 'logs',
  protocol: 'json-1.1',
  target: 'Logs_20140328',
  resource: ({ region, account, input }) =>
    typeof input.anomalyDetectorArn === 'string'
      ? input.anomalyDetectorArn
      : `arn:aws:logs:${region}:${account}:log-group:${input.logGroupName ?? input.logGroupNamePrefix ?? ''}:*`,
  operations: {
    DescribeLogGroups(call) {
      const { logGroupNamePrefix: prefix = '', nextToken, limit } = describing(call.input)
      const all = state.groups.filter(
        ({ region, name, creationTime }) =>
          region === call.region && name.startsWith(prefix) && creationTime <= seconds(call.now) * 1_000,
      )
      const cut = page(all.toSorted(byName), call, { size: limit, token: nextToken, most: 50, refuse })
      return { logGroups: cut.items.map((group) => described(group, call)), nextToken: cut.nextToken }
    },
    DescribeLogStreams: describeStreams(state),
    DescribeSubscriptionFilters: subscriptionFilters(state),
    ListAnomalies: listAnomalies(state),
    ListLogAnomalyDetectors: listDetectors(state),
    PutSubscriptionFilter: putSubscriptionFilter(state),
    StartQuery: (call) => start(state, call),
    GetQueryResults: (call) => results(state, call),
  },
})

const byName = (a: LogGroup, b: LogGroup): number => (a.name < b.name ? -1 : 1)

const described = (group: LogGroup, { account }: Call) => {
  const logGroupArn = `arn:aws:logs:${group.region}:${account}:log-group:${group.name}`
  const { retentionInDays, kmsKeyId } = group
  return {
    logGroupName: group.name,
    creationTime: group.creationTime,
    ...(retentionInDays !== null && { retentionInDays }),
    metricFilterCount: 0,
    arn: `${logGroupArn}:*`,
    storedBytes: 0,
    ...(kmsKeyId !== null && { kmsKeyId }),
    logGroupClass: group.logGroupClass,
    logGroupArn,
  }
}

const start = (state: LogsState, call: Call) => {
  const asked = starting(call.input)
  const query = parseQuery(asked.queryString)
  if (asked.startTime > asked.endTime) throw refuse('End time should not be less than start time.')
  const group = groupOf(state, call.region, asked.logGroupName)
  if (!group) throw noGroup()
  const running = [...state.queries.values()].filter((one) => one.region === call.region && isRunning(state, one, call))
  if (running.length >= state.concurrent) {
    throw new AwsFault('LimitExceededException', 400, 'Account maximum query concurrency limit reached.')
  }
  const oldest = group.retentionInDays === null ? 0 : seconds(call.now) - group.retentionInDays * 86_400
  if (asked.endTime * 1_000 < group.creationTime || asked.endTime < oldest) {
    const why =
      "Query's end date and time is either before the log groups creation time or exceeds the log groups log retention settings"
    throw new AwsFault('MalformedQueryException', 400, why)
  }
  const records = recordsOf(group, Math.max(asked.startTime, oldest), asked.endTime, call)
  const { rows, matched } = runQuery(query, records, Math.min(state.mostRows, asked.limit ?? 10_000))
  forget(state, call)
  const queryId = queryIdOf(state, call)
  state.queries.set(queryId, {
    region: call.region,
    since: call.now,
    polls: 0,
    ending: state.endings.shift() ?? 'Complete',
    rows,
    statistics: {
      recordsMatched: matched,
      recordsScanned: records.length,
      bytesScanned: records.reduce((sum, record) => sum + String(record.get('@message')).length, 0),
      estimatedRecordsSkipped: 0,
      estimatedBytesSkipped: 0,
      logGroupsScanned: 1,
    },
  })
  return { queryId }
}

// Results are there for seven days: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
const forget = ({ queries }: LogsState, { now }: Call): void => {
  for (const [id, { since }] of queries) {
    if (seconds(now) - seconds(since) <= 7 * 86_400) return
    queries.delete(id)
  }
}

// Of the query and its time, so that it does not depend on which of several came first.
const queryIdOf = ({ queries }: LogsState, { region, input, now }: Call): string => {
  for (let nth = 0; ; nth++) {
    const id = uuid(`${region} ${canonical(input)} ${now} ${nth}`)
    if (!queries.has(id)) return id
  }
}

// Both ends in whole seconds and inclusive: the last millisecond is that of `end` itself. What has not arrived is not found.
const recordsOf = (group: LogGroup, start: number, end: number, { now }: Call): Discovered[] => {
  const made: Discovered[] = []
  const arrived = seconds(now) * 1_000
  const add = (stream: string, events: LogEvent[]) => {
    for (const [at, event] of events.entries()) {
      const { timestamp, ingestionTime } = event
      if (timestamp < start * 1_000 || timestamp > end * 1_000 || ingestionTime > arrived) continue
      made.push(recordOf(group, stream, event, at))
    }
  }
  for (const [stream, events] of group.streams) add(stream, events)
  if (group.background) {
    const from = plus('1970-01-01T00:00:00Z', Math.floor(start / 3_600) * 3_600)
    for (let hour = from; seconds(hour) <= end; hour = plus(hour, 3_600)) {
      if (seconds(hour) > seconds(now)) break
      for (const [stream, events] of Object.entries(group.background(hour))) add(stream, events)
    }
  }
  return made
}

// A query that nobody asks for comes to its end by itself.
const isRunning = (state: LogsState, query: RunningQuery, { now }: Call): boolean =>
  query.polls < state.polls && seconds(now) - seconds(query.since) < 60

const results = (state: LogsState, call: Call) => {
  const asked = getting(call.input)
  const query = state.queries.get(asked.queryId)
  if (!query || query.region !== call.region)
    throw new AwsFault('ResourceNotFoundException', 400, 'Query does not exist.')
  const base = { queryLanguage: 'CWLI', statistics: query.statistics }
  if (isRunning(state, query, call)) {
    query.polls += 1
    // What a running query gives is a part, and nothing says which.
    const part =
      query.polls === 1 ? [] : query.rows.slice(0, Math.min(query.rows.length >> 1, asked.maxItems ?? 10_000))
    return { ...base, results: part, status: query.polls === 1 ? 'Scheduled' : 'Running' }
  }
  if (query.ending !== 'Complete') return { ...base, results: [], status: query.ending }
  const cut = page(query.rows, call, {
    size: asked.maxItems || undefined,
    token: asked.nextToken,
    most: 10_000,
    refuse,
  })
  return { ...base, results: cut.items, status: 'Complete', nextToken: cut.nextToken }
}

const uuid = (label: string): string => {
  const digits = sha256(`query ${label}`).slice('sha256:'.length)
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join('-')
}
