// The anomaly detectors that watch the control-plane log of each cluster of a region, and what they found and nobody has settled.
import * as z from 'zod/mini'
import { by, listAnswers } from '../answers/answers.ts'
import { neverAsked, pagedItemsOf } from '../answers/items.ts'
import { ownerOfArn } from '../audit-log/log-groups.ts'
import { instant } from '../clock.ts'
import { defineFact } from '../fact.ts'
import type { Instant } from '../model.ts'

export type Detector = {
  clusters: string[]
  name: string
  status: string
  /** '' where it watches every entry. */
  filterPattern: string
  /** After so many days what it found is taken into the baseline by itself; null where it does not say. */
  baselineAfter: number | null
  /** Not suppressed, and not taken into the baseline, whether it goes on or is over: oldest first. */
  open: { id: string; priority: string; firstSeen: Instant }[]
  unread: string | null
}

const list = z.object({
  anomalyDetectors: z.array(
    z.object({
      anomalyDetectorArn: z.string(),
      detectorName: z.optional(z.string()),
      logGroupArnList: z.array(z.string()),
      filterPattern: z.optional(z.string()),
      anomalyDetectorStatus: z.string(),
      anomalyVisibilityTime: z.nullish(z.number()),
    }),
  ),
})
const anomalies = z.object({
  anomalies: z.array(
    z.object({
      anomalyId: z.string(),
      priority: z.optional(z.string()),
      firstSeen: z.number(),
      state: z.enum(['Active', 'Suppressed', 'Baseline']),
      suppressed: z.optional(z.boolean()),
    }),
  ),
})
const listAnomalies = 'logs:ListAnomalies'
const byDetector = ({ anomalyDetectorArn }: Record<string, unknown>): string => String(anomalyDetectorArn)

export const logAnomalies = defineFact<Detector[]>({
  id: 'log-anomalies',
  source: 'log-groups',
  of: 'region',
  // Not ListAnomalies: a detector whose findings may not be read must not hide the others.
  actions: ['logs:ListLogAnomalyDetectors'],
  read(exchanges) {
    const lines = [...exchanges]
    const found = pagedItemsOf(lines, listAnomalies, anomalies, byDetector, 'nextToken')
    return listAnswers(lines, 'logs:ListLogAnomalyDetectors', list)
      .flatMap(({ body }) => body.anomalyDetectors)
      .flatMap((one): Detector[] => {
        const owners = one.logGroupArnList.flatMap((arn) => ownerOfArn(arn) ?? [])
        const clusters = owners.filter(({ kind }) => kind === 'control-plane').map(({ cluster }) => cluster)
        if (clusters.length === 0) return []
        const { detectorName: name = one.anomalyDetectorArn, anomalyDetectorStatus: status, filterPattern = '' } = one
        const item = found.get(one.anomalyDetectorArn) ?? neverAsked(listAnomalies)
        const open = item.got === 'body' ? openIn(item.body) : []
        const unread = item.got === 'unread' ? item.why : null
        const baselineAfter = one.anomalyVisibilityTime ?? null
        return [{ clusters: clusters.sort(), name, status, filterPattern, baselineAfter, open, unread }]
      })
      .sort(by(({ name }) => name))
  },
  about: (detectors, { name }) => detectors.filter(({ clusters }) => clusters.includes(name)),
})

const openIn = (pages: z.infer<typeof anomalies>[]): Detector['open'] =>
  pages
    .flatMap((page) => page.anomalies)
    .filter(({ state, suppressed }) => state === 'Active' && suppressed !== true)
    .map(({ anomalyId: id, priority = '', firstSeen }) => ({ id, priority, firstSeen: instant(firstSeen / 1_000) }))
    .sort(by(({ firstSeen, id }) => `${firstSeen} ${id}`))
