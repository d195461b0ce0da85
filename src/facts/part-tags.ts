// The tags of what hangs on a cluster: node groups, add-ons, Fargate profiles, access entries, pod identities, identity providers, capabilities.
import * as z from 'zod/mini'
import { answers, by, listAnswers } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import type { Exchange } from '../model.ts'
import { isCluster, readCluster } from './of-cluster.ts'

/** `byEks`: EKS made it by itself, and nobody was asked for tags. */
export type TaggedPart = { of: string; name: string; tags: Record<string, string>; byEks: boolean }

const text = z.string()
const tags = z.record(text, text)
const Nodegroup = z.object({ nodegroup: z.object({ nodegroupName: text, nodeRole: text, tags }) })
const Addon = z.object({ addon: z.object({ addonName: text, tags }) })
const Profile = z.object({
  fargateProfile: z.object({ fargateProfileName: text, podExecutionRoleArn: text, tags }),
})
const Entry = z.object({ accessEntry: z.object({ principalArn: text, type: text, tags }) })
const Identity = z.object({
  association: z.object({ namespace: text, serviceAccount: text, ownerArn: z.nullish(text), tags }),
})
const Provider = z.object({
  identityProviderConfig: z.object({ oidc: z.object({ identityProviderConfigName: text, tags }) }),
})
const Capability = z.object({ capability: z.object({ capabilityName: text, tags }) })

const lists = {
  'eks:ListNodegroups': z.object({ nodegroups: z.array(text) }),
  'eks:ListAddons': z.object({ addons: z.array(text) }),
  'eks:ListFargateProfiles': z.object({ fargateProfileNames: z.array(text) }),
  'eks:ListAccessEntries': z.object({ accessEntries: z.array(text) }),
  'eks:ListPodIdentityAssociations': z.object({ associations: z.array(z.looseObject({})) }),
  'eks:ListIdentityProviderConfigs': z.object({ identityProviderConfigs: z.array(z.looseObject({})) }),
  'eks:ListCapabilities': z.object({ capabilities: z.array(z.looseObject({})) }),
} as const
const listing = Object.keys(lists) as (keyof typeof lists)[]

/** Sorted by kind and name. */
export const partTags = defineFact({
  id: 'part-tags',
  source: 'eks-cluster',
  of: 'cluster',
  actions: [
    ...['eks:DescribeCluster', ...listing, 'eks:DescribeNodegroup', 'eks:DescribeAddon'],
    ...['eks:DescribeFargateProfile', 'eks:DescribeAccessEntry', 'eks:DescribePodIdentityAssociation'],
    ...['eks:DescribeIdentityProviderConfig', 'eks:DescribeCapability'],
  ] as `eks:${string}`[],
  read(exchanges) {
    const found = readCluster(exchanges, z.looseObject({}))
    if (!isCluster(found)) return found
    const lines = [...exchanges]
    for (const action of listing) listAnswers<unknown>(lines, action, lists[action])
    return parts(lines).sort(by(({ of, name }) => `${of} ${name}`))
  },
})

const parts = (lines: Exchange[]): TaggedPart[] => {
  const bodies = <T>(action: `eks:${string}`, shape: z.ZodMiniType<T>): T[] =>
    [...answers(lines, action, shape)].map(({ body }) => body)
  const groups = bodies('eks:DescribeNodegroup', Nodegroup).map(({ nodegroup }) => nodegroup)
  const profiles = bodies('eks:DescribeFargateProfile', Profile).map(({ fargateProfile }) => fargateProfile)
  const nodes = [
    ...groups.map(({ nodeRole }) => nodeRole),
    ...profiles.map(({ podExecutionRoleArn }) => podExecutionRoleArn),
  ]
  const part = (of: string, name: string, tags: Record<string, string>, byEks = false): TaggedPart => ({
    ...{ of, name, tags, byEks },
  })
  return [
    ...groups.map((one) => part('node group', one.nodegroupName, one.tags)),
    ...bodies('eks:DescribeAddon', Addon).map(({ addon: one }) => part('add-on', one.addonName, one.tags)),
    ...profiles.map((one) => part('Fargate profile', one.fargateProfileName, one.tags)),
    // EKS makes those of its own role, and of the roles of managed node groups and Fargate profiles.
    ...bodies('eks:DescribeAccessEntry', Entry).map(({ accessEntry: { principalArn: who, type, tags } }) =>
      part(
        'access entry',
        who,
        tags,
        who.includes(':role/aws-service-role/') || (type !== 'STANDARD' && nodes.includes(who)),
      ),
    ),
    // With an owner it is an add-on's.
    ...bodies('eks:DescribePodIdentityAssociation', Identity).map(({ association: one }) =>
      part('pod identity', `${one.namespace}/${one.serviceAccount}`, one.tags, Boolean(one.ownerArn)),
    ),
    ...bodies('eks:DescribeIdentityProviderConfig', Provider).map(({ identityProviderConfig: { oidc } }) =>
      part('identity provider', oidc.identityProviderConfigName, oidc.tags),
    ),
    ...bodies('eks:DescribeCapability', Capability).map(({ capability: one }) =>
      part('capability', one.capabilityName, one.tags),
    ),
  ]
}
