// What detections found, counted over the period, and incidents: observations beside the tests, and no failures of them.
import type { Catalog } from '../../catalog.ts'
import type { Detection } from '../../detection.ts'
import type { Ref } from '../../model.ts'
import { byBytes } from '../../store/order.ts'
import type { Period } from '../period/period.ts'
import { originsOf } from './actors.ts'
import type { Evidence } from './evidence.ts'
import { itemOf } from './observations.ts'
import { markup, props } from './text.ts'
import { uuid } from './uuid.ts'

/** So many evaluations are linked for each; the counts are of all. */
const mostLinked = 10

/** Detections that found something, by id, then incidents. */
export function* discoveriesOf(period: Period, { detections }: Pick<Catalog, 'detections'>, evidence: Evidence) {
  const byId = new Map(detections.map((one) => [one.id, one]))
  for (const id of [...period.found.counts.keys()].sort(byBytes)) {
    const found = discovery(period, id, byId.get(id), evidence)
    if (found) yield found
  }
  for (const { subject, ref, timeline } of period.incidents) {
    const { id, from, to, count } = timeline.incident
    yield {
      uuid: uuid(period.ledger, 'incident', subject, id),
      title: `Incident ${id}`,
      description: `${count} hits that belong together from ${from} to ${to}, and what else was found around them.`,
      ...common(period),
      subjects: [{ 'subject-uuid': itemOf(period, subject), type: 'inventory-item' }],
      'relevant-evidence': evidence.relevant([{ what: 'the timeline', ref }]),
      collected: to,
    }
  }
}

const discovery = (period: Period, id: string, detection: Detection | undefined, evidence: Evidence) => {
  const counts = period.found.counts.get(id)
  const groups = period.found.groups.filter((one) => one.detection === id)
  const last = groups.at(-1)?.last ?? period.head?.tick
  if (!counts || last === undefined) return undefined
  const allowed = [...counts.allowed.values()].reduce((sum, one) => sum + one, 0)
  const refs = new Map<string, Ref>(groups.map(({ evaluation }) => [evaluation.key, evaluation]))
  const linked = [...refs.values()].slice(0, mostLinked)
  return {
    uuid: uuid(period.ledger, 'detection', id, period.slot.start, period.slot.end),
    title: markup(`${id}: ${detection?.title ?? 'a detection of another version'}`),
    description: `${counts.total} requests or events, of those delivered to CloudWatch and CloudTrail; ${allowed} more were let pass by allow-lists.`,
    props: props({
      detection: id,
      severity: detection?.severity ?? null,
      found: counts.total,
      'let-pass': allowed,
      groups: groups.length,
    }),
    ...common(period),
    ...(linked.length > 0 && {
      'relevant-evidence': evidence.relevant(
        linked.map((ref) => ({ what: 'an evaluation that holds hits of it', ref })),
      ),
    }),
    collected: last,
  }
}

const common = (period: Period) => ({ methods: ['EXAMINE'], types: ['discovery'], origins: originsOf(period) })
