// The EKS capabilities of a cluster (ACK, KRO, Argo CD), as whom each acts, and who administers Argo CD.
import * as z from 'zod/mini'
import { answers, by, listAnswers } from '../answers/answers.ts'
import { sinceOf } from '../answers/newer.ts'
import { defineFact } from '../fact.ts'
import { isCluster, readCluster } from './of-cluster.ts'

const time = z.nullish(z.union([z.number(), z.string()]))
const List = z.object({ capabilities: z.array(z.object({ capabilityName: z.string() })) })
const Mapping = z.object({ role: z.string(), identities: z.array(z.object({ id: z.string(), type: z.string() })) })
const Described = z.object({
  capability: z.object({
    capabilityName: z.string(),
    type: z.enum(['ACK', 'KRO', 'ARGOCD']),
    roleArn: z.string(),
    createdAt: time,
    modifiedAt: time,
    configuration: z.nullish(
      z.object({ argoCd: z.nullish(z.object({ rbacRoleMappings: z.nullish(z.array(Mapping)) })) }),
    ),
  }),
})

/** `mappings` is null for what is not Argo CD. */
export const capabilities = defineFact({
  id: 'capabilities',
  source: 'eks-cluster',
  of: 'cluster',
  actions: ['eks:DescribeCluster', 'eks:ListCapabilities', 'eks:DescribeCapability'],
  read(exchanges) {
    const found = readCluster(exchanges, z.looseObject({}))
    if (!isCluster(found)) return found
    listAnswers(exchanges, 'eks:ListCapabilities', List)
    return [...answers(exchanges, 'eks:DescribeCapability', Described)]
      .map(({ body: { capability: one } }) => ({
        name: one.capabilityName,
        type: one.type,
        role: one.roleArn,
        since: sinceOf(one.createdAt, one.modifiedAt),
        mappings: one.type === 'ARGOCD' ? (one.configuration?.argoCd?.rbacRoleMappings ?? null) : null,
      }))
      .sort(by(({ name }) => name))
  },
})
