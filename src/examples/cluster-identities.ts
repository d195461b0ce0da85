// As whom parts of a cluster act, for examples: pod identities, add-ons, node groups, capabilities; and who lets users in.

import type { Exchange } from '../model.ts'
import { account, answered, describedCluster } from './example.ts'

const asked = { clusterName: 'prod' }
const arn = (type: string, rest: string) => `arn:aws:eks:eu-central-1:${account}:${type}/prod/${rest}`

export const associationArn = (at: number): string => arn('podidentityassociation', `a-${at}`)

/** Each is laid over what EKS says of an association. */
export const podIdentitiesOf = (...associations: Record<string, unknown>[]): Exchange[] => [
  describedCluster(),
  answered('eks:ListPodIdentityAssociations', asked, {
    associations: associations.map((_, at) => ({ clusterName: 'prod', associationId: `a-${at}` })),
    nextToken: null,
  }),
  ...associations.map((over, at) =>
    answered(
      'eks:DescribePodIdentityAssociation',
      { ...asked, associationId: `a-${at}` },
      {
        association: {
          clusterName: 'prod',
          namespace: 'payments',
          serviceAccount: 'api',
          associationArn: associationArn(at),
          associationId: `a-${at}`,
          tags: {},
          createdAt: 1744688748.097,
          modifiedAt: 1744688748.097,
          disableSessionTags: false,
          ...over,
        },
      },
    ),
  ),
]

/** By name, laid over what EKS says of an add-on. */
export const addonsActing = (addons: Record<string, Record<string, unknown>>): Exchange[] => [
  describedCluster(),
  answered('eks:ListAddons', asked, { addons: Object.keys(addons), nextToken: null }),
  ...Object.entries(addons).map(([addonName, over]) =>
    answered(
      'eks:DescribeAddon',
      { ...asked, addonName },
      {
        addon: {
          addonName,
          clusterName: 'prod',
          status: 'ACTIVE',
          addonVersion: 'v1',
          health: { issues: [] },
          addonArn: arn('addon', `${addonName}/1`),
          createdAt: 1744688748.097,
          modifiedAt: 1744688748.097,
          tags: {},
          owner: 'aws',
          publisher: 'eks',
          ...over,
        },
      },
    ),
  ),
]

/** Add-ons on offer, in one version, by whether they need permissions. */
export const offersOf = (addons: Record<string, boolean | null>): Exchange[] => [
  answered('eks:ListClusters', {}, { clusters: ['prod'], nextToken: null }),
  answered(
    'eks:DescribeAddonVersions',
    { maxResults: 100 },
    {
      addons: Object.entries(addons).map(([addonName, requiresIamPermissions]) => ({
        addonName,
        type: 'networking',
        addonVersions: [{ addonVersion: 'v1', compatibilities: [], requiresIamPermissions }],
        publisher: 'eks',
        owner: 'aws',
      })),
      nextToken: null,
    },
  ),
]

/** Node groups by the ARN of their role. */
export const nodeRolesOf = (roles: string[], cluster: Record<string, unknown> = {}): Exchange[] => [
  describedCluster(cluster),
  answered('eks:ListNodegroups', asked, { nodegroups: roles.map((_, at) => `nodes-${at}`), nextToken: null }),
  ...roles.map((nodeRole, at) =>
    answered(
      'eks:DescribeNodegroup',
      { ...asked, nodegroupName: `nodes-${at}` },
      { nodegroup: { nodegroupName: `nodes-${at}`, clusterName: 'prod', status: 'ACTIVE', nodeRole } },
    ),
  ),
]

/** Each is laid over what EKS says of an identity provider. */
export const providersOf = (...providers: Record<string, unknown>[]): Exchange[] => {
  const named = providers.map((_, at) => ({ type: 'oidc', name: `sso-${at}` }))
  return [
    describedCluster(),
    answered('eks:ListIdentityProviderConfigs', asked, { identityProviderConfigs: named, nextToken: null }),
    ...providers.map((over, at) =>
      answered(
        'eks:DescribeIdentityProviderConfig',
        { ...asked, identityProviderConfig: named[at] },
        {
          identityProviderConfig: {
            oidc: {
              identityProviderConfigName: `sso-${at}`,
              clusterName: 'prod',
              clientId: 'kubernetes',
              usernameClaim: 'email',
              tags: {},
              status: 'ACTIVE',
              ...over,
            },
          },
        },
      ),
    ),
  ]
}

/** Each is laid over what EKS says of a capability. */
export const capabilitiesOf = (...capabilities: Record<string, unknown>[]): Exchange[] => [
  describedCluster(),
  answered('eks:ListCapabilities', asked, {
    capabilities: capabilities.map((_, at) => ({ capabilityName: `capability-${at}` })),
    nextToken: null,
  }),
  ...capabilities.map((over, at) =>
    answered(
      'eks:DescribeCapability',
      { ...asked, capabilityName: `capability-${at}` },
      {
        capability: {
          capabilityName: `capability-${at}`,
          clusterName: 'prod',
          status: 'ACTIVE',
          version: '1',
          health: { issues: [] },
          ...over,
        },
      },
    ),
  ),
]
