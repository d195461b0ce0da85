// How a failure stands in time: past its deadline or not, and open for how long. It changes with the clock alone.
import { seconds } from '../clock.ts'
import type { Instant, Severity, Verdict } from '../model.ts'
import { dueAt, failingSince, pastSla, type Sla } from '../sla.ts'
import { type Acceptance, isInForce } from './accepted.ts'

export type Stage = {
  /** none: no deadline. */
  sla: 'past' | 'in time' | 'accepted' | 'none'
  due: Instant | undefined
  open: 'under 30 days' | '30 days or more' | '90 days or more'
}

/** Undefined for what does not fail, as far as anybody has read it. */
export const stageOf = (
  verdict: Verdict,
  severity: Severity,
  by: Acceptance | undefined,
  { at, sla }: Moment,
): Stage | undefined => {
  const since = failingSince(verdict)
  if (since === undefined) return undefined
  const due = dueAt(severity, since, sla)
  const days = (seconds(at) - seconds(since)) / 86_400
  const late = pastSla(severity, since, at, sla) ? 'past' : 'in time'
  return {
    sla: due === undefined ? 'none' : isInForce(by) ? 'accepted' : late,
    due,
    open: days >= 90 ? '90 days or more' : days >= 30 ? '30 days or more' : 'under 30 days',
  }
}

/** When, and by which deadlines, something is looked at. */
export type Moment = { at: Instant; sla: Sla }
