// Windows of CloudTrail's event history for examples: a region with a cluster, and what was done in an hour.
import { lives, ofClusters, ofLogGroups, tagging } from '../changes/event-names.ts'
import { instant, seconds } from '../clock.ts'
import type { Exchange, Instant } from '../model.ts'
import { account, answered } from './example.ts'

export type ExampleEvent = {
  name: string
  /** Minutes into its window. */
  minute: number
  asked?: Record<string, unknown>
  answered?: Record<string, unknown>
  source?: string
  /** Laid over the event's record. */
  more?: Record<string, unknown>
}

const begin = 1_767_571_200 // 2026-01-05T00:00:00Z, where the first window of every example begins
export const anna = `arn:aws:sts::${account}:assumed-role/Admin/anna@example.com`

/** The window that begins so many hours after the first. */
export const eventsOf = (hour: number, ...events: ExampleEvent[]): Exchange[] => [
  answered('eks:ListClusters', { include: ['all'] }, { clusters: ['prod'], nextToken: null }),
  answered('ecr:DescribeRepositories', { maxResults: 1_000 }, { repositories: [] }),
  ...historyOf(hour, [...lives, ...ofClusters, ...ofLogGroups, ...tagging], events),
]

/** What the history answers to each name. */
export const historyOf = (hour: number, names: string[], events: ExampleEvent[]): Exchange[] => {
  const start = begin + hour * 3_600
  return names.map((name) =>
    answered(
      'cloudtrail:LookupEvents',
      {
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: name }],
        StartTime: start,
        EndTime: start + 3_600,
      },
      { Events: events.filter((one) => one.name === name).map((one, at) => told(one, start + one.minute * 60, at)) },
    ),
  )
}

/** The history's answers of the first hour to the names of these records, for examples that hold records alone. */
export const historyOfRecords = (records: readonly Record<string, unknown>[]): Exchange[] => {
  const window = { StartTime: begin, EndTime: begin + 3_600 }
  return [...Map.groupBy(records, ({ eventName }) => eventName)].map(([AttributeValue, own]) =>
    answered(
      'cloudtrail:LookupEvents',
      { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue }], ...window },
      { Events: own.map(inHistory) },
    ),
  )
}

const told = (event: ExampleEvent, at: number, nth: number) =>
  inHistory(trailRecord(event, at, `${event.name}-${at}-${nth}`))

/** An event as CloudTrail records it: by Anna, ten minutes into the first hour, unless said otherwise. */
export const trailRecord = (
  { name, source = 'eks.amazonaws.com', ...event }: Omit<ExampleEvent, 'minute'>,
  at = begin + 600,
  id = '7a1f3c52-0b7e-4a53-9a70-2f6a5f4b9c11',
) => ({
  eventVersion: '1.11',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAIOSFODNN7EXAMPLE:anna@example.com',
    arn: anna,
    accountId: account,
    sessionContext: { sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${account}:role/Admin`, userName: 'Admin' } },
  },
  eventTime: instant(at),
  eventSource: source,
  eventName: name,
  awsRegion: 'eu-central-1',
  sourceIPAddress: '203.0.113.12',
  userAgent: 'aws-cli/2.31.0',
  requestParameters: event.asked ?? null,
  responseElements: event.answered ?? null,
  eventID: id,
  readOnly: false,
  eventType: 'AwsApiCall',
  managementEvent: true,
  ...event.more,
})

const inHistory = (record: Record<string, unknown>) => ({
  EventId: record.eventID,
  EventName: record.eventName,
  ReadOnly: 'false',
  EventTime: seconds(record.eventTime as Instant),
  EventSource: record.eventSource,
  Username: 'anna@example.com',
  Resources: [],
  CloudTrailEvent: JSON.stringify(record),
})
