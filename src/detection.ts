// A detection is a pure predicate over one event, or a count over many. `docs/detections.md` lists them.
import type { AuditEvent, Unreadable } from './audit-log/event.ts'
import type { Seen } from './audit-log/seen.ts'
import type { Changed } from './changes/event.ts'
import type { Settings } from './control.ts'
import type { Summed } from './fact.ts'
import type { Criterion, Severity } from './model.ts'

/** What the GeneratorId of every finding of a detection begins with, and of no control's. */
export const detectionGenerator = 'eks-evidence/detection/'
/** That of every finding of an incident. */
export const incidentGenerator = 'eks-evidence/incident'

/**
 * AND over fields, OR within one; '' in a list means "none". Rendered into the query and applied in code before `hit`:
 * the query cannot hide a hit.
 */
export type Select = {
  verb?: readonly string[]
  resource?: readonly string[]
  subresource?: readonly string[]
  namespace?: readonly string[]
  user?: readonly string[]
  impersonated?: true
  /** Parts of a client's own name, in any case; letters, digits, `-`, `_`, `.` and `/` alone. */
  userAgent?: readonly string[]
  /** Nothing that the machinery does all day: what src/audit-log/noise.ts says is not looked at, by the scan or by the stream. */
  butNoise?: true
}

/**
 * `event`: one entry of the audit log. `hit` gives one sentence, or undefined; whatever it throws is told as "could not be judged".
 * `entry`: an entry that could not be judged. `distinct`: so many different things by one actor within a slot.
 * `burst`: so many requests by one actor within a slot, as the counts query counted them; the rows need not hold them.
 * `change`: one management event of CloudTrail. `first-use`: a principal that was not seen for so long.
 * The stream knows `event` and `entry` alone.
 */
export type Detection<S extends Settings = Settings> = {
  id: string
  title: string
  criteria: Criterion[]
  severity: Severity
  /** What the analyst should do. */
  respond: string
  /** What it cannot see, as a sentence, for whoever relies on its silence. */
  limits?: string
  /** The same elsewhere, by its name there. */
  sameAs: string[]
  /** Defaults; the configuration may set each. */
  settings?: S
  /**
   * One list per case: entries as they stand in the log, or raw text; for a burst rows of the counts query, for a change records of
   * CloudTrail, for a first use the slot's entries and those of long before.
   */
  examples: { hit: Example<S>[]; miss: Example<S>[] }
} & (
  | { kind: 'event'; select: Select; hit(event: AuditEvent, settings: S): Sentence | undefined }
  | {
      kind: 'entry'
      select: Select
      /** The fault of an entry that could not be judged, from few fixed sentences: a slot's hits are counted by it. */
      fault(entry: AuditEvent | Unreadable): string | undefined
    }
  | {
      kind: 'distinct'
      select: Select
      settings: S & { atLeast: number }
      /** What is counted once, however often it comes. */
      each(event: AuditEvent, settings: S): string | undefined
      /** Whether one such thing is enough, however few there are. */
      alone?(event: AuditEvent, settings: S): boolean
      /** What there are many of, in the plural. */
      things: string
    }
  | {
      kind: 'burst'
      settings: S & { atLeast: number }
      counts(row: BurstRow): boolean
      /** What is counted once where it is not every request; undefined for a row whose requests each count. */
      each?(row: BurstRow): string | undefined
      things: string
    }
  | {
      kind: 'change'
      /** `eks:CreateAccessEntry`. */
      names: readonly string[]
      hit(event: Changed, settings: S): Sentence | undefined
    }
  | {
      kind: 'first-use'
      /** When each principal was seen last, summed up over the windows. */
      history: Summed<Seen<object>>
      /** `learnDays`: so much of the log must have been read before anybody is said to be new. */
      settings: S & { silentDays: number; learnDays: number }
    }
)

/** With a severity of its own, where what was done weighs more or less than the detection's. */
export type Sentence = string | { reason: string; severity: Severity }

export type Example<S = Settings> = readonly unknown[] | { log: readonly unknown[]; settings: Partial<S> }

/** A row of the counts query: how many requests an actor made that ended alike. */
export type BurstRow = { actor: string; verb: string; resource: string; code: string; count: number }

export const defineDetection = <S extends Settings>(detection: Detection<S>): Detection => detection as Detection

/** How the configuration changes a detection, by id: src/config/detection-rules.ts. */
export type Rules = Readonly<Record<string, Rule>>
export type Rule = { off: string } | { settings?: Settings | undefined; allow?: Allow[] | undefined }

/** A hit that all members given fit is counted, and told to nobody. `*` stands for any characters. */
export type Allow = {
  /** The user's name, or the ARN of the session, of the role or of the IAM user. */
  principals?: string[] | undefined
  namespaces?: string[] | undefined
  /** Every image of the object is one of these. */
  images?: string[] | undefined
  /** Every source address is in one of these. */
  cidrs?: string[] | undefined
  reason: string
}
