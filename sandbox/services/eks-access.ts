// EKS: who may act on a cluster and as whom: access entries, pod identities, identity providers.
import { AwsFault, type Call, type Handler } from '../service.ts'
import { members, oneOf, structure, text } from '../world/members.ts'
import type { AccessState, ClusterState, World } from '../world.ts'
import { answer, clusterName, clusterOf, describing, invalid, listing, notFound, paging } from './eks-cluster.ts'

const refused = 'InvalidRequestException'
const principalArn = text({ min: 1 })
const entries = members(invalid, { clusterName }, { ...paging, associatedPolicyArn: text({ min: 1 }) })
const entry = members(refused, { clusterName, principalArn }, {})
const policies = members(refused, { clusterName, principalArn }, paging)
const identities = members(invalid, { clusterName }, { ...paging, namespace: text(), serviceAccount: text() })
const provider = members(
  invalid,
  { clusterName, identityProviderConfig: structure({ type: oneOf('oidc'), name: text({ min: 1 }) }, {}) },
  {},
)

// A cluster that only reads its aws-auth config map has no access entries to ask about.
const withEntries = (world: World, call: Call, name: string): ClusterState => {
  const state = clusterOf(world, call, name)
  if (state.cluster.accessConfig?.authenticationMode === 'CONFIG_MAP')
    throw new AwsFault(
      refused,
      400,
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
    )
  return state
}

const entryOf = ({ access }: ClusterState, principal: string): AccessState => {
  const found = access.find(({ entry }) => entry.principalArn === principal)
  if (found === undefined) throw notFound(`The specified principalArn could not be found: ${principal}.`)
  return found
}

export const accessOperations = (world: World): Record<string, Handler> => ({
  ListAccessEntries(call) {
    const given = entries(call.input)
    const policy = given.associatedPolicyArn
    const found = withEntries(world, call, given.clusterName).access.filter(
      (one) => policy === undefined || one.policies.some(({ policyArn }) => policyArn === policy),
    )
    const principals = found.map(({ entry }) => entry.principalArn)
    return answer(call, 'accessEntries', principals, given)
  },

  DescribeAccessEntry(call) {
    const given = entry(call.input)
    return { accessEntry: entryOf(withEntries(world, call, given.clusterName), given.principalArn).entry }
  },

  ListAssociatedAccessPolicies(call) {
    const given = policies(call.input)
    const found = entryOf(withEntries(world, call, given.clusterName), given.principalArn)
    return {
      clusterName: given.clusterName,
      principalArn: given.principalArn,
      ...answer(call, 'associatedAccessPolicies', found.policies, given, refused),
    }
  },

  ListPodIdentityAssociations(call) {
    const given = identities(call.input)
    const found = clusterOf(world, call, given.clusterName)
      .podIdentities.filter(({ namespace }) => given.namespace === undefined || namespace === given.namespace)
      .filter((one) => given.serviceAccount === undefined || one.serviceAccount === given.serviceAccount)
      .map(({ clusterName, namespace, serviceAccount, associationArn, associationId, ownerArn }) => {
        const summary = { clusterName, namespace, serviceAccount, associationArn, associationId }
        return ownerArn === undefined ? summary : { ...summary, ownerArn }
      })
    return answer(call, 'associations', found, given)
  },

  DescribePodIdentityAssociation: describing(
    world,
    { member: 'associationId', as: 'association', what: 'association' },
    ({ podIdentities }, id) => podIdentities.find(({ associationId }) => associationId === id),
  ),

  ListIdentityProviderConfigs: listing(world, 'identityProviderConfigs', ({ identityProviders }) =>
    identityProviders.map(({ identityProviderConfigName: name }) => ({ type: 'oidc', name })),
  ),

  DescribeIdentityProviderConfig(call) {
    const { clusterName, identityProviderConfig: asked } = provider(call.input)
    const oidc = clusterOf(world, call, clusterName).identityProviders.find(
      ({ identityProviderConfigName }) => identityProviderConfigName === asked.name,
    )
    if (oidc === undefined) throw notFound(`No identity provider config found for name: ${asked.name}.`)
    return { identityProviderConfig: { oidc } }
  },
})
