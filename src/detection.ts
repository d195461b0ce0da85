// A detection is a pure predicate over one audit event, or a count over many.
import type { AuditEvent } from './audit-log/event.ts'
import type { Criterion, Severity } from './model.ts'

/** AND over fields, OR within one. Rendered into the query and applied in code before `hit`: the query cannot hide a hit. */
export type Select = { verb?: string[]; resource?: string[]; subresource?: string[]; namespace?: string[] }

export type Detection = {
  id: string
  title: string
  criteria: Criterion[]
  severity: Severity
  /** What the analyst should do. */
  respond: string
  sameAs: string[]
  examples: { hit: unknown[][]; miss: unknown[][] }
} & (
  | { kind: 'event'; select: Select; /** one sentence, or undefined */ hit(event: AuditEvent): string | undefined }
  | { kind: 'burst'; /** so many requests by one actor in one slot, counted where `counts` says */ counts: BurstCount; atLeast: number }
)

/** A row of the counts query: how many requests an actor made that ended alike. */
export type BurstRow = { actor: string; verb: string; resource: string; code: string; count: number }
export type BurstCount = (row: BurstRow) => boolean

export const defineDetection = (detection: Detection): Detection => detection
