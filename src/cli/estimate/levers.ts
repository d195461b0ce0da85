// What can be turned to pay less, and what each would save: the same estimate over a changed usage.
import { type Estimate, estimate } from './cost.ts'
import type { Prices } from './prices.ts'
import type { Usage } from './usage.ts'

export type Lever = {
  id: string
  what: string
  /** USD a month; null where it cannot be known. Below nought: it would cost more. */
  saves: number | null
  /** What is lost by it, or what it rests on. */
  note: string
}

type Turn = {
  id: string
  what: string
  note: string
  turned: Usage | null /** counted in what the logs cost already */
  logs?: true
}

export const levers = (usage: Usage, prices: Prices): Lever[] => {
  const now = estimate(usage, prices)
  return turns(usage).map(({ id, what, note, turned, logs }) => {
    const then = turned && estimate(turned, prices)
    return { id, what, note, saves: then && sumOf(now, logs) - sumOf(then, logs) }
  })
}

const sumOf = ({ total, already }: Estimate, logs: true | undefined): number =>
  total + (logs ? already.reduce((sum, { cost }) => sum + (cost ?? 0), 0) : 0)

const week = 604_800
const every = (usage: Usage, seconds: number, ids: string[]): Usage => ({
  ...usage,
  sources: usage.sources.map((one) => (ids.includes(one.id) ? { ...one, every: Math.max(one.every, seconds) } : one)),
})

const turns = (usage: Usage): Turn[] => {
  const { clusters, repositories, regions, assume } = usage
  const most = repositories.toSorted((a, b) => (b.images ?? 0) - (a.images ?? 0))[0]
  const used = new Set([...clusters, ...repositories].map(({ region }) => region))
  const empty = regions.filter((name) => !used.has(name) && name !== usage.region)
  const turned: Turn[] = []
  if (clusters.some(({ types }) => types.some((type) => type !== 'audit')))
    turned.push({
      id: 'log-types',
      what: 'log only the audit type of the control plane',
      note: 'other types are scanned, and paid, with it; LOG-01 wants them on',
      turned: assume.auditShare === null ? null : { ...usage, clusters: auditOnly(usage, assume.auditShare) },
      logs: true,
    })
  turned.push(
    {
      id: 'retention',
      what: 'keep the log groups for 30 days',
      note: 'nobody can ask CloudWatch again later; the evidence stays',
      turned: clusters.some(({ storedBytes }) => storedBytes !== null)
        ? { ...usage, clusters: keptFor(usage, 30) }
        : null,
      logs: true,
    },
    {
      id: 'cadence-audit-log',
      what: 'read the audit log every six hours',
      note: 'as many bytes are scanned; detections come up to six hours later',
      turned: every(usage, 21_600, ['audit-log']),
    },
    {
      id: 'cadence-state',
      what: 'read clusters, registries and versions once a week',
      note: 'what changes and changes back within a week is not seen',
      turned: every(usage, week, ['eks-cluster', 'ecr-registry', 'eks-versions', 'regions']),
    },
    {
      id: 'cadence-images',
      what: 'read repositories and scan findings once a week',
      note: 'a finding is seen up to a week later',
      turned: every(usage, week, ['ecr-repository']),
    },
    {
      id: 'noise-rules',
      what: 'do without the noise rules',
      note: 'they are on: without them every row is stored',
      turned: { ...usage, assume: { ...assume, rowShare: 1 } },
    },
  )
  if (most)
    turned.push({
      id: 'exclude-largest',
      what: `exclude the repository with the most images, ${most.name}`,
      note: 'an exclusion needs a reason, and stands in the evidence',
      turned: { ...usage, repositories: repositories.filter((one) => one !== most) },
    })
  if (empty.length > 0)
    turned.push({
      id: 'regions',
      what: `leave out ${empty.length} of ${regions.length} regions, in which there is nothing`,
      note: 'a cluster that is made there later is not seen',
      turned: { ...usage, regions: regions.filter((name) => !empty.includes(name)) },
    })
  if (usage.streams)
    turned.push({
      id: 'streams',
      what: 'do without the streams',
      note: 'detections come with the hourly tick',
      turned: { ...usage, streams: false },
    })
  return turned
}

const auditOnly = ({ clusters }: Usage, share: number): Usage['clusters'] =>
  clusters.map((one) =>
    one.types.every((type) => type === 'audit')
      ? one
      : {
          ...one,
          loggedBytesPerDay: one.loggedBytesPerDay === null ? null : one.loggedBytesPerDay * share,
          storedBytes: one.storedBytes === null ? null : one.storedBytes * share,
        },
  )

const keptFor = ({ clusters }: Usage, days: number): Usage['clusters'] =>
  clusters.map((one) =>
    one.storedBytes === null || one.keptDays === null || one.keptDays <= days
      ? one
      : { ...one, storedBytes: (one.storedBytes * days) / one.keptDays, keptDays: days },
  )
