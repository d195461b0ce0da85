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

type Carry = Pick<Verdict, 'since' | 'standing'>

/** What follows from an outcome in a slot after what stood before. `stale`: nothing was read since the slot of what stood. */
export const carry = (outcome: Outcome['outcome'], slot: Slot, before: Verdict | undefined, stale = false): Carry => {
  const stands = standingOf(before)
  if (outcome === 'unknown') {
    const begun = stale && before ? before.slot.end : slot.start
    return { since: before?.outcome === 'unknown' ? before.since : begun, standing: stands }
  }
  return { since: stands?.outcome === outcome ? stands.since : slot.start, standing: null }
}

/**
 * A slot that was judged after later ones. It says nothing of now; but what stands now did not stand in it, if it came
 * out otherwise: then it began in the slot after it at the earliest.
 */
export const carryLate = (late: Pick<Verdict, 'outcome' | 'slot'>, last: Verdict): { own: Carry; last: Verdict } => {
  const { outcome, slot } = late
  const within = last.outcome === 'unknown' && slot.start >= last.since // one of the slots that were not read until now
  const stands = standingOf(last)
  const stood = stands && (within || stands.since <= slot.start) ? stands : null
  if (outcome === 'unknown') return { own: { since: within ? last.since : slot.start, standing: stood }, last }
  const own: Carry = { since: stood?.outcome === outcome ? stood.since : slot.start, standing: null }
  if (within) return { own, last: { ...last, since: slot.end, standing: { outcome, since: own.since } } }
  if (!stood || stood.outcome === outcome) return { own, last }
  const since = slot.end
  if (last.outcome !== 'unknown') return { own, last: { ...last, since } }
  return { own, last: { ...last, standing: { outcome: stood.outcome, since } } }
}

const standingOf = (before: Verdict | undefined): { outcome: Judged['outcome']; since: Instant } | null => {
  if (!before) return null
  return before.outcome === 'unknown' ? before.standing : { outcome: before.outcome, since: before.since }
}
