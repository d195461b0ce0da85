// The access entries of a cluster, each with its type and when it was made.
import * as z from 'zod/mini'
import { answers, by, listAnswers, notDocumented } from '../answers/answers.ts'
import { readTime } from '../clock.ts'
import { defineFact } from '../fact.ts'
import type { Instant } from '../model.ts'
import { accessConfig } from './authentication-mode.ts'
import { isCluster, readCluster } from './of-cluster.ts'

export type AccessEntryAge = { principal: string; type: string; createdAt: Instant }

const List = z.object({ accessEntries: z.array(z.string()) })
const Entry = z.object({
  accessEntry: z.object({
    principalArn: z.string(),
    type: z.string(),
    createdAt: z.union([z.number(), z.string()]),
  }),
})

/** `none` says that the cluster knows no access entries: the aws-auth ConfigMap alone decides. */
export const accessEntryAges = defineFact({
  id: 'access-entry-ages',
  source: 'eks-cluster',
  of: 'cluster',
  actions: ['eks:DescribeCluster', 'eks:ListAccessEntries', 'eks:DescribeAccessEntry'],
  read(exchanges) {
    const found = readCluster(exchanges, accessConfig)
    if (!isCluster(found)) return found
    if (found.cluster.accessConfig.authenticationMode === 'CONFIG_MAP') return 'none' as const
    listAnswers(exchanges, 'eks:ListAccessEntries', List)
    return [...answers(exchanges, 'eks:DescribeAccessEntry', Entry)]
      .map(({ body: { accessEntry: one } }): AccessEntryAge => {
        const createdAt = readTime(one.createdAt)
        if (!createdAt) throw notDocumented('eks:DescribeAccessEntry', `createdAt ${one.createdAt}`)
        return { principal: one.principalArn, type: one.type, createdAt }
      })
      .sort(by(({ principal }) => principal))
  },
})
