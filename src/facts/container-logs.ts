// When an entry last came into the log groups that Container Insights writes for each cluster of a region.
import * as z from 'zod/mini'
import { by, listAnswers } from '../answers/answers.ts'
import { itemsOf, neverAsked } from '../answers/items.ts'
import { type LogKind, ownerOf } from '../audit-log/log-groups.ts'
import { instant } from '../clock.ts'
import { defineFact } from '../fact.ts'
import type { Instant } from '../model.ts'

export type ContainerLog = { cluster: string; kind: LogKind } & (
  | {
      unread: null
      /** When CloudWatch answered. */
      readAt: Instant
      /** null: no stream, or none with an entry. CloudWatch brings it up to date within an hour as a rule, at times later. */
      newest: Instant | null
    }
  /** Why it was not read. */
  | { unread: string }
)

const groups = z.object({ logGroups: z.array(z.object({ logGroupName: z.string() })) })
const streams = z.object({
  logStreams: z.array(z.object({ logStreamName: z.string(), lastEventTimestamp: z.optional(z.number()) })),
})
const describeStreams = 'logs:DescribeLogStreams'

export const containerLogs = defineFact<ContainerLog[]>({
  id: 'container-logs',
  source: 'log-groups',
  of: 'region',
  // Not DescribeLogStreams: a log group that may not be read must not hide the others.
  actions: ['logs:DescribeLogGroups'],
  read(exchanges) {
    const lines = [...exchanges]
    const found = itemsOf(lines, describeStreams, streams, ({ logGroupName }) => String(logGroupName))
    return listAnswers(lines, 'logs:DescribeLogGroups', groups)
      .flatMap(({ body }) => body.logGroups)
      .flatMap(({ logGroupName }): ContainerLog[] => {
        const owner = ownerOf(logGroupName)
        if (!owner || owner.kind === 'control-plane') return []
        const item = found.get(logGroupName) ?? neverAsked(describeStreams)
        if (item.got === 'unread') return [{ ...owner, unread: item.why }]
        const all = item.got === 'body' ? item.body.logStreams : []
        const times = all.flatMap(({ lastEventTimestamp }) => lastEventTimestamp ?? [])
        const newest = times.length === 0 ? null : instant(Math.max(...times) / 1_000)
        return [{ ...owner, readAt: item.at, newest, unread: null }]
      })
      .sort(by(({ cluster, kind }) => `${cluster} ${kind}`))
  },
  about: (all, { name }) => all.filter(({ cluster }) => cluster === name),
})
