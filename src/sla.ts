// How long a failure may stay open, by its severity, and when it is open for longer than that.
import { plus, seconds } from './clock.ts'
import type { Instant, Severity, Verdict } from './model.ts'

/** Days within which a failing control is to pass again; 0: no deadline. */
export type Sla = Record<Severity, number>

/** Ours, where the configuration says nothing. */
export const defaultSla: Sla = { critical: 7, high: 30, medium: 90, low: 180 }

/** When a failure that began at `since` is past its deadline; undefined where it has none. */
export const dueAt = (severity: Severity, since: Instant, sla: Sla): Instant | undefined =>
  sla[severity] > 0 ? plus(since, sla[severity] * 86_400) : undefined

/** Whether a failure that began at `since` is past its deadline at `at`; at the deadline itself it is. */
export const pastSla = (severity: Severity, since: Instant, at: Instant, sla: Sla): boolean => {
  const due = dueAt(severity, since, sla)
  return due !== undefined && seconds(due) <= seconds(at)
}

/** Since when a control fails: also while it cannot be read, for who denies the reading must not stop the clock by it. */
export const failingSince = ({ outcome, since, standing }: Verdict): Instant | undefined => {
  if (outcome === 'fail') return since
  return outcome === 'unknown' && standing?.outcome === 'fail' ? standing.since : undefined
}
