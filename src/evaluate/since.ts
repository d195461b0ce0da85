// Since when: carried from verdict to verdict. Unknown has a time of its own and ends without a trace on the outcome behind it.
import type { Instant, Judged, Outcome, Slot, Verdict } from '../model.ts'

/** The newest verdict of each control in an evaluation. */
export const current = (verdicts: Verdict[]): Map<string, Verdict> => {
  const newest = new Map<string, Verdict>()
  for (const verdict of verdicts) {
    const known = newest.get(verdict.control)
    if (!known || verdict.slot.start >= known.slot.start) newest.set(verdict.control, verdict)
  }
  return newest
}

/** What follows from an outcome in a slot after what stood before. */
export const carry = (
  outcome: Outcome['outcome'],
  slot: Slot,
  before: Verdict | undefined,
): Pick<Verdict, 'since' | 'standing'> => {
  const stands = standingOf(before)
  if (outcome === 'unknown') {
    return { since: before?.outcome === 'unknown' ? before.since : slot.start, standing: stands }
  }
  return { since: stands?.outcome === outcome ? stands.since : slot.start, standing: null }
}

const standingOf = (before: Verdict | undefined): { outcome: Judged['outcome']; since: Instant } | null => {
  if (!before) return null
  return before.outcome === 'unknown' ? before.standing : { outcome: before.outcome, since: before.since }
}
