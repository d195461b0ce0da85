// GuardDuty, as far as reading its detector, coverage and findings goes. https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Operations.html
import { readTime, seconds } from '../../src/clock.ts'
import { page } from '../page.ts'
import { AwsFault, type Call, type Service } from '../service.ts'
import type { CoverageState, DetectorState, GuardDutyFindingState } from '../world/guardduty.ts'
import { fromQuery, type Kind, listOf, members, oneOf, structure, text, whole } from '../world/members.ts'
import { regionOf } from '../world/region.ts'
import type { World } from '../world.ts'

const invalid = 'BadRequestException'
const id = text({ min: 1, max: 300 })
const size = whole(1, 50)
const values = listOf(text())

// One criterion for each name: a map, whose names are those of the finding's members.
type Criterion = {
  equals?: string[] | undefined
  greaterThanOrEqual?: number | undefined
  lessThanOrEqual?: number | undefined
}
const bound: Kind<number> = (value, at, refuse) => whole(0, Number.MAX_SAFE_INTEGER)(value, at, refuse)
const condition = { equals: values, greaterThanOrEqual: bound, lessThanOrEqual: bound }
const criteria: Kind<Record<string, Criterion>> = (value, at, refuse) =>
  Object.fromEntries(
    Object.entries(structure({}, { criterion: (all) => all as object })(value, at, refuse).criterion ?? {}).map(
      ([name, given]) => [name, structure({}, condition)(given, `${at}.criterion.${name}`, refuse)],
    ),
  )

const lists = members(invalid, {}, { maxResults: fromQuery(size, 'number'), nextToken: text() })
const filters = members(invalid, { DetectorId: id }, { maxResults: fromQuery(size, 'number'), nextToken: text() })
const filter = members(invalid, { DetectorId: id, FilterName: text({ min: 3, max: 64 }) }, {})
const detector = members(invalid, { DetectorId: id }, {})
const covers = members(
  invalid,
  { DetectorId: id },
  {
    maxResults: size,
    nextToken: text(),
    filterCriteria: structure(
      {},
      {
        filterCriterion: listOf(
          structure(
            {},
            {
              criterionKey: oneOf('ACCOUNT_ID', 'RESOURCE_TYPE', 'COVERAGE_STATUS', 'EKS_CLUSTER_NAME'),
              filterCondition: structure({}, { equals: values, notEquals: values }),
            },
          ),
          { max: 50 },
        ),
      },
    ),
  },
)
const finds = members(invalid, { DetectorId: id }, { findingCriteria: criteria, maxResults: size, nextToken: text() })
const gets = members(invalid, { DetectorId: id, findingIds: listOf(id, { max: 50 }) }, {})

const refuse = (message: string): AwsFault =>
  new AwsFault(invalid, 400, `The request is rejected because ${message}`, { __type: 'InvalidInputException' })

// The others have no resource, though they name a detector.
const onDetector = ['GetDetector', 'GetFilter', 'ListCoverage']

const detectorsIn = (world: World, call: Call): DetectorState[] => regionOf(world, call).guardDuty
const found = (world: World, call: Call, wanted: string): DetectorState => {
  const one = detectorsIn(world, call).find((each) => each.id === wanted)
  if (one) return one
  throw refuse('the input detectorId is not owned by the current account.')
}

