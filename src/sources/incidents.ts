// What else happened around the hits that call for a look: in the logs beside the audit log, in CloudTrail, GuardDuty and Security Hub.
import type {
  GetQueryResultsRequest,
  GetQueryResultsResponse,
  StartQueryRequest,
  StartQueryResponse,
} from '@aws-sdk/client-cloudwatch-logs'
import type {
  GetFindingsRequest as GetDutyFindings,
  ListDetectorsRequest,
  ListFindingsRequest,
} from '@aws-sdk/client-guardduty'
import type { GetFindingsRequest, GetFindingsResponse } from '@aws-sdk/client-securityhub'
import { getResults, startQuery } from '../audit-log/insights.ts'
import { describeLogGroups } from '../audit-log/subscription.ts'
import { eventSources } from '../changes/event-names.ts'
import { lookup } from '../changes/lookup.ts'
import { earliest, latest, seconds } from '../clock.ts'
import { detectionGenerator } from '../detection.ts'
import { incidentSource } from '../incidents/group.ts'
import { budget, groupsIn, mostRows, type Search, searchedIn, searchesOf } from '../incidents/search.ts'
import { authenticatorSecrets } from '../incidents/secrets.ts'
import type { Incident } from '../model.ts'
import { trailSecrets } from '../redaction/trail-secrets.ts'
import {
  type At,
  asking,
  defineSource,
  each,
  type Heard,
  type Lack,
  listEach,
  listed,
  listFor,
  type Place,
} from '../source.ts'
import { operation } from '../wire.ts'

const start = operation<StartQueryRequest, StartQueryResponse>(startQuery, {
  absentWhen: ['ResourceNotFoundException'],
  busyWhen: ['LimitExceededException'],
})
const results = operation<GetQueryResultsRequest, GetQueryResultsResponse>(getResults)

// As in the source `guardduty`: answers begin their members with a small letter.
type Detectors = { detectorIds?: string[]; nextToken?: string }
type Found = { findingIds?: string[]; nextToken?: string }
const paged = { token: 'NextToken', next: 'nextToken' }
const listDetectors = operation<ListDetectorsRequest, Detectors>('guardduty:ListDetectors', paged)
const listFindings = operation<ListFindingsRequest, Found>('guardduty:ListFindings', paged)
const getDuty = operation<GetDutyFindings, unknown>('guardduty:GetFindings')
const getHub = operation<GetFindingsRequest, GetFindingsResponse>('securityhub:GetFindings', {
  absentWhen: ['InvalidAccessException'],
  token: 'NextToken',
})

/** Key ids and sessions of one incident that are looked up: two questions a second are all that CloudTrail answers. */
const mostLookups = 4
const tries = 3
const waits = [5, 10, 15, 30]
const mostPolls = 12

const groupsOf = ({ subject, incidents = [] }: Place) =>
  incidents.length > 0 ? [{ logGroupNamePrefix: `/aws/containerinsights/${subject.name}/` }] : []
const listing = asking(listFor(describeLogGroups, groupsOf))

const spanOf = (incidents: readonly Incident[]) => ({
  from: incidents.map(({ from }) => from).reduce(earliest),
  to: incidents.map(({ to }) => to).reduce(latest),
})

// By the key that acted; where nobody knows it, by the session's name. What was done to the cluster is read by `change-events`.
const lookups = ({ incidents = [] }: Place) =>
  incidents.flatMap(({ from, to, marks: { keys, sessions } }) => {
    const by = (AttributeKey: 'AccessKeyId' | 'Username', value: string) => ({
      LookupAttributes: [{ AttributeKey, AttributeValue: value }],
      StartTime: seconds(from),
      EndTime: seconds(to),
    })
    const who =
      keys.length > 0 ? keys.map((key) => by('AccessKeyId', key)) : sessions.map((name) => by('Username', name))
    return who.slice(0, mostLookups)
  })

