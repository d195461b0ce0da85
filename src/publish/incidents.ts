// Incidents of a tick: the timelines that it sealed, the hits behind them, and which finding tells of which.
import { seconds } from '../clock.ts'
import { sha256 } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import type { Timeline } from '../incidents/timeline.ts'
import type { Evaluation, Hit, Incident, Instant, Ref } from '../model.ts'
import { worse } from '../severity.ts'
import { readEvaluation } from '../store/documents.ts'
import type { Store } from '../store/store.ts'
import { readTimeline } from '../store/timelines.ts'
import { type Tally, toldAs } from './days-of-hits.ts'
import { incidentPrefix, type Known, spanOf } from './incident-finding.ts'

/** By the incident's id. */
export type Incidents = Record<string, Known>

/** A timeline, and the evaluations of before that hold its hits. */
export type Case = { timeline: Timeline; ref: Ref; evidence: { evaluation: Evaluation; ref: Ref }[] }

/** Undefined where the timeline is not in the store as it was. Throws STORE_UNREADABLE. */
export const caseOf = async (store: Store, ref: Ref): Promise<Case | undefined> => {
  const timeline = await stored(store, ref, readTimeline)
  if (!timeline) return undefined
  const refs = new Map(timeline.incident.hits.map(({ evidence }) => [evidence.key, evidence]))
  const evidence: Case['evidence'] = []
  for (const one of refs.values()) {
    const evaluation = await stored(store, one, readEvaluation)
    if (evaluation) evidence.push({ evaluation, ref: one })
  }
  return { timeline, ref, evidence }
}

const stored = async <T>(store: Store, ref: Ref, read: (bytes: Uint8Array) => T): Promise<T | undefined> => {
  const found = await store.get({ key: ref.key, versionId: ref.versionId })
  if (!found || sha256(found.body) !== ref.sha256) return undefined
  try {
    return read(found.body)
  } catch (error) {
    if (error instanceof EvidenceError && error.code === 'JSON_INVALID') return undefined // verify names it
    throw error
  }
}

/** How it is known from now on. What goes on with another is told in that one's finding, as far as anybody remembers it. */
export const knownAs = (
  { timeline, ref, evidence }: Case,
  incidents: Incidents,
  tallies: Readonly<Record<string, Tally>>,
): Known => {
  const { incident, subject, tick } = timeline
  const told = evidence.flatMap(({ evaluation }) =>
    evaluation.hits
      .filter((hit) => isOf(incident, hit))
      .map((hit) => ({ hit, id: toldAs(evaluation.subject, hit, tallies) })),
  )
  const before = incidents[incident.id] ?? (incident.continues === null ? undefined : incidents[incident.continues])
  return {
    finding: before?.finding ?? `${incidentPrefix(subject)}${incident.continues ?? incident.id}`,
    tick,
    subject,
    ...spanOf(incident),
    count: incident.count,
    // Only hits of high severity make an incident.
    worst: told.map(({ hit }) => hit.severity).reduce(worse, 'high'),
    hits: [...new Set(told.map(({ id }) => id))],
    timeline: ref,
  }
}

const isOf = ({ hits }: Incident, hit: Hit): boolean =>
  hits.some(
    ({ detection, at, auditID, reason }) =>
      detection === hit.detection && at === hit.at && auditID === hit.auditID && reason === hit.reason,
  )

/** All that one finding tells of, in order of time. */
export const partsOf = (incidents: Incidents, finding: string): Known[] =>
  Object.values(incidents)
    .filter((one) => one.finding === finding)
    .sort((a, b) => (a.first < b.first ? -1 : 1))

/** The incidents that the finding of hits belongs to, the newest first. */
export const aroundHits = (incidents: Incidents, id: string): Known[] =>
  Object.values(incidents)
    .filter(({ hits }) => hits.includes(id))
    .sort((a, b) => (a.tick < b.tick ? 1 : -1))

/** What is remembered: what the plan still knows, what is owed, and the last three days. */
export const keptIncidents = (
  incidents: Incidents,
  tick: Instant,
  { planned, owed }: { planned: ReadonlySet<string>; owed: ReadonlySet<string> },
): Incidents => {
  const isYoung = (one: Known): boolean => seconds(one.tick) > seconds(tick) - 3 * 86_400
  return Object.fromEntries(
    Object.entries(incidents).filter(([id, one]) => planned.has(id) || owed.has(one.finding) || isYoung(one)),
  )
}
