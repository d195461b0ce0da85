// What AWS Backup keeps of the clusters of a region, and how restoring them went. One that it never backed up is not in it.
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { neverAsked, pagedItemsOf } from '../answers/items.ts'
import { time } from '../answers/time.ts'
import { seconds } from '../clock.ts'
import { defineFact } from '../fact.ts'
import type { Instant } from '../model.ts'

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
const byArn = ({ ResourceArn }: Record<string, unknown>): string => String(ResourceArn)

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
    const kept = pagedItemsOf(lines, points, Points, byArn, 'NextToken')
    const tried = pagedItemsOf(lines, restores, Restores, byArn, 'NextToken')
    return Object.fromEntries(
      [...new Set(arns)].sort().map((arn): [string, ClusterBackups] => {
        const [own, jobs] = [kept.get(arn) ?? neverAsked(points), tried.get(arn) ?? neverAsked(restores)]
        if (own.got === 'unread') return [arn, { unread: own.why }]
        if (jobs.got === 'unread') return [arn, { unread: jobs.why }]
        // Where AWS Backup says that there is none, it keeps nothing of the cluster any more.
        const pages = { points: own.got === 'body' ? own.body : [], restores: jobs.got === 'body' ? jobs.body : [] }
        return [arn, { points: ofPoints(pages.points), restores: ofRestores(pages.restores) }]
      }),
    )
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

const ofPoints = (pages: z.infer<typeof Points>[]): RecoveryPoint[] =>
  pages
    .flatMap(({ RecoveryPoints }) => RecoveryPoints)
    .filter(({ IsParent }) => IsParent === true)
    .map((one) => ({ status: one.Status, createdAt: one.CreationDate }))
    .sort(newestFirst)

const ofRestores = (pages: z.infer<typeof Restores>[]): Restore[] =>
  pages
    .flatMap(({ RestoreJobs }) => RestoreJobs)
    .filter(({ IsParent }) => IsParent === true)
    .map((one) => ({
      id: one.RestoreJobId,
      status: one.Status,
      createdAt: one.CreationDate,
      completedAt: one.CompletionDate ?? null,
      validation: one.ValidationStatus ?? null,
    }))
    .sort(newestFirst)

const newestFirst = (a: { createdAt: Instant }, b: { createdAt: Instant }): number =>
  seconds(b.createdAt) - seconds(a.createdAt)
