// What a period was, as its ledger tells it: who was observed, which slots were read, what each control came to, what was found.
// gather.ts makes it in one walk; everything that is written of a period (coverage, report, OSCAL, bundle, digest) is made of it.
import type { Acceptance } from '../../config/acceptances.ts'
import type { Config } from '../../config.ts'
import type { Timeline } from '../../incidents/timeline.ts'
import type { Schedule } from '../../ledger/statement.ts'
import type { Digest, Hit, Instant, Ref, Slot, Status, Subject, Verdict } from '../../model.ts'
import type { Result } from '../../prove/checks.ts'

export type Period = {
  /** The period as the auditor pinned it. */
  slot: Slot
  ledger: Digest
  account: string
  home: string
  /** `s3://bucket` or `folder`, as the statements say it. */
  store: string
  sandbox: boolean
  /** Entries that were walked, from the ledger's first. Null where none holds. */
  entries: number
  first: Mark | null
  head: Mark | null
  /** The keys that signed, in order: SHA-256 of the DER of each (SubjectPublicKeyInfo). */
  keys: { fingerprint: Digest; from: Instant }[]
  /** Every source's cadence as the newest entry has it. */
  schedule: Schedule
  /** What the walk itself found wrong: of the chain, and of the objects that it read. Whatever rests on those is not in here. */
  broken: Result[]
  /** Programs that sealed, each from its first tick on. */
  collectors: { version: string; commit: string; caller: string; from: Instant; sequence: number }[]
  outages: { from: Instant; to: Instant; ticks: number; sequence: number }[]
  /** Configurations, each from the tick on that first ran with it; the one at the period's start is the first. */
  configs: ConfigSeen[]
  /** Sorted by slug. */
  subjects: SubjectSeen[]
  /** Found and not identified: who they are could not be read. */
  owed: { id: string; name: string; reason: string; from: Instant }[]
  /** One for each source, subject and cadence that there was; sorted so. */
  slots: SlotsOf[]
  /** By `slug control`: in order of `at`; what holds from there on, until the next. */
  turns: ReadonlyMap<string, Turn[]>
  /** Of each subject, by slug, the newest evaluation that judged a slot of the period. */
  newest: ReadonlyMap<string, { evaluation: Ref; tick: Instant; verdicts: readonly Verdict[] }>
  found: Found
  /** In order of their first hit. One that was gone on with stands once, as its newest timeline tells it. */
  incidents: IncidentSeen[]
}

/** A ledger entry. */
export type Mark = { sequence: number; tick: Instant; sha256: Digest; sealedAt: Instant; key: string }

export type SubjectSeen = {
  slug: string
  subject: Subject
  firstSeen: Instant
  /** When observation began: birth, first sighting or being taken up again. */
  from: Instant
  /** The tick whose complete inventory first lacked it; null while it is there. */
  vanished: Instant | null
  /** It was observed without its birth; the tick from which on it was observed as who it is, as another subject. */
  replaced?: Instant | undefined
  /** What shows that it is gone. */
  tombstone: { tick: Instant; inventory: Ref[]; notFound: Ref[] } | null
  /** When it was left out, by which rule; `to` null while it is. */
  excluded: { rule: string; from: Instant; to: Instant | null }[]
}

/** `none`: no index accounts for it. */
export const slotStatuses = ['none', 'missed', 'failed', 'partial', 'empty', 'complete'] as const satisfies (
  | Status
  | 'none'
)[]
export type SlotStatus = (typeof slotStatuses)[number]

/** The slots of one source at one subject that the period expects: those that begin in it, were owed, and were due when the ledger ended. */
export type SlotsOf = {
  source: string
  /** Its slug. */
  subject: string
  kind: 'state' | 'window'
  /** Seconds. */
  every: number
  /** The start of the first, in seconds since 1970; the n-th begins n times `every` later. */
  first: number
  /** Of each slot the place of its best status in `slotStatuses`. */
  statuses: Uint8Array
  /** Of each slot the entry that sealed its best attempt; 0 where none did. */
  sealedBy: Uint32Array
  /** By place: seconds late, where late. */
  late: ReadonlyMap<number, number>
  /** By place: why it is not complete. */
  reasons: ReadonlyMap<number, string[]>
}

/** From `at` on, the start of a slot, a control came to this at a subject. */
export type Turn = {
  at: Instant
  outcome: Verdict['outcome']
  reason: string
  since: Instant
  /** The tick that judged it, its entry, and the evaluation that holds it. */
  tick: Instant
  sequence: number
  evaluation: Ref
  /** The stored objects that the verdict rests on. */
  basis: Ref[]
}

export type ConfigSeen = {
  ref: Ref
  config: Config
  from: Instant
  sequence: number
  /** Who ran the collector with it. */
  caller: string
  /** Why documents at hand were no configuration while this one went on, as plans say it. */
  refused: string[]
  /** What was loosened against the one before, and what else changed, in sentences. */
  changes: { what: string; loosened: boolean }[]
}

/** Hits, by detection, subject, actor and day, as findings are made; none is left out of `counts`. */
export type Found = {
  /** Sorted by day, detection, subject, actor. The first `mostGroups`. */
  groups: HitGroup[]
  /** Groups beyond. */
  more: number
  /** By detection: requests, by UTC day; and what allow-lists let pass, by reason. */
  counts: ReadonlyMap<
    string,
    { byDay: ReadonlyMap<string, number>; total: number; allowed: ReadonlyMap<string, number> }
  >
}
export const mostGroups = 20_000

export type HitGroup = Pick<Hit, 'detection' | 'actor' | 'actorClass' | 'severity' | 'allowed' | 'criteria'> & {
  subject: string
  day: string
  first: Instant
  last: Instant
  count: number
  /** How they ended, with how many. */
  outcomes: Partial<Record<Hit['outcome'], number>>
  /** The first one's sentence, and where it lies. */
  reason: string
  auditID: string | null
  evaluation: Ref
}

export type IncidentSeen = {
  /** The slug of its cluster. */
  subject: string
  ref: Ref
  sequence: number
  /** At most `mostLines` lines of each place are kept: hits always. */
  timeline: Timeline
}

/** An acceptance with the span of the period in which it was in force. */
export type AcceptedSpan = { acceptance: Acceptance; from: Instant; to: Instant }
