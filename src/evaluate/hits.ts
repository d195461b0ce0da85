// The hits of the windows that a tick judges: what was done in a cluster, and to what a region holds.
import { detect } from '../audit-log/detect.ts'
import type { History, OfFirstUse } from '../audit-log/first-use.ts'
import type { Seen } from '../audit-log/seen.ts'
import { changesFound } from '../changes/detect.ts'
import { plus } from '../clock.ts'
import { writeJson } from '../json.ts'
import type { Hit, Ref, Slot } from '../model.ts'
import { byBytes } from '../store/order.ts'
import { uncovered } from './covered.ts'
import type { Own } from './judge.ts'
import { sumOf } from './tallied.ts'

// Whole hits are compared in the end: of two bursts at one time neither has an id.
export const hitsOf = (on: Own): Hit[] =>
  [...inAuditLog(on), ...inHistory(on)]
    .map((hit) => ({
      hit,
      place: `${hit.slot.start} ${hit.detection} ${hit.at} ${hit.auditID ?? ''} ${writeJson(hit)}`,
    }))
    .sort((a, b) => byBytes(a.place, b.place))
    .map(({ hit }) => hit)

const inAuditLog = (on: Own): Hit[] => {
  const { detections } = on.catalog
  const rules = on.config.detections ?? {}
  return (on.readings.windows['audit-log'] ?? []).flatMap(({ slot, exchanges, parts }) => {
    const behind: Record<string, Ref[]> = {}
    const of = (detection: OfFirstUse): History | undefined => {
      const { history, basis } = pastOf(detection, on, slot)
      behind[detection.id] = basis
      return history
    }
    const found = detect(detections, exchanges, { slot, rules, past: { cluster: on.task.subject.id, of } })
    return found.map((hit) => ({ ...hit, basis: distinct([...parts, ...(behind[hit.detection] ?? [])]) }))
  })
}

const inHistory = ({ catalog, config, readings, task: { subject } }: Own): Hit[] =>
  (readings.windows['change-events'] ?? []).flatMap(({ slot, exchanges, parts }) =>
    changesFound(catalog.detections, exchanges, { subject, slot, rules: config.detections ?? {} }).map((hit) => ({
      ...hit,
      basis: parts,
    })),
  )

// The sum that stood, with the windows of this tick before the one that is judged: of a late window it holds newer ones too.
const pastOf = ({ history: fact }: OfFirstUse, on: Own, slot: Slot): { history?: History; basis: Ref[] } => {
  const sum = sumOf(fact, on, { start: plus(slot.start, -1), end: slot.start })
  if (!sum || sum.covered.length === 0) return { basis: [] }
  const { covered, tried, value, basis } = sum
  const unread = uncovered(covered, tried.start, slot.start)
  const history = { seen: value as Seen<object>, from: tried.start, covered, unread }
  return { history, basis: [...basis, ...(on.standing ? [on.standing.ref] : [])] }
}

const distinct = (refs: Ref[]): Ref[] => [...new Map(refs.map((ref) => [ref.key, ref])).values()]