export const guardDutyService = (world: World): Service => ({
  name: 'guardduty',
  protocol: 'rest-json',
  routes: {
    'GET /detector': 'ListDetectors',
    'GET /detector/{DetectorId}': 'GetDetector',
    'GET /detector/{DetectorId}/filter': 'ListFilters',
    'GET /detector/{DetectorId}/filter/{FilterName}': 'GetFilter',
    'POST /detector/{DetectorId}/coverage': 'ListCoverage',
    'POST /detector/{DetectorId}/findings': 'ListFindings',
    'POST /detector/{DetectorId}/findings/get': 'GetFindings',
  },
  resource({ operation, region, account, input }) {
    if (!onDetector.includes(operation)) return '*'
    const of = `arn:aws:guardduty:${region}:${account}:detector/${input.DetectorId}`
    return operation === 'GetFilter' ? `${of}/filter/${input.FilterName}` : of
  },
  operations: {
    ListDetectors(call) {
      const { maxResults, nextToken } = lists(call.input)
      const all = detectorsIn(world, call).map((one) => one.id)
      return answer(call, 'detectorIds', all, { size: maxResults, token: nextToken })
    },

    GetDetector(call) {
      const { status, createdAt, features } = found(world, call, detector(call.input).DetectorId)
      const serviceRole = `arn:aws:iam::${call.account}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty`
      return {
        createdAt,
        findingPublishingFrequency: 'SIX_HOURS',
        serviceRole,
        status,
        updatedAt: createdAt,
        features,
        tags: {},
      }
    },

    ListCoverage(call) {
      const { DetectorId, filterCriteria, maxResults, nextToken } = covers(call.input)
      const all = found(world, call, DetectorId)
        .coverage.map((one) => covered(one, DetectorId, call))
        .filter((one) =>
          (filterCriteria?.filterCriterion ?? []).every(({ criterionKey, filterCondition }) => {
            if (criterionKey !== 'RESOURCE_TYPE') throw new AwsFault('NotImplemented', 501, `no ${criterionKey} here`)
            return filterCondition?.equals?.includes(one.resourceDetails.resourceType) ?? true
          }),
        )
      return answer(call, 'resources', all, { size: maxResults, token: nextToken })
    },

    ListFindings(call) {
      const { DetectorId, findingCriteria = {}, maxResults, nextToken } = finds(call.input)
      const all = found(world, call, DetectorId)
        .findings.filter((one) => isKept(one, call))
        .filter((one) =>
          Object.entries(findingCriteria).every(([name, { equals = [], ...between }]) => {
            if (name === 'resource.resourceType') return equals.includes('EKSCluster')
            if (name === 'resource.eksClusterDetails.name') return equals.includes(one.cluster.name)
            if (name !== 'updatedAt') throw new AwsFault('NotImplemented', 501, `no ${name} here`)
            const updated = at(one.createdAt) * 1_000
            const { greaterThanOrEqual: least = 0, lessThanOrEqual: most = Number.MAX_SAFE_INTEGER } = between
            return updated >= least && updated <= most
          }),
        )
      const ids = all.map((one) => one.id)
      return answer(call, 'findingIds', ids, { size: maxResults, token: nextToken })
    },

    ListFilters(call) {
      const { DetectorId, maxResults, nextToken } = filters(call.input)
      const names = found(world, call, DetectorId).filters.map(({ name }) => name)
      return answer(call, 'filterNames', names, { size: maxResults, token: nextToken })
    },

    GetFilter(call) {
      const { DetectorId, FilterName } = filter(call.input)
      const one = found(world, call, DetectorId).filters.find(({ name }) => name === FilterName)
      if (!one) throw refuse('the input filterName does not exist.')
      const onClusters = { criterion: { 'resource.resourceType': { equals: ['EKSCluster'] } } }
      return { name: one.name, description: '', action: one.action, rank: 1, findingCriteria: onClusters, tags: {} }
    },

    GetFindings(call) {
      const { DetectorId, findingIds } = gets(call.input)
      const { findings } = found(world, call, DetectorId)
      return {
        findings: findings
          .filter((one) => findingIds.includes(one.id) && isKept(one, call))
          .map((one) => shown(one, DetectorId, call)),
      }
    },
  },
})

const answer = (call: Call, as: string, all: unknown[], asked: { size: unknown; token: unknown }) => {
  const { items, nextToken } = page(all, call, { ...asked, most: 50, refuse })
  return { [as]: items, nextToken: nextToken ?? '' }
}

// Ninety days, and nothing that is yet to come.
const isKept = ({ createdAt }: GuardDutyFindingState, { now }: Call): boolean =>
  at(createdAt) <= seconds(now) && seconds(now) - at(createdAt) < 90 * 86_400

const at = (text: string): number => seconds(readTime(text) ?? '')

const covered = (one: CoverageState, detectorId: string, { account }: Call) => ({
  resourceId: `${account}-${one.cluster}`,
  detectorId,
  accountId: account,
  resourceDetails: {
    resourceType: 'EKS',
    eksClusterDetails: {
      clusterName: one.cluster,
      coveredNodes: one.coveredNodes,
      compatibleNodes: one.compatibleNodes,
      addonDetails: { addonVersion: 'v1.10.0-eksbuild.2', addonStatus: 'ACTIVE' },
      managementType: 'AUTO_MANAGED',
    },
  },
  coverageStatus: one.status,
  ...(one.issue !== undefined && { issue: one.issue }),
  updatedAt: one.updatedAt,
})

const shown = (one: GuardDutyFindingState, detectorId: string, { account, region, now }: Call) => ({
  accountId: account,
  arn: `arn:aws:guardduty:${region}:${account}:detector/${detectorId}/finding/${one.id}`,
  createdAt: one.createdAt,
  description: one.title,
  id: one.id,
  partition: 'aws',
  region,
  resource: {
    resourceType: 'EKSCluster',
    eksClusterDetails: { ...one.cluster, status: 'ACTIVE', tags: [] },
    kubernetesDetails: { kubernetesUserDetails: { username: one.username, uid: '', groups: [] } },
  },
  schemaVersion: '2.0',
  service: {
    archived: one.archivedAt !== null && at(one.archivedAt) <= seconds(now),
    count: 1,
    detectorId,
    eventFirstSeen: one.createdAt,
    eventLastSeen: one.createdAt,
    serviceName: 'guardduty',
  },
  severity: one.severity,
  title: one.title,
  type: one.type,
  updatedAt: one.createdAt,
})
