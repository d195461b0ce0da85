// What GuardDuty watches in a region, which clusters its agents cover, what it found about clusters, and what archives that.
import type {
  GetDetectorRequest,
  GetFilterRequest,
  GetFindingsRequest,
  ListCoverageRequest,
  ListDetectorsRequest,
  ListFiltersRequest,
  ListFindingsRequest,
} from '@aws-sdk/client-guardduty'
import { asking, defineSource, each, type Heard, list, listEach, listed, named } from '../source.ts'
import { operation } from '../wire.ts'

// Inputs are named as the SDK names them; answers are as on the wire, where GuardDuty begins its members with a small letter.
type Detectors = { detectorIds?: string[]; nextToken?: string }
type Found = { findingIds?: string[]; nextToken?: string }
type Filters = { filterNames?: string[]; nextToken?: string }
const paged = { token: 'NextToken', next: 'nextToken' }

const listDetectors = operation<ListDetectorsRequest, Detectors>('guardduty:ListDetectors', paged)
const getDetector = operation<GetDetectorRequest, unknown>('guardduty:GetDetector')
const listCoverage = operation<ListCoverageRequest, unknown>('guardduty:ListCoverage', paged)
const listFindings = operation<ListFindingsRequest, Found>('guardduty:ListFindings', paged)
const getFindings = operation<GetFindingsRequest, unknown>('guardduty:GetFindings')
const listFilters = operation<ListFiltersRequest, Filters>('guardduty:ListFilters', paged)
const getFilter = operation<GetFilterRequest, unknown>('guardduty:GetFilter')

/** The most that GetFindings takes at once. */
const atOnce = 50

// A region has one detector, or none where GuardDuty was never turned on.
const detectors = (pages: Heard<ListDetectorsRequest, Detectors>[]) =>
  pages.flatMap(({ answer }) => listed(answer.detectorIds, 'detectorIds')).map((DetectorId) => ({ DetectorId }))

export default defineSource({
  id: 'guardduty',
  kind: 'state',
  of: 'region',
  every: 86_400,
  zipped: true,
  ...asking(
    list(listDetectors, () => ({})),
    each(getDetector, listDetectors, detectors),
    listEach(listCoverage, listDetectors, (pages) =>
      detectors(pages).map((one) => ({
        ...one,
        FilterCriteria: { FilterCriterion: [{ CriterionKey: 'RESOURCE_TYPE', FilterCondition: { Equals: ['EKS'] } }] },
      })),
    ),
    // Archived ones too, so that what was settled shows; GuardDuty itself keeps ninety days. A sequence of several findings is
    // of a type of its own, whatever it is about.
    listEach(listFindings, listDetectors, (pages) =>
      detectors(pages).map((one) => ({
        ...one,
        FindingCriteria: { Criterion: { 'resource.resourceType': { Equals: ['EKSCluster', 'AttackSequence'] } } },
      })),
    ),
    each(getFindings, listFindings, (pages) =>
      pages.flatMap(({ input: { DetectorId }, answer }) => {
        const ids = listed(answer.findingIds, 'findingIds')
        return Array.from({ length: Math.ceil(ids.length / atOnce) }, (_, at) => ({
          DetectorId,
          FindingIds: ids.slice(at * atOnce, (at + 1) * atOnce),
        }))
      }),
    ),
    // Saved searches, and rules by which GuardDuty archives what it finds before anybody sees it.
    listEach(listFilters, listDetectors, detectors),
    each(getFilter, listFilters, (pages) =>
      pages.flatMap(({ input: { DetectorId }, answer }) =>
        listed(answer.filterNames, 'filterNames').map((name) => ({
          DetectorId,
          FilterName: named(name, 'filterName'),
        })),
      ),
    ),
  ),
})
