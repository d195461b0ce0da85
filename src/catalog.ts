// What the stages work with: handed to them, so that none of them knows the registry.
import type { AnyControl } from './control.ts'
import type { Detection } from './detection.ts'
import { EvidenceError } from './errors.ts'
import type { Schedule } from './ledger/statement.ts'
import type { Source } from './source.ts'

export type Catalog = { sources: Source[]; controls: AnyControl[]; detections: Detection[] }

/** Throws UNKNOWN_ID. */
export const sourceOf = ({ sources }: Pick<Catalog, 'sources'>, id: string): Source => {
  const source = sources.find((one) => one.id === id)
  if (source) return source
  throw new EvidenceError(
    'UNKNOWN_ID',
    { source: id },
    { hint: 'this evidence was made by a version that has this source: use that version' },
  )
}

/** Every source's cadence, as the configuration sets it. */
export const scheduleOf = ({ sources }: Pick<Catalog, 'sources'>, cadence: Record<string, number>): Schedule =>
  Object.fromEntries(
    sources.map((source) => {
      const every = cadence[source.id] ?? source.every
      const window = source.kind === 'window' ? { delay: source.delay, keeps: source.keeps } : { delay: 0, keeps: 0 }
      return [source.id, { kind: source.kind, every, ...window }]
    }),
  )
