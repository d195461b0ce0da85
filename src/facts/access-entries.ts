// Who may enter the cluster by access entry, and with which access policies.
import * as z from 'zod/mini'
import { answers, by, listAnswers, notDocumented } from '../answers/answers.ts'
import { matches } from '../answers/grants.ts'
import { sinceOf } from '../answers/newer.ts'
import type { NamedRole } from '../answers/role-rights.ts'
import { defineFact } from '../fact.ts'
import type { Exchange, Instant } from '../model.ts'
import { accessConfig } from './authentication-mode.ts'
import { isCluster, readCluster } from './of-cluster.ts'

export type AccessEntry = {
  principal: string
  type: string
  groups: string[]
  since: Instant | null
  policies: { policy: string; scope: 'cluster' | 'namespace'; namespaces: string[] }[]
}

/**
 * Whether it may do everything in the whole cluster. Namespaces may be patterns; whoever administers kube-system can act as the
 * controllers there, and so as an administrator of the cluster.
 */
export const administers = ({ policies }: AccessEntry): boolean =>
  policies.some(
    ({ policy, scope, namespaces }) =>
      /\/AmazonEKS(Cluster)?AdminPolicy$/.test(policy) &&
      (scope === 'cluster' || namespaces.some((pattern) => matches(pattern, 'kube-system'))),
  )

/** Nodes that EKS does not make come in by an entry of a type for nodes; one of Fargate is for its pods. */
export const nodeEntries = (access: 'none' | { entries: AccessEntry[] }): NamedRole[] =>
  (access === 'none' ? [] : access.entries)
    .filter(({ type }) => type !== 'STANDARD' && !type.startsWith('FARGATE'))
    .map(({ principal, since }) => ({ role: principal, since }))

const List = z.object({ accessEntries: z.array(z.string()) })
const Entry = z.object({
  accessEntry: z.object({
    principalArn: z.string(),
    type: z.string(),
    kubernetesGroups: z.array(z.string()),
    createdAt: z.nullish(z.union([z.number(), z.string()])),
  }),
})
const Policies = z.object({
  principalArn: z.string(),
  associatedAccessPolicies: z.array(
    z.object({
      policyArn: z.string(),
      accessScope: z.object({ type: z.enum(['cluster', 'namespace']), namespaces: z.nullish(z.array(z.string())) }),
    }),
  ),
})

/** `none` says that the cluster knows no access entries: the aws-auth ConfigMap alone decides. */
export const accessEntries = defineFact({
  id: 'access-entries',
  source: 'eks-cluster',
  of: 'cluster',
  actions: [
    'eks:DescribeCluster',
    'eks:ListAccessEntries',
    'eks:DescribeAccessEntry',
    'eks:ListAssociatedAccessPolicies',
  ],
  read(exchanges) {
    const found = readCluster(exchanges, accessConfig)
    if (!isCluster(found)) return found
    const mode = found.cluster.accessConfig.authenticationMode
    return mode === 'CONFIG_MAP' ? ('none' as const) : { mode, entries: read(exchanges) }
  },
})

// An entry that was deleted after it was listed has no description, and no longer lets anybody in.
const read = (exchanges: Iterable<Exchange>): AccessEntry[] => {
  listAnswers(exchanges, 'eks:ListAccessEntries', List)
  const policies = [...answers(exchanges, 'eks:ListAssociatedAccessPolicies', Policies)]
  return [...answers(exchanges, 'eks:DescribeAccessEntry', Entry)]
    .map(({ body: { accessEntry: one } }) => ({
      principal: one.principalArn,
      type: one.type,
      groups: one.kubernetesGroups.toSorted(),
      since: sinceOf(one.createdAt),
      policies: policies
        .filter(({ body }) => body.principalArn === one.principalArn)
        .flatMap(({ body }) => body.associatedAccessPolicies)
        .map(({ policyArn, accessScope: { type, namespaces } }) => {
          if (type === 'namespace' && !namespaces?.length)
            throw notDocumented('eks:ListAssociatedAccessPolicies', 'a policy for namespaces without one')
          return { policy: policyArn, scope: type, namespaces: (namespaces ?? []).toSorted() }
        })
        .sort(by(({ policy, scope, namespaces }) => `${policy} ${scope} ${namespaces}`)),
    }))
    .sort(by(({ principal }) => principal))
}
