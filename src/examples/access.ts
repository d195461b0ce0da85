// Access entries for examples: a cluster, its entries, and the policies of each.

import type { Exchange } from '../model.ts'
import { account, answered, describedCluster } from './example.ts'

export type ExampleEntry = {
  principal: string
  type?: string
  policies?: [policy: string, scope: 'cluster' | 'namespace', namespace?: string][]
}

export const role = (name: string, of = account): string => `arn:aws:iam::${of}:role/${name}`

export const accessOf = (mode: string, ...entries: ExampleEntry[]): Exchange[] => {
  const cluster = describedCluster({ accessConfig: { authenticationMode: mode } })
  if (mode === 'CONFIG_MAP') return [cluster]
  const accessEntries = entries.map(({ principal }) => principal)
  return [
    cluster,
    answered('eks:ListAccessEntries', { clusterName: 'prod' }, { accessEntries, nextToken: null }),
    ...entries.flatMap((entry) => [described(entry), associated(entry)]),
  ]
}

const described = ({ principal, type = 'STANDARD' }: ExampleEntry): Exchange =>
  answered(
    'eks:DescribeAccessEntry',
    { clusterName: 'prod', principalArn: principal },
    {
      accessEntry: {
        clusterName: 'prod',
        principalArn: principal,
        kubernetesGroups: [],
        accessEntryArn: `arn:aws:eks:eu-central-1:${account}:access-entry/prod/role/${account}/x/0acb1bc6`,
        createdAt: 1744688748.097,
        modifiedAt: 1744688748.097,
        tags: {},
        username: principal,
        type,
      },
    },
  )

const associated = ({ principal, policies = [] }: ExampleEntry): Exchange =>
  answered(
    'eks:ListAssociatedAccessPolicies',
    { clusterName: 'prod', principalArn: principal },
    {
      clusterName: 'prod',
      principalArn: principal,
      associatedAccessPolicies: policies.map(([policy, type, namespace = 'team-a']) => ({
        policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
        accessScope: { type, namespaces: type === 'namespace' ? [namespace] : [] },
        associatedAt: 1748125582.935,
        modifiedAt: 1748125582.935,
      })),
    },
  )
