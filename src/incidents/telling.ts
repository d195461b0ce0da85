// What other services of AWS are asked around incidents: CloudTrail by key or session, GuardDuty and Security Hub by the cluster.
import type {
  GetFindingsRequest as GetDutyFindings,
  ListDetectorsRequest,
  ListFindingsRequest,
} from '@aws-sdk/client-guardduty'
import type { GetFindingsRequest, GetFindingsResponse } from '@aws-sdk/client-securityhub'
import { lookup } from '../changes/lookup.ts'
import { earliest, latest, seconds } from '../clock.ts'
import { detectionGenerator, incidentGenerator } from '../detection.ts'
import type { Incident, Instant } from '../model.ts'
import { each, type Heard, listEach, listed, listFor, type Place, upTo } from '../source.ts'
import { operation } from '../wire.ts'

// As in the source `guardduty`: answers begin their members with a small letter.
type Detectors = { detectorIds?: string[]; nextToken?: string }
type Found = { findingIds?: string[]; nextToken?: string }
const paged = { token: 'NextToken', next: 'nextToken' }
export const listDetectors = operation<ListDetectorsRequest, Detectors>('guardduty:ListDetectors', paged)
export const listFindings = operation<ListFindingsRequest, Found>('guardduty:ListFindings', paged)
export const getDuty = operation<GetDutyFindings, unknown>('guardduty:GetFindings')
/** Absent where Security Hub is not enabled. */
export const getHub = operation<GetFindingsRequest, GetFindingsResponse>('securityhub:GetFindings', {
  absentWhen: ['InvalidAccessException'],
  token: 'NextToken',
})

/** Names of an incident that are looked up, and pages of each: two questions a second are all that CloudTrail answers. */
const mostLookups = 4
export const lookupPages = 4
/** Pages of findings: those of an hour or two. */
export const findingPages = 10

/** The names that acted, by key; where nobody knows a key, by session. `cut`: how many more there are. */
export const lookupsOf = ({ from, to, marks: { keys, sessions } }: Incident) => {
  const kind = keys.length > 0 ? ('keys' as const) : ('sessions' as const)
  const names = kind === 'keys' ? keys : sessions
  const inputs = names.slice(0, mostLookups).map((AttributeValue) => ({
    LookupAttributes: [{ AttributeKey: attributes[kind], AttributeValue }],
    StartTime: seconds(from),
    EndTime: seconds(to),
  }))
  return { kind, inputs, cut: names.length - inputs.length }
}
const attributes = { keys: 'AccessKeyId', sessions: 'Username' } as const

type Span = { from: Instant; to: Instant }

// A finding is renewed after the fact: what was since is asked for too, and its other times say whether it belongs here.
const ifAny = <T>({ slot, incidents = [] }: Place, of: (span: Span) => T[]): T[] =>
  incidents.length === 0
    ? []
    : of({
        from: incidents.map(({ from }) => from).reduce(earliest),
        to: incidents.map(({ to }) => to).reduce(latest, slot.end),
      })

export const questions = [
  upTo(
    lookupPages,
    listFor(lookup, ({ incidents = [] }) => incidents.flatMap((one) => lookupsOf(one).inputs)),
  ),
  listFor(listDetectors, (place) => ifAny(place, () => [{}])),
  upTo(
    findingPages,
    listEach(listFindings, listDetectors, (pages, { name }, _, place) =>
      ifAny(place, ({ from, to }) => {
        const updatedAt = { GreaterThanOrEqual: seconds(from) * 1_000, LessThanOrEqual: seconds(to) * 1_000 }
        const Criterion = { 'resource.eksClusterDetails.name': { Equals: [name] }, updatedAt }
        return pages
          .flatMap(({ answer }) => listed(answer.detectorIds, 'detectorIds'))
          .map((DetectorId) => ({ DetectorId, FindingCriteria: { Criterion } }))
      }),
    ),
  ),
  // A page of a list holds no more than are taken at once.
  each(getDuty, listFindings, (pages: Heard<ListFindingsRequest, Found>[]) =>
    pages.flatMap(({ input: { DetectorId }, answer }) => {
      const FindingIds = listed(answer.findingIds, 'findingIds')
      return FindingIds.length > 0 ? [{ DetectorId, FindingIds }] : []
    }),
  ),
  upTo(
    findingPages,
    listFor(getHub, (place) =>
      ifAny(place, ({ from, to }) => [
        {
          Filters: {
            ResourceId: [{ Value: place.subject.id, Comparison: 'EQUALS' as const }],
            // Our own tell of the same hits.
            GeneratorId: [detectionGenerator, incidentGenerator].map((Value) => ({
              ...{ Value, Comparison: 'PREFIX_NOT_EQUALS' as const },
            })),
            UpdatedAt: [{ Start: from, End: to }],
          },
          MaxResults: 100,
        },
      ]),
    ),
  ),
]

/** Said of every place where the reading of a slot is not there. */
export const unput = 'nothing was put that can be read'
