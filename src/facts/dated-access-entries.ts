// Since when who may enter the cluster by access entry.
import * as z from 'zod/mini'
import { answers, by, listAnswers } from '../answers/answers.ts'
import { time } from '../answers/time.ts'
import { defineFact } from '../fact.ts'
import type { Exchange, Instant } from '../model.ts'
import { accessConfig } from './authentication-mode.ts'
import { isCluster, readCluster } from './of-cluster.ts'

/** Those of a type other than STANDARD are of nodes, which come and go with their node groups. */
export type DatedEntry = { principal: string; type: string; createdAt: Instant; modifiedAt: Instant }

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
    .map(({ body: { accessEntry: one } }) => ({
      ...{ principal: one.principalArn, type: one.type, createdAt: one.createdAt, modifiedAt: one.modifiedAt },
    }))
    .sort(by(({ principal }) => principal))
}
