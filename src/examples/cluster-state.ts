// A cluster with a node group, an add-on and an access entry for examples: all that a comparison of two readings rests on.
import type { Action, Exchange } from '../model.ts'
import { role } from './access.ts'
import { account, answered, describedCluster } from './example.ts'

export type ExampleState = {
  cluster?: Record<string, unknown>
  nodegroup?: Record<string, unknown>
  addon?: Record<string, unknown>
  /** Principals and the access policies of each over the whole cluster. */
  entries?: Record<string, string[]>
}

const of = { clusterName: 'prod' }
const admin = role('Admin')

export const stateOf = (
  at: string,
  { cluster, nodegroup, addon, entries = { [admin]: [] } }: ExampleState = {},
): Exchange[] => {
  const list = (action: Action, member: string, names: unknown[] = []) =>
    answered(action, of, { [member]: names, nextToken: null }, at)
  return [
    describedCluster(cluster, at),
    list('eks:ListNodegroups', 'nodegroups', ['nodes']),
    answered('eks:DescribeNodegroup', { ...of, nodegroupName: 'nodes' }, { nodegroup: { ...nodes, ...nodegroup } }, at),
    list('eks:ListAddons', 'addons', ['vpc-cni']),
    answered('eks:DescribeAddon', { ...of, addonName: 'vpc-cni' }, { addon: { ...cni, ...addon } }, at),
    list('eks:ListFargateProfiles', 'fargateProfileNames'),
    list('eks:ListAccessEntries', 'accessEntries', Object.keys(entries)),
    ...Object.entries(entries).flatMap(([principalArn, policies]) => [
      answered(
        'eks:DescribeAccessEntry',
        { ...of, principalArn },
        { accessEntry: { ...of, principalArn, kubernetesGroups: [], type: 'STANDARD', createdAt: 1744688748.097 } },
        at,
      ),
      answered(
        'eks:ListAssociatedAccessPolicies',
        { ...of, principalArn },
        {
          ...of,
          principalArn,
          associatedAccessPolicies: policies.map((policy) => ({
            policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
            accessScope: { type: 'cluster', namespaces: [] },
          })),
        },
        at,
      ),
    ]),
    list('eks:ListPodIdentityAssociations', 'associations'),
    list('eks:ListIdentityProviderConfigs', 'identityProviderConfigs'),
    list('eks:ListCapabilities', 'capabilities'),
    list('eks:ListCertificateAuthorities', 'certificateAuthorities'),
  ]
}

const nodes = {
  ...of,
  nodegroupName: 'nodes',
  nodegroupArn: `arn:aws:eks:eu-central-1:${account}:nodegroup/prod/nodes/0acb1bc6`,
  version: '1.33',
  releaseVersion: '1.33.5-20251112',
  createdAt: 1744688748.097,
  modifiedAt: 1744688748.097,
  status: 'ACTIVE',
  scalingConfig: { minSize: 2, maxSize: 6, desiredSize: 3 },
  nodeRole: role('nodes'),
  health: { issues: [] },
  tags: {},
}
const cni = {
  ...of,
  addonName: 'vpc-cni',
  addonArn: `arn:aws:eks:eu-central-1:${account}:addon/prod/vpc-cni/62c9a2f1`,
  addonVersion: 'v1.20.4-eksbuild.1',
  status: 'ACTIVE',
  health: { issues: [] },
  createdAt: 1744688748.097,
  modifiedAt: 1744688748.097,
  tags: {},
}
