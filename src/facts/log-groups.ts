// The log groups of each cluster of a region, and how long they keep what they hold.
import * as z from 'zod/mini'
import { by, listAnswers } from '../answers/answers.ts'
import { type LogKind, ownerOf } from '../audit-log/log-groups.ts'
import { defineFact } from '../fact.ts'

export type ClusterLogGroup = {
  cluster: string
  kind: LogKind
  name: string
  /** null: never expires. */
  retentionInDays: number | null
}

const page = z.object({
  logGroups: z.array(
    z.object({ logGroupName: z.string(), creationTime: z.number(), retentionInDays: z.optional(z.number()) }),
  ),
})

export const logGroups = defineFact<ClusterLogGroup[]>({
  id: 'log-groups',
  source: 'log-groups',
  of: 'region',
  actions: ['logs:DescribeLogGroups'],
  read: (exchanges) =>
    listAnswers(exchanges, 'logs:DescribeLogGroups', page)
      .flatMap(({ body }) => body.logGroups)
      .flatMap(({ logGroupName: name, retentionInDays = null }) => {
        const owner = ownerOf(name)
        return owner ? [{ ...owner, name, retentionInDays }] : []
      })
      .sort(by(({ name }) => name)),
  about: (groups, { name }) => groups.filter(({ cluster }) => cluster === name),
})
