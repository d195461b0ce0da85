// Makes again the timelines that a tick made: the same stored bytes must give the same, of every incident and of no other.
import { EvidenceError } from '../errors.ts'
import type { judgingBy } from '../evaluate/by-plan.ts'
import { incidentSource, inSlot } from '../incidents/group.ts'
import type { Timeline } from '../incidents/timeline.ts'
import type { Evaluation, Ref, Task } from '../model.ts'
import { marksOf } from '../seal/marks.ts'
import { isSlotLine, type ObjectLine } from '../store/documents.ts'
import { slug, timelineKey } from '../store/keys.ts'
import { writeTimeline } from '../store/timelines.ts'
import type { Findings } from './checks.ts'
import { type Entered, otherVersion } from './entered.ts'

type On = { findings: Findings; version: string }

/** The index says of which evaluations the next plan must read the hits, and which of them hold anything new. */
export const marked = (findings: Findings, { lines }: Entered, { key }: Ref, evaluation: Evaluation): void => {
  const line = lines.find((one): one is ObjectLine => !isSlotLine(one) && one.object.key === key)
  const { calls, news } = marksOf(evaluation)
  const [hits, all] = [line?.calls === calls, line?.news === news]
  findings.hold('timeline-reproduces', hits, key, 'the index says otherwise whether its hits call for a look')
  findings.hold('verdict-reproduces', all, key, 'the index says otherwise whether it holds anything new')
}

type Made = {
  tasks: ReadonlyMap<string, Task>
  /** Those of evaluations that were judged again, by subject. */
  made: ReadonlyMap<string, Timeline[]>
  judged: ReturnType<typeof judgingBy>
}

export const timelines = async ({ findings, version }: On, given: Entered, on: Made): Promise<void> => {
  const { tick } = given
  const other = otherVersion(version, tick)
  const planned = new Set([...on.tasks.values()].flatMap((task) => keysOf(tick.tick, task)))
  const again = new Map<string, Uint8Array>()
  for (const [name, task] of on.tasks) {
    if (keysOf(tick.tick, task).length === 0) continue
    const own = on.made.get(name) ?? (await attempt(async () => (await on.judged(task)).timelines))
    for (const one of own) again.set(timelineKey(tick.tick, name, one.incident.id), writeTimeline(one))
  }
  for (const { ref, body } of given.timelines) {
    findings.hold('timeline-reproduces', planned.has(ref.key), ref.key, 'is of no incident that was looked into')
    const isSame = Buffer.compare(body, again.get(ref.key) ?? new Uint8Array()) === 0
    const isOther = planned.has(ref.key) && !isSame
    findings.reproduce('timeline-reproduces', !isOther, ref.key, 'differs from what its evidence gives', other)
  }
  const sealed = new Set(given.timelines.map(({ ref }) => ref.key))
  for (const key of planned)
    if (!sealed.has(key))
      findings.deviate('timeline-reproduces', key, 'an incident was looked into, and no timeline was sealed')
}

const keysOf = (tick: string, { subject, due, incidents }: Task): string[] =>
  due
    .filter(({ source }) => source === incidentSource)
    .flatMap(({ slot }) => inSlot(incidents, slot).map(({ id }) => timelineKey(tick, slug(subject), id)))

// What rests on something gone or altered cannot be made again: then a timeline of it does not hold.
const attempt = async (make: () => Promise<Timeline[]>): Promise<Timeline[]> => {
  try {
    return await make()
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    return []
  }
}
