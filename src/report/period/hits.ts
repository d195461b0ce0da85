// What detections found in the period: every hit counted, and grouped as findings are made.
import { seconds } from '../../clock.ts'
import type { Hit, Ref, Slot } from '../../model.ts'
import { worse } from '../../severity.ts'
import { isSlotLine, readEvaluation } from '../../store/documents.ts'
import { parseKey } from '../../store/keys.ts'
import { byBytes } from '../../store/order.ts'
import type { EntrySeen, Watcher } from './gather.ts'
import { type Found, type HitGroup, mostGroups } from './period.ts'

type Count = { byDay: Map<string, number>; total: number; allowed: Map<string, number> }

export const makeHits = ({ start, end }: Slot): Watcher & { all(): Found } => {
  const groups = new Map<string, HitGroup>()
  const counts = new Map<string, Count>()
  /** Hits of windows that were read in part: when they are read again, the same ones are not counted anew. */
  const inPart = new Set<string>()
  let more = 0

  const take = (hit: Hit, subject: string, evaluation: Ref): void => {
    if (seconds(hit.slot.start) < seconds(start) || seconds(hit.slot.start) >= seconds(end)) return
    const { detection, actor, allowed, at } = hit
    const day = at.slice(0, 10)
    const count = counts.get(detection) ?? { byDay: new Map(), total: 0, allowed: new Map() }
    counts.set(detection, count)
    if (allowed !== null) {
      count.allowed.set(allowed, (count.allowed.get(allowed) ?? 0) + hit.count)
    } else {
      count.total += hit.count
      count.byDay.set(day, (count.byDay.get(day) ?? 0) + hit.count)
    }
    const name = `${day} ${detection} ${subject} ${actor} ${allowed ?? ''}`
    const known = groups.get(name)
    if (!known && groups.size >= mostGroups) {
      more += 1
      return
    }
    groups.set(name, known ? joined(known, hit) : begun(hit, { subject, day, evaluation }))
  }

  return {
    async enter({ lines, read }: EntrySeen) {
      const partial = new Set(
        lines.flatMap((line) =>
          isSlotLine(line) && line.status === 'partial' ? [`${line.subject} ${line.slot.start}`] : [],
        ),
      )
      for (const line of lines) {
        if (isSlotLine(line) || line.role !== 'evaluation' || !line.news) continue
        const key = parseKey(line.object.key)
        const evaluation = key?.kind === 'evaluation' ? await read(line.object, readEvaluation) : undefined
        if (evaluation && key?.kind === 'evaluation')
          for (const hit of evaluation.hits) {
            const name = `${key.subject} ${hit.detection} ${hit.actor} ${hit.at} ${hit.auditID} ${hit.slot.start}`
            if (!inPart.has(name)) take(hit, key.subject, line.object)
            if (partial.has(`${key.subject} ${hit.slot.start}`)) inPart.add(name)
          }
      }
    },
    all: () => ({
      groups: [...groups].sort(([a], [b]) => byBytes(a, b)).map(([, group]) => group),
      more,
      counts: new Map([...counts].sort(([a], [b]) => byBytes(a, b))),
    }),
  }
}

const begun = (
  { detection, actor, actorClass, severity, allowed, criteria, at, count, outcome, reason, auditID }: Hit,
  place: { subject: string; day: string; evaluation: Ref },
): HitGroup => ({
  ...{ detection, actor, actorClass, severity, allowed, criteria, ...place },
  ...{ first: at, last: at, count, outcomes: { [outcome]: count }, reason, auditID },
})

const joined = (group: HitGroup, hit: Hit): HitGroup => ({
  ...group,
  severity: worse(group.severity, hit.severity),
  first: seconds(hit.at) < seconds(group.first) ? hit.at : group.first,
  last: seconds(hit.at) > seconds(group.last) ? hit.at : group.last,
  count: group.count + hit.count,
  outcomes: { ...group.outcomes, [hit.outcome]: (group.outcomes[hit.outcome] ?? 0) + hit.count },
})
