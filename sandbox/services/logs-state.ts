// The log groups of the account, as a scenario or a test fills them, and the queries that were started.
import type { Anomaly, AnomalyDetector } from '@aws-sdk/client-cloudwatch-logs'
import { seconds } from '../../src/clock.ts'
import type { Instant } from '../../src/model.ts'
import type { Field } from './logs-fields.ts'
import type { Row } from './logs-run.ts'

/** Times are milliseconds since 1970. */
export type LogEvent = {
  timestamp: number
  ingestionTime: number
  message: string
  /** What is discovered in it, where whoever made it knows that. */
  found?: readonly Field[]
}

export type Subscription = { filterName: string; filterPattern: string; destinationArn: string; creationTime: number }

export type LogGroup = {
  region: string
  name: string
  creationTime: number
  /** null: never expires. */
  retentionInDays: number | null
  logGroupClass: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY'
  kmsKeyId: string | null
  /** At most two: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
  subscriptions: Subscription[]
  streams: Map<string, LogEvent[]>
  /** What else flows in, made when it is asked for: the events of the hour that starts at this time, by stream. */
  background: ((hour: Instant) => Record<string, LogEvent[]>) | null
}

/** Times are milliseconds since 1970. */
export type DetectorState = {
  region: string
  detector: AnomalyDetector & { anomalyDetectorArn: string; logGroupArnList: string[] }
  anomalies: Anomaly[]
}

type Ending = 'Complete' | 'Failed' | 'Cancelled' | 'Timeout'

/** `polls`: how often it has been asked for. */
export type RunningQuery = {
  region: string
  since: Instant
  polls: number
  ending: Ending
  rows: Row[]
  statistics: Record<string, number>
}

export type LogsState = {
  groups: LogGroup[]
  detectors: DetectorState[]
  queries: Map<string, RunningQuery>
  /** Concurrent queries that a region allows: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
  concurrent: number
  /** How often a query answers Scheduled or Running before it ends. */
  polls: number
  /** Rows that a query gives at most: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
  mostRows: number
  /** How the next queries end, in turn; Complete when none is left. */
  endings: Ending[]
}

export const logsState = (): LogsState => ({
  groups: [],
  detectors: [],
  queries: new Map(),
  concurrent: 100,
  polls: 2,
  mostRows: 100_000,
  endings: [],
})

export const groupOf = (state: LogsState, region: string, name: string): LogGroup | undefined =>
  state.groups.find((group) => group.region === region && group.name === name)

export const createGroup = (
  state: LogsState,
  { region, name, at }: { region: string; name: string; at: Instant },
  more: Partial<Pick<LogGroup, 'retentionInDays' | 'logGroupClass' | 'kmsKeyId' | 'background'>> = {},
): LogGroup => {
  const group: LogGroup = {
    region,
    name,
    creationTime: seconds(at) * 1_000,
    retentionInDays: null,
    logGroupClass: 'STANDARD',
    kmsKeyId: null,
    subscriptions: [],
    streams: new Map(),
    background: null,
    ...more,
  }
  state.groups.push(group)
  return group
}

/** Puts one entry; it arrives two seconds after its time unless said otherwise. */
export const putEvent = (group: LogGroup, stream: string, message: string, at: Instant, ingested?: Instant): void => {
  const timestamp = seconds(at) * 1_000
  const event = { timestamp, ingestionTime: ingested ? seconds(ingested) * 1_000 : timestamp + 2_000, message }
  group.streams.set(stream, [...(group.streams.get(stream) ?? []), event])
}
