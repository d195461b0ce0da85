// ECR: repositories, with their policies, tags and effective scanning configuration.
import type { Handler } from '../service.ts'
import { listOf, members, text } from '../world/members.ts'
import type { RegistryState, RepositoryState, World } from '../world.ts'
import {
  invalid,
  notBoth,
  pageOf,
  paging,
  refusal,
  registryId,
  registryOf,
  repositoryName,
  repositoryOf,
} from './ecr-repository.ts'

const repositories = members(
  invalid,
  {},
  { ...paging, registryId, repositoryNames: listOf(repositoryName, { min: 1, max: 100 }) },
)
const configurations = members(invalid, { repositoryNames: listOf(repositoryName, { min: 1, max: 25 }) }, {})
const one = members(invalid, { repositoryName }, { registryId })
const tags = members(invalid, { resourceArn: text({ pattern: /^arn:[^:]+:ecr:[^:]+:\d{12}:repository\/.+$/ }) }, {})

export const repositoryOperations = (world: World): Record<string, Handler> => ({
  DescribeRepositories(call) {
    const given = repositories(call.input)
    notBoth('repositoryNames', given.repositoryNames, given)
    const named = given.repositoryNames?.map((name) => repositoryOf(world, call, name, given.registryId))
    const all = named ?? registryOf(world, call, given.registryId).repositories
    const { items, nextToken } = pageOf(call, all, given)
    return { repositories: items.map(({ repository }) => repository), nextToken }
  },

  BatchGetRepositoryScanningConfiguration(call) {
    const { repositoryNames } = configurations(call.input)
    const registry = registryOf(world, call)
    const found = registry.repositories.filter(({ repository }) => repositoryNames.includes(repository.repositoryName))
    const known = new Set(found.map(({ repository }) => repository.repositoryName))
    return {
      scanningConfigurations: found.map((state) => effectiveScanning(registry, state)),
      failures: [...new Set(repositoryNames)]
        .filter((name) => !known.has(name))
        .map((repositoryName) => ({
          repositoryName,
          failureCode: 'REPOSITORY_NOT_FOUND',
          failureReason: `The repository with name '${repositoryName}' does not exist in the registry with id '${world.account}'`,
        })),
    }
  },

  GetRepositoryPolicy(call) {
    const given = one(call.input)
    const { policyText } = repositoryOf(world, call, given.repositoryName, given.registryId)
    if (policyText === null)
      throw refusal('RepositoryPolicyNotFoundException', missing('Repository policy', given.repositoryName, world))
    return { registryId: world.account, repositoryName: given.repositoryName, policyText }
  },

  GetLifecyclePolicy(call) {
    const given = one(call.input)
    const { lifecycle } = repositoryOf(world, call, given.repositoryName, given.registryId)
    if (lifecycle === null)
      throw refusal('LifecyclePolicyNotFoundException', missing('Lifecycle policy', given.repositoryName, world))
    return { registryId: world.account, repositoryName: given.repositoryName, ...lifecycle }
  },

  ListTagsForResource(call) {
    const { resourceArn } = tags(call.input)
    const name = resourceArn.split(':repository/')[1] ?? ''
    const state = repositoryOf(world, call, name)
    if (state.repository.repositoryArn !== resourceArn)
      throw refusal(invalid, `Invalid parameter at 'resourceArn': ${resourceArn} is of another registry or region`)
    return { tags: Object.entries(state.tags).map(([Key, Value]) => ({ Key, Value })) }
  },
})

const missing = (what: string, name: string, { account }: World): string =>
  `${what} does not exist for the repository with name '${name}' in the registry with id '${account}'`

/**
 * What the registry's rules and the repository's own flag come to. Continuous wins over on push; a repository that no
 * rule matches is scanned by hand, unless its own older flag says otherwise, which basic scanning still heeds.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html
 */
export const effectiveScanning = ({ scanning }: RegistryState, { repository }: RepositoryState) => {
  const matching = (scanning.rules ?? [])
    .map(({ scanFrequency, repositoryFilters = [] }) => ({
      scanFrequency,
      filters: repositoryFilters.filter(({ filter }) => matches(filter ?? '', repository.repositoryName)),
    }))
    .filter(({ filters }) => filters.length > 0)
  const flagged = scanning.scanType === 'BASIC' && repository.imageScanningConfiguration?.scanOnPush === true
  const frequencies = [...matching.map(({ scanFrequency }) => scanFrequency), ...(flagged ? ['SCAN_ON_PUSH'] : [])]
  const scanFrequency = ['CONTINUOUS_SCAN', 'SCAN_ON_PUSH'].find((one) => frequencies.includes(one)) ?? 'MANUAL'
  return {
    repositoryArn: repository.repositoryArn,
    repositoryName: repository.repositoryName,
    scanOnPush: scanFrequency === 'SCAN_ON_PUSH',
    scanFrequency,
    appliedScanFilters: matching
      .filter((rule) => rule.scanFrequency === scanFrequency)
      .flatMap(({ filters }) => filters),
  }
}

/** A filter without a wildcard matches any name that contains it. */
const matches = (filter: string, name: string): boolean => {
  const whole = filter.includes('*') ? filter : `*${filter}*`
  const literal = whole.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${literal.replaceAll('*', '.*')}$`).test(name)
}
