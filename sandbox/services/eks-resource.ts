// EKS: the ARN that a call is about, as IAM sees it. A part that does not exist has no id: its ARN ends in a star.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html
import type { Call } from '../service.ts'
import type { ClusterState, World } from '../world.ts'

type Part = { type: string; member: string; arns: (state: ClusterState, name: string) => (string | undefined)[] }

const entry: Part = {
  type: 'access-entry',
  member: 'principalArn',
  arns: ({ access }, arn) =>
    access.filter((one) => one.entry.principalArn === arn).map((one) => one.entry.accessEntryArn),
}

const nodegroup: Part = {
  type: 'nodegroup',
  member: 'nodegroupName',
  arns: (state, name) => state.nodegroups.filter((one) => one.nodegroupName === name).map((one) => one.nodegroupArn),
}
const addon: Part = {
  type: 'addon',
  member: 'addonName',
  arns: (state, name) => state.addons.filter((one) => one.addonName === name).map((one) => one.addonArn),
}
const capability: Part = {
  type: 'capability',
  member: 'capabilityName',
  arns: (state, name) => state.capabilities.filter((one) => one.capabilityName === name).map((one) => one.arn),
}

// The updates of a part are that part's, those of the cluster alone the cluster's.
const updates = ({ input }: Call): Part | undefined =>
  [nodegroup, addon, capability].find(({ member }) => input[member] !== undefined)

const parts: Record<string, Part> = {
  DescribeNodegroup: nodegroup,
  DescribeAddon: addon,
  DescribeFargateProfile: {
    type: 'fargateprofile',
    member: 'fargateProfileName',
    arns: ({ fargateProfiles }, name) =>
      fargateProfiles.filter((one) => one.fargateProfileName === name).map((one) => one.fargateProfileArn),
  },
  DescribeAccessEntry: entry,
  ListAssociatedAccessPolicies: entry,
  DescribePodIdentityAssociation: {
    type: 'podidentityassociation',
    member: 'associationId',
    arns: (state, id) => state.podIdentities.filter((one) => one.associationId === id).map((one) => one.associationArn),
  },
  DescribeIdentityProviderConfig: {
    type: 'identityproviderconfig',
    member: 'identityProviderConfig',
    arns: ({ identityProviders }) => identityProviders.map((one) => one.identityProviderConfigArn),
  },
  DescribeCapability: capability,
}

export const eksResource =
  (world: World) =>
  (call: Call): string => {
    const { operation, region, account, input } = call
    if (operation === 'ListTagsForResource') return String(input.resourceArn)
    const cluster = input.clusterName ?? input.name
    if (cluster === undefined) return '*'
    const arn = (type: string, rest: string) => `arn:aws:eks:${region}:${account}:${type}/${rest}`
    const part = operation.endsWith('Update') || operation === 'ListUpdates' ? updates(call) : parts[operation]
    if (part === undefined) return arn('cluster', String(cluster))
    const state = world.regions[region]?.clusters.find((one) => one.cluster.name === cluster)
    const name = String(input[part.member])
    return (state && part.arns(state, name)[0]) ?? arn(part.type, `${cluster}/${name}/*`)
  }
