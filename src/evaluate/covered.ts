// Which intervals a sum of windows covers, and which slots between them it does not.
import { instant, seconds } from '../clock.ts'
import type { Instant, Slot } from '../model.ts'

/** Intervals that a sum names; the oldest are let go beyond that, so that it claims less than it covers and never more. */
const most = 100

/** Sorted, apart from each other, with one more slot; it may lie in one of them already. */
export const covering = (covered: readonly Slot[], slot: Slot): Slot[] => {
  const found: Slot[] = []
  for (const one of [...covered, slot].sort((a, b) => seconds(a.start) - seconds(b.start))) {
    const last = found.at(-1)
    if (!last || seconds(one.start) > seconds(last.end)) found.push({ start: one.start, end: one.end })
    else if (seconds(one.end) > seconds(last.end)) found[found.length - 1] = { start: last.start, end: one.end }
  }
  return found.slice(-most)
}

/** What of `[from, to)` they leave out. */
export const uncovered = (covered: readonly Slot[], from: Instant, to: Instant): Slot[] => {
  const holes: Slot[] = []
  let at = seconds(from)
  for (const { start, end } of covered) {
    const next = Math.min(seconds(start), seconds(to))
    if (next > at) holes.push({ start: instant(at), end: instant(next) })
    at = Math.max(at, seconds(end))
  }
  if (seconds(to) > at) holes.push({ start: instant(at), end: to })
  return holes
}
