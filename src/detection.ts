// A detection is a pure predicate over one audit event, or a count over many.
import type { AuditEvent, Unreadable } from './audit-log/event.ts'
import type { Criterion, Severity } from './model.ts'

/** What the GeneratorId of every finding of a detection begins with, and of no control's. */
export const detectionGenerator = 'eks-evidence/detection/'

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
}

export type Detection = {
  id: string
  title: string
  criteria: Criterion[]
  severity: Severity
  /** What the analyst should do. */
  respond: string
  sameAs: string[]
  /** As they stand in the log, one list per case: events, raw text, or rows of the counts query for a burst. */
  examples: { hit: unknown[][]; miss: unknown[][] }
} & (
  | { kind: 'event'; select: Select /** one sentence, or undefined */; hit(event: AuditEvent): string | undefined }
  | {
      kind: 'burst' /** so many requests by one actor in one slot, counted where `counts` says */
      counts: BurstCount
      atLeast: number
    }
  | {
      kind: 'entry'
      select: Select
      /** The fault of an entry that could not be judged, from few fixed sentences: a slot's hits are counted by it. */
      fault(entry: AuditEvent | Unreadable): string | undefined
    }
)

/** A row of the counts query: how many requests an actor made that ended alike. */
export type BurstRow = { actor: string; verb: string; resource: string; code: string; count: number }
type BurstCount = (row: BurstRow) => boolean

export const defineDetection = (detection: Detection): Detection => detection
