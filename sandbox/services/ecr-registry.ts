// ECR: what holds for a whole registry: scanning, policy, replication, caches, templates, signing, settings.
import type { Handler } from '../service.ts'
import { listOf, members, oneOf, text } from '../world/members.ts'
import type { World } from '../world.ts'
import { invalid, notBoth, pageOf, paging, refusal, registryId, registryOf } from './ecr-repository.ts'

const nothing = members(invalid, {}, {})
const rules = members(
  invalid,
  {},
  { ...paging, registryId, ecrRepositoryPrefixes: listOf(text({ min: 2, max: 30 }), { min: 1, max: 100 }) },
)
const templates = members(invalid, {}, { ...paging, prefixes: listOf(text({ min: 1, max: 256 })) })
const setting = members(
  invalid,
  { name: oneOf('BASIC_SCAN_TYPE_VERSION', 'REGISTRY_POLICY_SCOPE', 'BLOB_MOUNTING') },
  {},
)

export const registryOperations = (world: World): Record<string, Handler> => ({
  GetRegistryScanningConfiguration(call) {
    nothing(call.input)
    return { registryId: world.account, scanningConfiguration: registryOf(world, call).scanning }
  },

  GetRegistryPolicy(call) {
    nothing(call.input)
    const { policyText } = registryOf(world, call)
    if (policyText === null)
      throw refusal(
        'RegistryPolicyNotFoundException',
        `Registry policy does not exist in the registry with id '${world.account}'`,
      )
    return { registryId: world.account, policyText }
  },

  DescribeRegistry(call) {
    nothing(call.input)
    return { registryId: world.account, replicationConfiguration: registryOf(world, call).replication }
  },

  DescribePullThroughCacheRules(call) {
    const given = rules(call.input)
    notBoth('ecrRepositoryPrefixes', given.ecrRepositoryPrefixes, given)
    const { pullThroughRules } = registryOf(world, call, given.registryId)
    const named = given.ecrRepositoryPrefixes?.map((prefix) => {
      const found = pullThroughRules.find(({ ecrRepositoryPrefix }) => ecrRepositoryPrefix === prefix)
      if (found) return found
      throw refusal(
        'PullThroughCacheRuleNotFoundException',
        `The pull through cache rule with prefix '${prefix}' does not exist in the registry with id '${world.account}'`,
      )
    })
    const { items, nextToken } = pageOf(call, named ?? pullThroughRules, given)
    return { pullThroughCacheRules: items, nextToken }
  },

  DescribeRepositoryCreationTemplates(call) {
    const given = templates(call.input)
    notBoth('prefixes', given.prefixes, given)
    const all = registryOf(world, call).creationTemplates.filter(
      ({ prefix }) => given.prefixes === undefined || given.prefixes.includes(prefix ?? ''),
    )
    const { items, nextToken } = pageOf(call, all, given)
    return { registryId: world.account, repositoryCreationTemplates: items, nextToken }
  },

  GetSigningConfiguration(call) {
    nothing(call.input)
    const { signing } = registryOf(world, call)
    if (signing === null)
      throw refusal(
        'SigningConfigurationNotFoundException',
        `The signing configuration does not exist in the registry with id '${world.account}'`,
      )
    return { registryId: world.account, signingConfiguration: signing }
  },

  GetAccountSetting(call) {
    const { name } = setting(call.input)
    return { name, value: registryOf(world, call).settings[name] }
  },
})
