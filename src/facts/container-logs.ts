// When an entry last came into the log groups that Container Insights writes for each cluster of a region.
import * as z from 'zod/mini'
import { answers, by, listAnswers } from '../answers/answers.ts'
import { type LogKind, ownerOf } from '../audit-log/log-groups.ts'
import { instant } from '../clock.ts'
import { defineFact } from '../fact.ts'
import type { Instant } from '../model.ts'

export type ContainerLog = {
  cluster: string
  kind: LogKind
  /** When CloudWatch answered. */
  readAt: Instant
  /** null: no stream, or none with an entry. CloudWatch brings it up to date within an hour as a rule, at times later. */
  newest: Instant | null
  /** Why it was not read; then `newest` says nothing. */
  unread: string | null
}

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
    const asked = new Map(
      lines.flatMap((line) => (line.action === describeStreams ? [[String(nameIn(line.input)), line]] : [])),
    )
    return listAnswers(lines, 'logs:DescribeLogGroups', groups)
      .flatMap(({ body }) => body.logGroups)
      .flatMap(({ logGroupName }): ContainerLog[] => {
        const owner = ownerOf(logGroupName)
        if (!owner || owner.kind === 'control-plane') return []
        const line = asked.get(logGroupName)
        const readAt = line?.at ?? ''
        const unread = (why: string) => [{ ...owner, readAt, newest: null, unread: why }]
        if (!line) return unread('never asked')
        if (line.got === 'failed') return unread(`${line.code}: ${line.message}`)
        const [answer] = answers([line], describeStreams, streams)
        const last = answer?.body.logStreams[0]?.lastEventTimestamp
        return [{ ...owner, readAt, newest: last === undefined ? null : instant(last / 1_000), unread: null }]
      })
      .sort(by(({ cluster, kind }) => `${cluster} ${kind}`))
  },
  about: (all, { name }) => all.filter(({ cluster }) => cluster === name),
})

const nameIn = (input: unknown): unknown => (input as { logGroupName?: unknown }).logGroupName
