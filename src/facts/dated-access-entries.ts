// Since when who may enter the cluster by access entry, nodes left out: their entries come and go with their node groups.
import * as z from 'zod/mini'
import { answers, by, listAnswers, notDocumented } from '../answers/answers.ts'
import { readTime } from '../clock.ts'
import { defineFact } from '../fact.ts'
import type { Exchange, Instant } from '../model.ts'
import { accessConfig } from './authentication-mode.ts'
import { isCluster, readCluster } from './of-cluster.ts'

export type DatedEntry = { principal: string; createdAt: Instant; modifiedAt: Instant }

const time = z.union([z.number(), z.string()])
const List = z.object({ accessEntries: z.array(z.string()) })
const Entry = z.object({
  accessEntry: z.object({ principalArn: z.string(), type: z.string(), createdAt: time, modifiedAt: time }),
})

/** `none` says that the cluster knows no access entries: the aws-auth ConfigMap alone decides. */
export const datedAccessEntries = defineFact({
  id: 'dated-access-entries',
  source: 'eks-cluster',
  of: 'cluster',
  actions: ['eks:DescribeCluster', 'eks:ListAccessEntries', 'eks:DescribeAccessEntry'],
  read(exchanges) {
    const found = readCluster(exchanges, accessConfig)
    if (!isCluster(found)) return found
    const mode = found.cluster.accessConfig.authenticationMode
    return mode === 'CONFIG_MAP' ? ('none' as const) : entries(exchanges)
  },
})

// An entry that was deleted after it was listed has no description, and no longer lets anybody in.
const entries = (exchanges: Iterable<Exchange>): DatedEntry[] => {
  listAnswers(exchanges, 'eks:ListAccessEntries', List)
  return [...answers(exchanges, 'eks:DescribeAccessEntry', Entry)]
    .flatMap(({ body: { accessEntry: one } }) => {
      const [createdAt, modifiedAt] = [readTime(one.createdAt), readTime(one.modifiedAt)]
      if (!createdAt || !modifiedAt) throw notDocumented('eks:DescribeAccessEntry', 'a time')
      return one.type === 'STANDARD' ? [{ principal: one.principalArn, createdAt, modifiedAt }] : []
    })
    .sort(by(({ principal }) => principal))
}
