// Amazon Inspector, the operations that read, over what ECR has of images: it is on where the registry is scanned by it.
// https://docs.aws.amazon.com/inspector/v2/APIReference/API_Operations.html
import { page } from '../page.ts'
import { AwsFault, type Call, type Service } from '../service.ts'
import { listOf, members, oneOf, structure, text, whole } from '../world/members.ts'
import { regionOf } from '../world/region.ts'
import type { RegionState, World } from '../world.ts'
import { coverageIn, findingsIn, usedIn } from './inspector2-region.ts'

const code = 'ValidationException'
const refuse = (message: string) => new AwsFault(code, 400, message)
const equals = structure({ comparison: oneOf('EQUALS', 'NOT_EQUALS'), value: text({ min: 1, max: 1024 }) }, {})
const filters = listOf(equals, { min: 1, max: 10 })
const paging = (most: number) => ({ maxResults: whole(1, most), nextToken: text({ max: 1_000_000 }) })
const status = members(code, {}, { accountIds: listOf(text({ pattern: /^\d{12}$/ }), { max: 100 }) })
const coverage = members(
  code,
  {},
  {
    ...paging(200),
    filterCriteria: structure({}, { accountId: filters, resourceType: filters, ecrRepositoryName: filters }),
  },
)
const findings = members(
  code,
  {},
  {
    ...paging(100),
    filterCriteria: structure({}, { awsAccountId: filters, resourceType: filters, findingStatus: filters }),
    // The other fields are not sorted by here, and so not taken.
    sortCriteria: structure({ field: oneOf('FIRST_OBSERVED_AT'), sortOrder: oneOf('ASC', 'DESC') }, {}),
  },
)
const clusters = members(code, { filter: structure({ resourceId: text({ min: 1 }) }, {}) }, paging(100))

export const inspector2Service = (world: World, onceForAllPages = listKeeper()): Service => ({
  name: 'inspector2',
  protocol: 'rest-json',
  routes: {
    'POST /status/batch/get': 'BatchGetAccountStatus',
    'POST /coverage/list': 'ListCoverage',
    'POST /findings/list': 'ListFindings',
    'POST /cluster/get': 'GetClustersForImage',
  },
  operations: {
    BatchGetAccountStatus(call) {
      const { accountIds = [world.account] } = status(call.input)
      const isOn = regionOf(world, call).registry.scanning.scanType === 'ENHANCED'
      const [own, others] = [accountIds.includes(world.account), accountIds.filter((id) => id !== world.account)]
      return {
        accounts: own ? [accountState(world.account, isOn)] : [],
        failedAccounts: others.map((accountId) => ({
          accountId,
          errorCode: 'ACCESS_DENIED',
          errorMessage: 'Invoking account does not have access to this account',
        })),
      }
    },

    ListCoverage(call) {
      const { filterCriteria: given, maxResults, nextToken: token } = coverage(call.input)
      const all = onceForAllPages(call, token, () =>
        coverageIn(enabled(world, call), call).filter(
          (one) =>
            passes(given?.accountId, one.accountId) &&
            passes(given?.resourceType, one.resourceType) &&
            passes(given?.ecrRepositoryName, one.resourceMetadata.ecrRepository.name),
        ),
      )
      const { items, nextToken } = page(all, call, { size: maxResults, token, most: 200, refuse })
      return { coveredResources: items, nextToken }
    },

    ListFindings(call) {
      const { filterCriteria: given, sortCriteria, maxResults, nextToken: token } = findings(call.input)
      const turn = sortCriteria?.sortOrder === 'DESC' ? -1 : 1
      const all = onceForAllPages(call, token, () =>
        findingsIn(enabled(world, call), call)
          .filter(
            (one) =>
              passes(given?.awsAccountId, one.awsAccountId) &&
              passes(given?.resourceType, one.resources?.[0]?.type) &&
              passes(given?.findingStatus, one.status),
          )
          .sort((a, b) => turn * (a.firstObservedAt - b.firstObservedAt) || (a.findingArn < b.findingArn ? -1 : 1)),
      )
      const { items, nextToken } = page(all, call, { size: maxResults, token, most: 100, refuse })
      return { findings: items, nextToken }
    },

    GetClustersForImage(call) {
      const { filter, maxResults, nextToken: token } = clusters(call.input)
      const all = usedIn(enabled(world, call), call, filter.resourceId)
      const { items, nextToken } = page(all, call, { size: maxResults, token, most: 100, refuse })
      return { cluster: items, nextToken }
    },
  },
})

const accountState = (accountId: string, isOn: boolean) => {
  const state = (on: boolean) => ({
    status: on ? 'ENABLED' : 'DISABLED',
    errorCode: on ? 'ALREADY_ENABLED' : 'RESOURCE_NOT_FOUND',
    errorMessage: on ? 'The scan type is enabled.' : 'The scan type is not enabled.',
  })
  const [other, ecr] = [state(false), state(isOn)]
  return { accountId, state: state(isOn), resourceState: { ec2: other, ecr, lambda: other, lambdaCode: other } }
}

// What an account hears where Inspector is off is documented nowhere; a refusal is the worst that it can be.
const enabled = (world: World, call: Call): RegionState => {
  const region = regionOf(world, call)
  if (region.registry.scanning.scanType === 'ENHANCED') return region
  throw new AwsFault('AccessDeniedException', 403, 'Invoking account does not have access to Amazon Inspector')
}

/** Several values of one member: any that equals, and none that must not. */
const passes = (given: { comparison: string; value: string }[] | undefined, value: string | undefined): boolean => {
  const wanted = given?.filter(({ comparison }) => comparison === 'EQUALS') ?? []
  if (given?.some((one) => one.comparison === 'NOT_EQUALS' && one.value === value)) return false
  return wanted.length === 0 || wanted.some((one) => one.value === value)
}

// A large account has a thousand pages: what the first one was cut from serves the rest.
const listKeeper = () => {
  const lists = new Map<string, unknown>()
  return <T>({ operation, region, input }: Call, token: string | undefined, make: () => T[]): T[] => {
    const { nextToken: _, ...asked } = input
    const question = `${operation} ${region} ${JSON.stringify(asked)}`
    const known = token === undefined ? undefined : (lists.get(question) as T[] | undefined)
    const all = known ?? make()
    lists.set(question, all)
    return all
  }
}