const asked = asking(
  listFor(lookup, lookups),
  listFor(listDetectors, ({ incidents = [] }) => (incidents.length > 0 ? [{}] : [])),
  listEach(listFindings, listDetectors, (pages, { name }, _, { incidents = [] }) => {
    if (incidents.length === 0) return []
    const { from, to } = spanOf(incidents)
    const UpdatedAt = { GreaterThanOrEqual: seconds(from) * 1_000, LessThanOrEqual: seconds(to) * 1_000 }
    return pages
      .flatMap(({ answer }) => listed(answer.detectorIds, 'detectorIds'))
      .map((DetectorId) => ({
        DetectorId,
        FindingCriteria: {
          Criterion: { 'resource.eksClusterDetails.name': { Equals: [name] }, updatedAt: UpdatedAt },
        },
      }))
  }),
  each(getDuty, listFindings, (pages: Heard<ListFindingsRequest, Found>[]) =>
    pages.flatMap(({ input: { DetectorId }, answer }) => {
      const FindingIds = listed(answer.findingIds, 'findingIds')
      return FindingIds.length > 0 ? [{ DetectorId, FindingIds }] : []
    }),
  ),
  listFor(getHub, ({ subject, incidents = [] }) => {
    if (incidents.length === 0) return []
    const { from, to } = spanOf(incidents)
    return [
      {
        Filters: {
          ResourceId: [{ Value: subject.id, Comparison: 'EQUALS' as const }],
          // Our own tell of the same hits.
          GeneratorId: [{ Value: detectionGenerator, Comparison: 'PREFIX_NOT_EQUALS' as const }],
          UpdatedAt: [{ Start: from, End: to }],
        },
        MaxResults: 100,
      },
    ]
  }),
)

export default defineSource({
  id: incidentSource,
  kind: 'window',
  of: 'cluster',
  every: 3_600,
  // As the audit log: what its hits of an hour before call for is looked into with the hour that followed.
  delay: 900,
  keeps: 30 * 86_400,
  looks: true,
  zipped: true,
  redacts: [authenticatorSecrets, trailSecrets(Object.values(eventSources))],
  operations: [...listing.operations, ...asked.operations, start, results],
  async observe(at) {
    if (!at.incidents?.length) return
    const groups: string[] = []
    for (const input of groupsOf(at))
      for await (const { logGroups = [] } of at.pages(describeLogGroups, input))
        groups.push(...logGroups.flatMap(({ logGroupName }) => logGroupName ?? []))
    await asked.observe(at)
    await searchAll(at, searchesOf(at, groups))
  },
  lacks(exchanges, place) {
    const lines = [...exchanges]
    const searches = searchesOf(place, groupsIn(lines))
    const ids = new Set(searches.map(({ input }) => input.queryString))
    const strays = lines.filter(({ action, input }) => action === startQuery && !ids.has(queryOf(input)))
    return [
      ...listing.lacks(lines, place),
      ...asked.lacks(lines, place),
      ...strays.map((): Lack => ({ action: startQuery, reason: 'a search that no incident calls for' })),
      ...searchedIn(searches, lines)
        .filter(({ state }) => state === 'unread')
        .flatMap(({ search, why }): Lack[] => [
          { action: startQuery, reason: `${search.log}: ${why}` },
          { action: getResults, reason: `${search.log}: ${why}` },
        ]),
    ]
  },
  isEmpty: (exchanges) => [...exchanges].length === 0,
})

const queryOf = (input: unknown): string => String((input as { queryString?: unknown }).queryString)

// One after the other, so that what was scanned is known before the next one begins.
const searchAll = async (at: At, searches: Search[]): Promise<void> => {
  let scanned = 0
  for (const { input } of searches) {
    if (scanned >= budget) return
    for (let tried = 0; tried < tries; tried++) {
      const begun = await at.ask(start, input)
      if (begun?.queryId === undefined) break
      const { queryId } = begun
      if ((await ended(at, queryId)) !== 'Complete') continue
      const page = await at.ask(results, { queryId, maxItems: mostRows })
      scanned += page?.statistics?.bytesScanned ?? 0
      break
    }
  }
}

const ended = async (at: At, queryId: string): Promise<string | undefined> => {
  for (let polls = 0; polls < mostPolls; polls++) {
    await at.pause(waits[Math.min(polls, waits.length - 1)] ?? 30)
    const status = (await at.ask(results, { queryId, maxItems: 1 }))?.status
    if (status === undefined || !['Scheduled', 'Running', 'Unknown'].includes(status)) return status
  }
  return undefined
}
