// What hangs on a cluster, for examples: of each kind that is named the list, and what EKS says of each in it.

import type { Exchange } from '../model.ts'
import { account, answered, describedCluster } from './example.ts'

type Things = Record<string, Record<string, unknown>>
export type ExampleParts = {
  /** Laid over the cluster. */
  cluster?: Record<string, unknown>
  nodegroups?: Things
  addons?: Things
  profiles?: Things
  entries?: Things
  identities?: Things
  providers?: Things
  capabilities?: Things
}

const clusterName = 'prod'
const arn = (type: string, name: string) => `arn:aws:eks:eu-central-1:${account}:${type}/prod/${name}/0acb1bc6`
const healthy = { status: 'ACTIVE', health: { issues: [] } }
const tags = { owner: 'platform' }

/** Only the kinds that are named are listed at all; an empty one is listed as empty. */
export const partsOf = ({ cluster = {}, ...kinds }: ExampleParts = {}): Exchange[] => [
  describedCluster(cluster),
  ...Object.entries(kinds).flatMap(([kind, things]) => {
    const { list, member, listed, describe, input, body } = kindOf[kind as keyof typeof kindOf]
    return [
      answered(
        `eks:${list}`,
        { clusterName },
        { [member]: Object.keys(things).map((name) => listed(name)), nextToken: null },
      ),
      ...Object.entries(things).map(([name, over]) =>
        answered(`eks:${describe}`, { clusterName, ...input(name) }, body(name, over)),
      ),
    ]
  }),
]

type Kind = {
  list: string
  member: string
  listed(name: string): unknown
  describe: string
  input(name: string): object
  body(name: string, over: Record<string, unknown>): unknown
}
const plainly = (name: string): string => name

const kindOf: Record<Exclude<keyof ExampleParts, 'cluster'>, Kind> = {
  nodegroups: {
    ...{ list: 'ListNodegroups', member: 'nodegroups', listed: plainly, describe: 'DescribeNodegroup' },
    input: (nodegroupName) => ({ nodegroupName }),
    body: (nodegroupName, over) => ({
      nodegroup: {
        ...{ nodegroupName, clusterName, version: '1.33', releaseVersion: '1.33.4-20260102', ...healthy, tags },
        amiType: 'AL2023_x86_64_STANDARD',
        ...{ nodeRole: `arn:aws:iam::${account}:role/prod-node`, nodegroupArn: arn('nodegroup', nodegroupName) },
        ...over,
      },
    }),
  },
  addons: {
    ...{ list: 'ListAddons', member: 'addons', listed: plainly, describe: 'DescribeAddon' },
    input: (addonName) => ({ addonName }),
    body: (addonName, over) => ({
      addon: {
        ...{ addonName, clusterName, addonVersion: 'v1.21.1-eksbuild.1', ...healthy, tags },
        ...{ addonArn: arn('addon', addonName), createdAt: 1744688748.097, modifiedAt: 1744688748.097 },
        ...over,
      },
    }),
  },
  profiles: {
    ...{
      list: 'ListFargateProfiles',
      member: 'fargateProfileNames',
      listed: plainly,
      describe: 'DescribeFargateProfile',
    },
    input: (fargateProfileName) => ({ fargateProfileName }),
    body: (fargateProfileName, over) => ({
      fargateProfile: {
        ...{ fargateProfileName, clusterName, ...healthy, tags, selectors: [{ namespace: 'batch', labels: {} }] },
        ...{ podExecutionRoleArn: `arn:aws:iam::${account}:role/prod-fargate` },
        ...over,
      },
    }),
  },
  entries: {
    ...{ list: 'ListAccessEntries', member: 'accessEntries', listed: plainly, describe: 'DescribeAccessEntry' },
    input: (principalArn) => ({ principalArn }),
    body: (principalArn, over) => ({
      accessEntry: { principalArn, clusterName, kubernetesGroups: [], type: 'STANDARD', tags, ...over },
    }),
  },
  identities: {
    ...{ list: 'ListPodIdentityAssociations', member: 'associations', describe: 'DescribePodIdentityAssociation' },
    listed: (associationId) => ({ associationId, clusterName, namespace: 'web', serviceAccount: 'app' }),
    input: (associationId) => ({ associationId }),
    body: (associationId, over) => ({
      association: { associationId, clusterName, namespace: 'web', serviceAccount: 'app', tags, ...over },
    }),
  },
  providers: {
    ...{ list: 'ListIdentityProviderConfigs', member: 'identityProviderConfigs' },
    describe: 'DescribeIdentityProviderConfig',
    listed: (name) => ({ type: 'oidc', name }),
    input: (name) => ({ identityProviderConfig: { type: 'oidc', name } }),
    body: (identityProviderConfigName, over) => ({
      identityProviderConfig: { oidc: { identityProviderConfigName, clusterName, status: 'ACTIVE', tags, ...over } },
    }),
  },
  capabilities: {
    ...{ list: 'ListCapabilities', member: 'capabilities', describe: 'DescribeCapability' },
    listed: (capabilityName) => ({ capabilityName, type: 'ARGOCD', status: 'ACTIVE' }),
    input: (capabilityName) => ({ capabilityName }),
    body: (capabilityName, over) => ({
      capability: { capabilityName, clusterName, type: 'ARGOCD', ...healthy, tags, ...over },
    }),
  },
}
