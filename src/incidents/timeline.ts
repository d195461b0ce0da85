// What happened around incidents, in order: pure, from the hits, the stored windows and what was searched.
import { instant, seconds } from '../clock.ts'
import type { Exchange, Incident, Instant, Ref, Slot, Subject } from '../model.ts'
import type { Lack } from '../source.ts'
import { byBytes } from '../store/order.ts'
import { auditLines } from './audit-lines.ts'
import { hitLines } from './hit-lines.ts'
import { searchedLines } from './searched-lines.ts'
import { toldLines } from './told-lines.ts'
import { trailLines } from './trail-lines.ts'
import type { Logged } from './windows.ts'

export const places = [
  'audit-log',
  'authenticator',
  'cloudtrail',
  'guardduty',
  'security-hub',
  'application',
  'dataplane',
  'host',
  /** A hit of which none of these shows anything: as it was judged. */
  'evaluation',
] as const
export type Where = (typeof places)[number]

export type Line = {
  at: Instant
  where: Where
  /** One sentence. */
  what: string
  /** What it has in common with the hits. */
  same: (keyof Incident['marks'])[]
  /** The detections that it is a hit of. */
  hits: string[]
  /** The stored object that holds it, a part of an observation or an evaluation, and its id there: CloudWatch's record, CloudTrail's event, a finding's ARN, a log stream. */
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
  /** Every place but `evaluation`, once. */
  looked: Looked[]
  /** The stored objects that it rests on. */
  basis: Ref[]
  /** What the evaluation that it was made with had read, as there. */
  read: Ref[]
}

/** A stored part of an observation, and its lines. */
export type Section = { key: string; exchanges: Iterable<Exchange> }
/** An observation as it is stored, part by part, so that each line is pointed at where it lies. */
export type Held = { source: string; slot: Slot; parts: Ref[]; sections: readonly Section[] }
/** What the source `incidents` read in a slot, all that it looked into, and what it lacks. */
export type Looks = Held & { incidents: readonly Incident[]; lacks: readonly Lack[] }

/** Every line with the part that holds it. */
export function* linesOf({ sections }: Held): Generator<{ line: Exchange; key: string }> {
  for (const { key, exchanges } of sections) for (const line of exchanges) yield { line, key }
}

/** One incident with what there is to be read of it. */
export type Case = {
  subject: Subject
  incident: Incident
  /** Windows of logs that are at hand, the oldest first. */
  windows: readonly Held[]
  /** Undefined where its worker died. */
  looks: Looks | undefined
}
export type Part = { lines: Line[]; looked: Omit<Looked, 'shown'>[] }

type Given = { tick: Instant; cases: Case[]; read: Ref[] }

/** One for each case. Windows that several share are read once. */
export const timelinesOf = ({ tick, cases, read }: Given): Timeline[] => {
  const audit = auditLines(cases)
  return cases.map((one) => {
    const parts = [audit(one), ...[searchedLines, trailLines, toldLines].map((of) => of(one))]
    const lines = parts.flatMap((part) => part.lines)
    const all = [...lines, ...hitLines(one.incident, lines)].sort(byTime)
    const shown = [...Map.groupBy(all, ({ where }) => where).values()].flatMap((own) => chosen(own, one.incident))
    return {
      schema: 'eks-evidence/timeline/v1',
      tick,
      subject: one.subject,
      incident: one.incident,
      lines: shown.sort(byTime),
      looked: parts
        .flatMap(({ looked }) => looked)
        .sort((a, b) => places.indexOf(a.where) - places.indexOf(b.where))
        .map(({ where, found, not }) => {
          const count = shown.filter((line) => line.where === where).length
          return { where, found, shown: count, not: notAll(found, count, not) }
        }),
      basis: [...one.windows, ...(one.looks ? [one.looks] : [])]
        .flatMap(({ parts }) => parts)
        .sort((a, b) => byBytes(a.key, b.key)),
      read,
    }
  })
}

const notAll = (found: number, shown: number, not: string | null): string | null =>
  shown < found ? [`those nearest to the hits are shown`, ...(not === null ? [] : [not])].join('; ') : not

const byTime = (a: Line, b: Line): number => seconds(a.at) - seconds(b.at) || byBytes(nameOf(a), nameOf(b))
const nameOf = ({ where, pointer, what }: Line): string => `${where} ${pointer.object} ${pointer.id} ${what}`

/** Lines of one place that are shown: hits first, then what is nearest to one. */
export const mostLines = 200

/** Those that are shown of lines in order of time. */
export const chosen = <T extends Pick<Line, 'at' | 'hits'>>(own: readonly T[], incident: Incident): T[] => {
  if (own.length <= mostLines) return [...own]
  const far = farFrom(incident)
  return own
    .map((line, nth) => ({ line, nth, far: line.hits.length > 0 ? -1 : far(line.at) }))
    .sort((a, b) => a.far - b.far || a.nth - b.nth)
    .slice(0, mostLines)
    .map(({ line }) => line)
}

const farFrom = ({ hits }: Incident): ((at: Instant) => number) => {
  const times = hits.map(({ at }) => seconds(at))
  return (at) => Math.min(...times.map((time) => Math.abs(seconds(at) - time)))
}

export const isWithin = ({ from, to }: Pick<Incident, 'from' | 'to'>, at: Instant): boolean =>
  seconds(at) >= seconds(from) && seconds(at) < seconds(to)

/** What of the time around the hits lies in no window of a log that is at hand: `from ... to ...`. */
export const missing = ({ from, to }: Incident, windows: readonly Held[], source: Logged): string[] => {
  const own = windows.filter((one) => one.source === source).map(({ slot }) => slot)
  const holes: Slot[] = []
  let at = seconds(from)
  for (const { start, end } of own.sort((a, b) => seconds(a.start) - seconds(b.start))) {
    if (seconds(start) > at) holes.push({ start: instant(at), end: start })
    at = Math.max(at, seconds(end))
  }
  if (at < seconds(to)) holes.push({ start: instant(at), end: to })
  return holes.filter(({ start }) => seconds(start) < seconds(to)).map(({ start, end }) => `from ${start} to ${end}`)
}
