// The anomaly detectors that watch the control-plane log of each cluster of a region, and what they found and nobody has settled.
import * as z from 'zod/mini'
import { answers, by, listAnswers } from '../answers/answers.ts'
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
  /** Not suppressed, and not taken into the baseline: oldest first. */
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
      active: z.boolean(),
      suppressed: z.optional(z.boolean()),
    }),
  ),
})
const listAnomalies = 'logs:ListAnomalies'

export const logAnomalies = defineFact<Detector[]>({
  id: 'log-anomalies',
  source: 'log-groups',
  of: 'region',
  // Not ListAnomalies: a detector whose findings may not be read must not hide the others.
  actions: ['logs:ListLogAnomalyDetectors'],
  read(exchanges) {
    const lines = [...exchanges]
    return listAnswers(lines, 'logs:ListLogAnomalyDetectors', list)
      .flatMap(({ body }) => body.anomalyDetectors)
      .flatMap((one): Detector[] => {
        const owners = one.logGroupArnList.flatMap((arn) => ownerOfArn(arn) ?? [])
        const clusters = owners.filter(({ kind }) => kind === 'control-plane').map(({ cluster }) => cluster)
        if (clusters.length === 0) return []
        const { detectorName: name = one.anomalyDetectorArn, anomalyDetectorStatus: status, filterPattern = '' } = one
        return [{ clusters: clusters.sort(), name, status, filterPattern, ...foundBy(one.anomalyDetectorArn, lines) }]
      })
      .sort(by(({ name }) => name))
  },
  about: (detectors, { name }) => detectors.filter(({ clusters }) => clusters.includes(name)),
})

type Lines = Parameters<typeof answers>[0]
const foundBy = (arn: string, lines: Lines): Pick<Detector, 'open' | 'unread'> => {
  const own = [...lines].filter((line) => line.action === listAnomalies && detectorIn(line.input) === arn)
  const failed = own.find((line) => line.got === 'failed')
  if (failed?.got === 'failed') return { open: [], unread: `${failed.code}: ${failed.message}` }
  if (own.length === 0) return { open: [], unread: 'never asked' }
  const open = [...answers(own, listAnomalies, anomalies)]
    .flatMap(({ body }) => body.anomalies)
    .filter(({ state, active, suppressed }) => state === 'Active' && active && suppressed !== true)
    .map(({ anomalyId: id, priority = '', firstSeen }) => ({ id, priority, firstSeen: instant(firstSeen / 1_000) }))
    .sort(by(({ firstSeen, id }) => `${firstSeen} ${id}`))
  return { open, unread: lastPageMissing(own) }
}

// A page that names a next one which is not there: some anomalies were not read.
const lastPageMissing = (own: Iterable<{ got: string }>): string | null => {
  const pages = [...own] as { got: string; input?: unknown; body?: unknown }[]
  const asked = new Set(pages.map(({ input }) => tokenIn(input) ?? ''))
  const missing = pages.map(({ body }) => tokenIn(body)).find((token) => token && !asked.has(token))
  return missing || !asked.has('') ? 'not every page was read' : null
}
const tokenIn = (value: unknown): string | undefined => (value as { nextToken?: string } | undefined)?.nextToken
const detectorIn = (input: unknown): unknown => (input as { anomalyDetectorArn?: unknown }).anomalyDetectorArn
