// The story's events beside what the evidence says of them: verdicts that changed, hits, slots, hours without a tick.
import { instant, seconds } from '../../src/clock.ts'
import type { Tick } from '../../src/ledger/statement.ts'
import type { Evaluation, Hit, Instant, Severity } from '../../src/model.ts'
import type { SlotLine } from '../../src/store/documents.ts'
import { slug } from '../../src/store/keys.ts'
import type { StoryEvent } from '../scenario/event.ts'
import { hour } from '../scenario/seed.ts'
import { type Gap, gapsOf, type LeftUnknown, unknownAfter } from './gaps.ts'
import { type LifeSeen, lifeSeen, type Tombstone } from './lives.ts'
import { timelines } from './runs.ts'
import { oddSlots, type SlotsSeen } from './slots-seen.ts'
import { type VerdictsSeen, verdictsSeen } from './verdicts-seen.ts'

export type HitsSeen = Pick<Hit, 'severity' | 'reason' | 'at'> & { detections: string[]; tick: Instant }

/** An event and what there is to be told of it: every list may be empty. */
export type Told = {
  what: string
  from: Instant
  to: Instant
  verdicts: VerdictsSeen[]
  hits: HitsSeen[]
  slots: SlotsSeen[]
  gap: (Gap & { unknown: LeftUnknown[] }) | null
  life: LifeSeen | null
}

export type Evidence = { evaluations: Evaluation[]; lines: SlotLine[]; statements: Tick[]; tombstones: Tombstone[] }

export const storySeen = (story: StoryEvent[], { evaluations, lines, statements, tombstones }: Evidence): Told[] => {
  const all = timelines(evaluations)
  const slugs = new Map(evaluations.map(({ subject }) => [subject.name, slug(subject)]))
  const gaps = gapsOf(statements)

  const tell = (event: StoryEvent): Told => {
    const from = instant(hour(event.at))
    const to = instant(hour(event.until ?? event.at))
    const nothing: Told = { what: event.what, from, to, verdicts: [], hits: [], slots: [], gap: null, life: null }
    const during = lines.filter(({ slot }) => slot.end >= from && slot.start < to)
    const about = aboutOf(event)
    const own = all.filter(({ subject }) => subject === about)
    const verdicts = () => verdictsSeen(own, { from, to, gaps })
    switch (event.kind) {
      case 'change':
        return { ...nothing, verdicts: verdicts() }
      case 'fault':
        return {
          ...nothing,
          verdicts: verdicts(),
          slots: oddSlots(during.filter(({ subject }) => subject === slugs.get(about ?? ''))),
        }
      case 'activity':
        return {
          ...nothing,
          hits: hitsAt(
            evaluations.filter(({ subject }) => subject.name === about),
            from,
          ),
        }
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

const order: Severity[] = ['low', 'medium', 'high', 'critical']

// What somebody did in that minute: one audit event may be matched by several detections.
const hitsAt = (evaluations: Evaluation[], from: Instant): HitsSeen[] => {
  const near = evaluations
    .flatMap(({ tick, hits }) => hits.map((hit) => ({ ...hit, tick })))
    .filter(({ at }) => Math.abs(seconds(at) - seconds(from)) <= 60)
  return [...Map.groupBy(near, ({ auditID, reason }) => `${auditID} ${reason}`).values()].flatMap((same) => {
    const worst = same.reduce((a, b) => (order.indexOf(b.severity) > order.indexOf(a.severity) ? b : a))
    const { severity, reason, at, tick } = worst
    return [{ detections: same.map(({ detection }) => detection).sort(), severity, reason, at, tick }]
  })
}
