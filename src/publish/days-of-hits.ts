// Which hits make one finding, and what was counted of it: a detection, a cluster, an actor and a day.
import { isOfMany } from '../audit-log/found.ts'
import { earliest, instant, latest, seconds } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { Evaluation, Hit, Instant, Severity, Subject } from '../model.ts'
import { worse } from '../severity.ts'
import { subjectPrefix } from './asff.ts'

/** What was counted so far, by slot: a slot judged again replaces its count, so a rerun counts nothing twice. */
export type Tally = { first: Instant; last: Instant; slots: Record<Instant, number>; worst?: Severity | undefined }

/** `allowed`: what an allow-list let pass beside them. */
export type DayOfHits = { id: string; hits: Hit[]; tally: Tally; allowed: Hit[] }

/** Detection, cluster, actor and UTC day make the id; of a region's hits also which of its clusters or repositories it is about. */
export const hitId = (subject: Subject, hit: Pick<Hit, 'detection' | 'actor' | 'at' | 'object'>): string => {
  const part = partOf(subject, hit)
  const who = sha256(part === undefined ? hit.actor : `${part} ${hit.actor}`)
  return `${subjectPrefix(subject)}${hit.detection}/${who.slice('sha256:'.length, 'sha256:'.length + 20)}/${dayOf(hit.at)}`
}

/** What of a region a hit is about. */
export const partOf = ({ scope }: Subject, { object }: Pick<Hit, 'object'>): string | undefined =>
  scope === 'region' && object && 'arn' in object ? object.arn : undefined

export const dayOf = (at: Instant): string => at.slice(0, 10)

/** So many actors of a day, per detection and cluster, have a finding of their own; the others share one. In a region an actor counts with each of its parts. */
export const actorsApart = 50

/**
 * An evaluation's hits by finding, each with what earlier ticks counted of the same day; none of what an allow-list lets pass.
 * `shown`: findings that Security Hub has beside those counted, which the stream told.
 */
export const daysOfHits = (
  { subject, hits }: Pick<Evaluation, 'subject' | 'hits'>,
  counted: Readonly<Record<string, Tally>>,
  shown: Iterable<string> = [],
): DayOfHits[] => {
  const idOf = sharing(subject, [...Object.keys(counted), ...shown])
  const passed = Map.groupBy(
    hits.filter(({ allowed }) => allowed !== null),
    (hit) => hitId(subject, hit),
  )
  const told = hits.filter(({ allowed }) => allowed === null)
  return [...Map.groupBy(told, idOf)].map(([id, same]) => {
    const inTime = same.toSorted((a, b) => seconds(a.at) - seconds(b.at))
    return { id, hits: inTime, tally: add(counted[id], inTime), allowed: passed.get(id) ?? [] }
  })
}

/** The finding that told of a hit, as far as it was counted: its own, or that of the others of a crowded day. */
export const toldAs = (subject: Subject, hit: Hit, counted: Readonly<Record<string, Tally>>): string => {
  const own = hitId(subject, hit)
  const others = othersOf(own)
  return isOfMany(hit) || (!(own in counted) && others in counted) ? others : own
}

/** Of detections and days that have more actors than have a finding of their own. */
export const crowded = (days: readonly DayOfHits[]): { detection: string; day: string }[] =>
  days.flatMap(({ id, hits: [hit] }) =>
    hit && id === othersOf(id) ? [{ detection: hit.detection, day: dayOf(hit.at) }] : [],
  )

const group = (id: string): string => id.replace(/[^/]+(?=\/[^/]+$)/, '*')
const othersOf = (id: string): string => group(id).replace('*', 'others')

// Names are cheap to whoever may impersonate: without a bound, one loop over invented users would be a flood of findings.
const sharing = (subject: Subject, known: string[]): ((hit: Hit) => string) => {
  const ids = new Set(known.filter((id) => id.startsWith(subjectPrefix(subject)) && id !== othersOf(id)))
  const taken = new Map([...Map.groupBy(ids, group)].map(([name, those]) => [name, those.length]))
  return (hit) => {
    const own = hitId(subject, hit)
    if (isOfMany(hit)) return othersOf(own)
    if (ids.has(own)) return own
    const apart = taken.get(group(own)) ?? 0
    if (apart >= actorsApart) return othersOf(own)
    taken.set(group(own), apart + 1)
    ids.add(own)
    return own
  }
}

const add = (before: Tally | undefined, hits: Hit[]): Tally => {
  const times = hits.map(({ at }) => at)
  const slots = [...Map.groupBy(hits, ({ slot }) => slot.start)].map(
    ([start, those]) => [start, those.reduce((sum, { count }) => sum + count, 0)] as const,
  )
  return {
    first: [...times, ...(before ? [before.first] : [])].reduce(earliest),
    last: [...times, ...(before ? [before.last] : [])].reduce(latest),
    slots: { ...before?.slots, ...Object.fromEntries(slots) },
    worst: [...hits.map(({ severity }) => severity), ...(before?.worst ? [before.worst] : [])].reduce(worse),
  }
}

/** Tallies that can still grow: those of the last three days, and of what is owed. Later hits begin a new count under the same id. */
export const kept = (
  tallies: Record<string, Tally>,
  tick: Instant,
  owed: ReadonlySet<string>,
): Record<string, Tally> => {
  const oldest = dayOf(instant(seconds(tick) - 3 * 86_400))
  return Object.fromEntries(Object.entries(tallies).filter(([id, { first }]) => owed.has(id) || dayOf(first) >= oldest))
}
