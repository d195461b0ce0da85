// The story's events beside what the evidence says of them: verdicts that changed, hits, slots, hours without a tick.
import { instant, seconds } from '../../src/clock.ts'
import type { Timeline } from '../../src/incidents/timeline.ts'
import type { Tick } from '../../src/ledger/statement.ts'
import type { Evaluation, Hit, Instant, Severity } from '../../src/model.ts'
import type { SlotLine } from '../../src/store/documents.ts'
import { slug, timelineKey } from '../../src/store/keys.ts'
import type { StoryEvent } from '../scenario/event.ts'
import { hour } from '../scenario/seed.ts'
import { type Gap, gapsOf, type LeftUnknown, unknownAfter } from './gaps.ts'
import { type LifeSeen, lifeSeen, type Tombstone } from './lives.ts'
import { timelines } from './runs.ts'
import { oddSlots, type SlotsSeen } from './slots-seen.ts'
import { type VerdictsSeen, verdictsSeen } from './verdicts-seen.ts'

export type HitsSeen = Pick<Hit, 'severity' | 'reason' | 'at'> & { detections: string[]; tick: Instant }
/** What was found around a hit: lines by where they are from, and its key. */
export type AroundSeen = { key: string; lines: [where: string, count: number][] }

/** An event and what there is to be told of it: every list may be empty. */
export type Told = {
  what: string
  from: Instant
  to: Instant
  verdicts: VerdictsSeen[]
  hits: HitsSeen[]
  around: AroundSeen[]
  slots: SlotsSeen[]
  gap: (Gap & { unknown: LeftUnknown[] }) | null
  life: LifeSeen | null
}

export type Evidence = {
  evaluations: Evaluation[]
  incidents: Timeline[]
  lines: SlotLine[]
  statements: Tick[]
  tombstones: Tombstone[]
}

export const storySeen = (story: StoryEvent[], evidence: Evidence): Told[] => {
  const { evaluations, incidents, lines, statements, tombstones } = evidence
  const all = timelines(evaluations)
  const slugs = new Map(evaluations.map(({ subject }) => [subject.name, slug(subject)]))
  const gaps = gapsOf(statements)

  const tell = (event: StoryEvent): Told => {
    const from = instant(hour(event.at))
    const to = instant(hour(event.until ?? event.at))
    const none = { verdicts: [], hits: [], around: [], slots: [], gap: null, life: null }
    const nothing: Told = { what: event.what, from, to, ...none }
    const during = lines.filter(({ slot }) => slot.end >= from && slot.start < to)
    const about = aboutOf(event)
    const own = all.filter(({ subject }) => subject === about)
    const verdicts = () => verdictsSeen(own, { from, to, gaps })
    switch (event.kind) {
      // What detections make of CloudTrail's events stands with the region, and names the thing.
      case 'change':
        return { ...nothing, verdicts: verdicts(), ...seenAt(evaluations, incidents, from, isAbout(about)) }
      case 'fault':
        return {
          ...nothing,
          verdicts: verdicts(),
          slots: oddSlots(during.filter(({ subject }) => subject === slugs.get(about ?? ''))),
        }
      case 'activity':
        return { ...nothing, ...seenAt(evaluations, incidents, from, ({ subject }) => subject.name === about) }
      case 'life': {
        const name = slugs.get(about ?? '')
        const own = lines.filter(({ subject }) => subject === name)
        return {
          ...nothing,
          life: lifeSeen(
            own,
            tombstones.find((one) => one.slug === name),
          ),
        }
      }
      case 'outage': {
        const gap = gaps.find((one) => one.from < to && one.to >= from)
        return { ...nothing, slots: oddSlots(during), gap: gap ? { ...gap, unknown: unknownAfter(all, gap) } : null }
      }
    }
  }
  return story.filter((event) => event.kind === 'outage' || aboutOf(event) !== null).map(tell)
}

/** The name of the subject that an event happens to. */
const aboutOf = (event: StoryEvent): string | null => {
  if (event.kind === 'change') return event.about
  if (event.kind === 'activity' || event.kind === 'life') return event.place.cluster
  return event.kind === 'fault' ? String(event.fault.input?.clusterName) : null
}

const isAbout =
  (name: string | null) =>
  (_: Evaluation, { object }: Hit): boolean =>
    object !== null && 'arn' in object && object.arn.endsWith(`/${name}`)

const order: Severity[] = ['low', 'medium', 'high', 'critical']

// What somebody did in that minute: one event may be matched by several detections.
const seenAt = (
  evaluations: Evaluation[],
  incidents: Timeline[],
  from: Instant,
  isOwn: (evaluation: Evaluation, hit: Hit) => boolean,
): Pick<Told, 'hits' | 'around'> => {
  const near = evaluations
    .flatMap((one) => one.hits.filter((hit) => isOwn(one, hit)).map((hit) => ({ ...hit, tick: one.tick })))
    .filter(({ at }) => Math.abs(seconds(at) - seconds(from)) <= 60)
  const hits = [...Map.groupBy(near, ({ auditID, reason }) => `${auditID} ${reason}`).values()].flatMap((same) => {
    const worst = same.reduce((a, b) => (order.indexOf(b.severity) > order.indexOf(a.severity) ? b : a))
    const { severity, reason, at, tick } = worst
    return [{ detections: same.map(({ detection }) => detection).sort(), severity, reason, at, tick }]
  })
  const ids = new Set(near.flatMap(({ auditID }) => auditID ?? []))
  const own = incidents.filter(({ incident }) => incident.hits.some(({ auditID }) => auditID && ids.has(auditID)))
  return { hits, around: own.map(aroundSeen) }
}

const aroundSeen = ({ tick, subject, incident, lines }: Timeline): AroundSeen => ({
  key: timelineKey(tick, slug(subject), incident.id),
  lines: [...Map.groupBy(lines, ({ where }) => where)].map(([where, own]) => [where, own.length]),
})
