// What AWS Backup keeps of the clusters of a region, and how restoring them went. One that it never backed up is not in it.
import * as z from 'zod/mini'
import { answers, by } from '../answers/answers.ts'
import { time } from '../answers/time.ts'
import { seconds } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import { defineFact } from '../fact.ts'
import type { Exchange, Instant } from '../model.ts'

export type RecoveryPoint = { status: string; createdAt: Instant }
export type Restore = {
  id: string
  status: string
  createdAt: Instant
  completedAt: Instant | null
  /** Of a check that ran on what was restored: SUCCESSFUL, FAILED, TIMED_OUT, VALIDATING; null: there was none. */
  validation: string | null
}
/** Newest first. `unread`: why nothing can be said of this cluster. */
export type ClusterBackups = { points: RecoveryPoint[]; restores: Restore[] } | { unread: string }

const text = z.string()
const Resources = z.object({ Results: z.array(z.object({ ResourceArn: text })) })
// A cluster is backed up, and restored, as a whole that is the parent of its parts: its state, its volumes.
const Points = z.object({
  RecoveryPoints: z.array(z.object({ Status: text, CreationDate: time, IsParent: z.nullish(z.boolean()) })),
})
const Restores = z.object({
  RestoreJobs: z.array(
    z.object({
      RestoreJobId: text,
      Status: text,
      CreationDate: time,
      CompletionDate: z.nullish(time),
      ValidationStatus: z.nullish(text),
      IsParent: z.nullish(z.boolean()),
    }),
  ),
})
const points = 'backup:ListRecoveryPointsByResource'
const restores = 'backup:ListRestoreJobsByProtectedResource'

/** By the cluster's ARN. */
export const clusterBackups = defineFact<Record<string, ClusterBackups>>({
  id: 'cluster-backups',
  source: 'backups',
  of: 'region',
  // What was denied of one cluster says nothing of the others.
  actions: ['backup:ListProtectedResources'],
  read(exchanges) {
    const lines = [...exchanges]
    const arns = [...answers(lines, 'backup:ListProtectedResources', Resources)]
      .flatMap(({ body }) => body.Results)
      .map(({ ResourceArn }) => ResourceArn)
      .filter((arn) => /^arn:[a-z-]+:eks:[^:]*:\d*:cluster\//.test(arn))
    return Object.fromEntries([...new Set(arns)].sort().map((arn) => [arn, backupsOf(lines, arn)]))
  },
  // Of an earlier cluster of the same name AWS Backup keeps what it has under the same ARN.
  about: (all, { id, bornAt }) =>
    Object.fromEntries(
      Object.entries(all)
        .filter(([arn]) => arn === id)
        .map(([arn, kept]) => [arn, bornAt === null ? kept : since(kept, seconds(bornAt))]),
    ),
})

const since = (kept: ClusterBackups, birth: number): ClusterBackups => {
  if ('unread' in kept) return kept
  return {
    points: kept.points.filter(({ createdAt }) => seconds(createdAt) >= birth),
    restores: kept.restores.filter(({ completedAt, createdAt }) => seconds(completedAt ?? createdAt) >= birth),
  }
}

const backupsOf = (lines: Exchange[], arn: string): ClusterBackups => {
  try {
    return read(lines, arn)
  } catch (error) {
    if (error instanceof EvidenceError && error.code === 'OBSERVATION_INVALID') return { unread: error.message }
    throw error
  }
}

const read = (lines: Exchange[], arn: string): ClusterBackups => {
  const own = lines.filter(({ input }) => (input as { ResourceArn?: unknown } | null)?.ResourceArn === arn)
  for (const action of [points, restores] as const) {
    const asked = own.filter((line) => line.action === action)
    const failed = asked.find(({ got }) => got === 'failed')
    if (failed?.got === 'failed') return { unread: `${action}: ${failed.code}: ${failed.message}` }
    if (!isWhole(asked)) return { unread: `${action} was not read to its last page` }
  }
  const newestFirst = <T extends { createdAt: Instant }>(all: T[]) =>
    all.sort(by(({ createdAt }) => createdAt)).reverse()
  return {
    points: newestFirst(
      [...answers(own, points, Points)]
        .flatMap(({ body }) => body.RecoveryPoints)
        .filter(({ IsParent }) => IsParent === true)
        .map((one) => ({ status: one.Status, createdAt: one.CreationDate })),
    ),
    restores: newestFirst(
      [...answers(own, restores, Restores)]
        .flatMap(({ body }) => body.RestoreJobs)
        .filter(({ IsParent }) => IsParent === true)
        .map((one) => ({
          id: one.RestoreJobId,
          status: one.Status,
          createdAt: one.CreationDate,
          completedAt: one.CompletionDate ?? null,
          validation: one.ValidationStatus ?? null,
        })),
    ),
  }
}

// From the first page on, each by the token of the one before, and no line beside them; or the resource was gone.
const isWhole = (asked: Exchange[]): boolean => {
  let token: unknown
  for (let pages = 1; pages <= asked.length; pages++) {
    const page = asked.find(({ input }) => (input as { NextToken?: unknown }).NextToken === token)
    if (page?.got !== 'body') return page?.got === 'absent' && asked.length === 1
    token = (page.body as { NextToken?: unknown } | null)?.NextToken ?? undefined
    if (token === undefined) return pages === asked.length
  }
  return false
}
