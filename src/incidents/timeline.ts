// What happened around an incident, in order: pure, from the hits, the stored rows and what was searched.
import { seconds } from '../clock.ts'
import type { Exchange, Incident, Instant, Ref, Slot, Subject } from '../model.ts'
import { byBytes } from '../store/order.ts'
import { auditLines } from './audit-lines.ts'
import { searchedLines } from './searched-lines.ts'
import { toldLines } from './told-lines.ts'

export type Where =
  | 'audit-log'
  | 'authenticator'
  | 'application'
  | 'dataplane'
  | 'host'
  | 'cloudtrail'
  | 'guardduty'
  | 'security-hub'

export type Line = {
  at: Instant
  where: Where
  /** One sentence. */
  what: string
  /** What it has in common with the hits. */
  same: (keyof Incident['marks'])[]
  /** The detections that it is a hit of. */
  hits: string[]
  /** The stored object that holds it, and its id there: CloudWatch's record, CloudTrail's event, a finding's ARN. */
  pointer: { object: string; id: string }
}

/** One place that was looked into: how many lines it gave, how many of them are shown, and why not all. */
export type Looked = { where: Where; found: number; shown: number; not: string | null }

export type Timeline = {
  schema: 'eks-evidence/timeline/v1'
  tick: Instant
  subject: Subject
  incident: Incident
  /** Sorted by time. */
  lines: Line[]
  looked: Looked[]
  /** The stored objects that it rests on. */
  basis: Ref[]
  /** What the evaluation that it was made with had read, as there. */
  read: Ref[]
}

/** An observation as it is stored. `first`: the key of its first part, by which its lines are pointed at. */
export type Held = {
  first: string
  slot: Slot
  parts: Ref[]
  exchanges: Iterable<Exchange>
  /** All that it looks into. */
  incidents?: readonly Incident[]
}

export type Given = {
  tick: Instant
  subject: Subject
  incident: Incident
  /** The audit log's windows at hand, oldest first. */
  audit: Held[]
  /** What the source `incidents` read; undefined where its worker died. */
  looks: Held | undefined
  read: Ref[]
}

export type Part = { lines: Line[]; looked: Looked[] }

/** Lines of one place that are shown: hits first, then the earliest. */
const mostLines = 200

export const timelineOf = ({ tick, subject, incident, audit, looks, read }: Given): Timeline => {
  const parts = [
    auditLines(incident, audit),
    searchedLines({ subject, incident, looks }),
    toldLines({ subject, incident, looks }),
  ]
  const all = parts.flatMap(({ lines }) => lines)
  const shown = [...Map.groupBy(all, ({ where }) => where).values()].flatMap(chosen)
  return {
    schema: 'eks-evidence/timeline/v1',
    tick,
    subject,
    incident,
    lines: shown.sort(byTime),
    looked: parts
      .flatMap(({ looked }) => looked)
      .map((one) => ({ ...one, shown: shown.filter(({ where }) => where === one.where).length })),
    basis: [...audit, ...(looks ? [looks] : [])].flatMap((held) => held.parts).sort((a, b) => byBytes(a.key, b.key)),
    read,
  }
}

const byTime = (a: Line, b: Line): number => byBytes(placeOf(a), placeOf(b))
const placeOf = ({ at, where, pointer, what }: Line): string =>
  `${String(Math.round(seconds(at) * 1_000)).padStart(15, '0')} ${where} ${pointer.object} ${pointer.id} ${what}`

const chosen = (own: Line[]): Line[] => {
  const inOrder = own.toSorted(byTime)
  const hits = inOrder.filter((line) => line.hits.length > 0)
  const rest = inOrder.filter((line) => line.hits.length === 0)
  return [...hits, ...rest].slice(0, mostLines)
}

export const isWithin = ({ from, to }: Pick<Incident, 'from' | 'to'>, at: Instant): boolean =>
  seconds(at) >= seconds(from) && seconds(at) < seconds(to)
