// A day's hits of one detection, by one actor, in one cluster, as one finding that counts: however loud an actor is, it is one line a day.

import type { AwsSecurityFinding, Resource } from '@aws-sdk/client-securityhub'
import { earliest, instant, latest, seconds } from '../clock.ts'
import type { Detection } from '../detection.ts'
import { detectionGenerator } from '../detection.ts'
import { sha256 } from '../digest.ts'
import type { Evaluation, Hit, Instant, Ref, Severity, Subject } from '../model.ts'
import { worse } from '../severity.ts'
import { evidence, fields, frame, labels, type Publisher, subjectPrefix } from './asff.ts'
import { limits } from './limits.ts'
import { partResource } from './resource.ts'
import { line } from './text.ts'

/** What was counted so far, by slot: a slot judged again replaces its count, so a rerun counts nothing twice. */
export type Tally = { first: Instant; last: Instant; slots: Record<Instant, number>; worst?: Severity | undefined }

export type DayOfHits = { id: string; hits: Hit[]; tally: Tally }

/** Detection, cluster, actor and UTC day make the id; of a region's hits also which of its clusters or repositories it is about. */
export const hitId = (subject: Subject, hit: Pick<Hit, 'detection' | 'actor' | 'at' | 'object'>): string => {
  const part = partOf(subject, hit)
  const who = sha256(part === undefined ? hit.actor : `${part} ${hit.actor}`)
  return `${subjectPrefix(subject)}${hit.detection}/${who.slice('sha256:'.length, 'sha256:'.length + 20)}/${dayOf(hit.at)}`
}

const partOf = ({ scope }: Subject, { object }: Pick<Hit, 'object'>): string | undefined =>
  scope === 'region' && object && 'arn' in object ? object.arn : undefined

export const dayOf = (at: Instant): string => at.slice(0, 10)

/** So many actors of a day, per detection and cluster, have a finding of their own; the others share one. In a region an actor counts with each of its parts. */
export const actorsApart = 50

/** An evaluation's hits by finding, each with what earlier ticks counted of the same day. */
export const daysOfHits = (
  { subject, hits }: Pick<Evaluation, 'subject' | 'hits'>,
  counted: Readonly<Record<string, Tally>>,
): DayOfHits[] => {
  const idOf = sharing(subject, Object.keys(counted))
  return [...Map.groupBy(hits, idOf)].map(([id, same]) => {
    const inTime = same.toSorted((a, b) => seconds(a.at) - seconds(b.at))
    return { id, hits: inTime, tally: add(counted[id], inTime) }
  })
}

// Names are cheap to whoever may impersonate: without a bound, one loop over invented users would be a flood of findings.
const sharing = (subject: Subject, known: string[]): ((hit: Hit) => string) => {
  const ids = new Set(known.filter((id) => id.startsWith(subjectPrefix(subject))))
  const group = (id: string): string => id.replace(/[^/]+(?=\/[^/]+$)/, '*')
  const taken = new Map([...Map.groupBy(ids, group)].map(([name, those]) => [name, those.length]))
  return (hit) => {
    const own = hitId(subject, hit)
    if (ids.has(own)) return own
    const apart = taken.get(group(own)) ?? 0
    if (apart >= actorsApart) return group(own).replace('*', 'others')
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

const partsOf = (subject: Subject, hits: readonly Hit[]): string[] =>
  [...new Set(hits.flatMap((one) => partOf(subject, one) ?? []))].slice(0, limits.resources - 1)

// The region is the subject, and stands behind what in it was changed.
const resourcesOf = ({ region }: Subject, parts: readonly string[]): Resource[] =>
  parts.flatMap((arn) => partResource(arn, region) ?? [])

/** Active until somebody closes it: a hit is an event, not a state, and the end of a cluster does not undo it. */
export const hitFinding = (
  given: {
    tick: Instant
    subject: Subject
    of: DayOfHits
    detection: Pick<Detection, 'title' | 'respond'>
  } & ({ evaluation: Ref } | { /** what the stream stored, until the scan has judged it */ streamed: Ref }),
  publisher: Publisher,
): AwsSecurityFinding | undefined => {
  const { tick, subject, of, detection } = given
  const hit = of.hits.at(-1)
  if (!hit) return undefined
  const count = Object.values(of.tally.slots).reduce((sum, more) => sum + more, 0)
  const when = of.tally.first === of.tally.last ? `at ${of.tally.first}` : `from ${of.tally.first} to ${of.tally.last}`
  const parts = partsOf(subject, of.hits)
  const severity = of.tally.worst ?? hit.severity
  const all = frame(tick, subject, publisher)
  return {
    ...all,
    Resources: [...resourcesOf(subject, parts), ...(all.Resources ?? [])],
    Id: of.id,
    GeneratorId: `${detectionGenerator}${hit.detection}`,
    Title: line(`${hit.detection}: ${detection.title}`, limits.title),
    Description: line(`${subject.name}: ${count} x ${when}. Last (${hit.outcome}): ${hit.reason}`, limits.description),
    CreatedAt: of.tally.first,
    FirstObservedAt: of.tally.first,
    LastObservedAt: of.tally.last,
    FindingProviderFields: {
      Severity: { Label: labels[severity], Original: severity },
      Types: ['Unusual Behaviors/User'],
    },
    Remediation: { Recommendation: { Text: line(detection.respond, limits.recommendation) } },
    ProductFields: fields({
      detection: hit.detection,
      criteria: hit.criteria.map((criterion) => `SOC 2 ${criterion}`).join(', '),
      actor: hit.actor,
      actors: String(new Set(of.hits.map(({ actor }) => actor)).size),
      actorClass: hit.actorClass,
      sourceIPs: hit.sourceIPs.join(', '),
      outcome: hit.outcome,
      count: String(count),
      auditID: hit.auditID ?? undefined,
      object: parts.length > 0 ? parts.join(', ') : undefined,
      ...('streamed' in given ? evidence(given.streamed, [], 'streamed') : evidence(given.evaluation, hit.basis)),
    }),
    RecordState: 'ACTIVE',
  }
}
