// Access entries of the demo's clusters: who may come in, and as whom.

import type { AssociatedAccessPolicy } from '@aws-sdk/client-eks'
import type { AccessState, OnWire } from '../world.ts'
import type { Placed } from './cluster.ts'
import { account, daysAgo, eksArn, role, uuid } from './seed.ts'

export type AccessSpec = {
  principal: string
  type?: 'STANDARD' | 'EC2_LINUX' | 'FARGATE_LINUX'
  groups?: string[]
  /** Policy name -> namespaces; an empty list is the whole cluster. */
  policies?: Record<string, string[]>
  age?: number
}

export const sso = (set: string): string =>
  role(`aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_${set}_5f2c8e01a7d94b36`)

/** What every cluster of the account has. */
export const usualAccess = (cluster: string): AccessSpec[] => [
  { principal: role(`${cluster}-node`), type: 'EC2_LINUX', groups: ['system:nodes'] },
  { principal: role(`${cluster}-karpenter-node`), type: 'EC2_LINUX', groups: ['system:nodes'] },
  {
    principal: role('aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS'),
    policies: { AmazonEKSClusterInsightsPolicy: [], AmazonEKSEventPolicy: [] },
  },
  { principal: sso('PlatformAdmin'), policies: { AmazonEKSClusterAdminPolicy: [] } },
  { principal: role('break-glass'), policies: { AmazonEKSClusterAdminPolicy: [] } },
  {
    principal: sso('SiteReliability'),
    policies: { AmazonEKSAdminViewPolicy: [], AmazonEKSEditPolicy: ['ops', 'monitoring'] },
  },
  { principal: sso('Developer'), policies: { AmazonEKSViewPolicy: [] }, groups: ['developers'] },
  { principal: sso('Auditor'), policies: { AmazonEKSViewPolicy: [] } },
  { principal: role('ci-deployer'), policies: { AmazonEKSEditPolicy: ['payments', 'orders', 'web'] } },
  { principal: role('security-scanner'), policies: { AmazonEKSAdminViewPolicy: [] } },
]

const named = (principal: string): { kind: string; owner: string; name: string } => {
  const [, , , , owner = '', resource = ''] = principal.split(':')
  const [kind = '', ...path] = resource.split('/')
  return { kind, owner, name: path.at(-1) ?? '' }
}

const username = (principal: string, type: string): string => {
  if (type === 'EC2_LINUX') return 'system:node:{{EC2PrivateDNSName}}'
  if (type === 'FARGATE_LINUX') return 'system:node:{{SessionName}}'
  const { kind, owner, name } = named(principal)
  return kind === 'user' ? principal : `arn:aws:sts::${owner}:assumed-role/${name}/{{SessionName}}`
}

export const accessOf = (cluster: Placed, specs: AccessSpec[]): AccessState[] =>
  specs
    .map(({ principal, type = 'STANDARD', groups = [], policies = {}, age = 180 }) => {
      const label = `${cluster.region}/${cluster.name}/access/${principal}`
      const { kind, owner, name } = named(principal)
      const at = daysAgo(label, age)
      return {
        entry: {
          clusterName: cluster.name,
          principalArn: principal,
          kubernetesGroups: groups,
          accessEntryArn: eksArn(
            cluster.region,
            'access-entry',
            `${cluster.name}/${kind}/${owner}/${name}/${uuid(label)}`,
          ),
          createdAt: at,
          modifiedAt: at,
          tags: owner === account ? cluster.tags : {},
          username: username(principal, type),
          type,
        },
        policies: Object.entries(policies).map(
          ([policy, namespaces]): OnWire<AssociatedAccessPolicy> => ({
            policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
            accessScope: { type: namespaces.length > 0 ? 'namespace' : 'cluster', namespaces },
            associatedAt: at,
            modifiedAt: at,
          }),
        ),
      }
    })
    .sort((a, b) => (a.entry.principalArn < b.entry.principalArn ? -1 : 1))
