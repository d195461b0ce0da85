// With which key each control-plane log group of a region is encrypted; null: with one of CloudWatch's own.
import * as z from 'zod/mini'
import { by, listAnswers } from '../answers/answers.ts'
import { ownerOf } from '../audit-log/log-groups.ts'
import { defineFact } from '../fact.ts'

const page = z.object({
  logGroups: z.array(z.object({ logGroupName: z.string(), kmsKeyId: z.nullish(z.string()) })),
})

export const logGroupKeys = defineFact<{ cluster: string; name: string; key: string | null }[]>({
  id: 'log-group-keys',
  source: 'log-groups',
  of: 'region',
  actions: ['logs:DescribeLogGroups'],
  read: (exchanges) =>
    listAnswers(exchanges, 'logs:DescribeLogGroups', page)
      .flatMap(({ body }) => body.logGroups)
      .flatMap(({ logGroupName: name, kmsKeyId }) => {
        const owner = ownerOf(name)
        return owner?.kind === 'control-plane' ? [{ cluster: owner.cluster, name, key: kmsKeyId || null }] : []
      })
      .sort(by(({ name }) => name)),
  about: (groups, { name }) => groups.filter(({ cluster }) => cluster === name),
})
