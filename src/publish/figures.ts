// How many failures are open, past their deadline, accepted and unread: counted once a day over all subjects, and carried on by what changes.
import * as z from 'zod/mini'
import { latest, seconds } from '../clock.ts'
import type { Metrics } from '../metrics.ts'
import type { Evaluation, Instant, Severity, Verdict } from '../model.ts'
import { instantSchema } from '../observation/format.ts'
import { failingSince } from '../sla.ts'
import { isInForce } from './accepted.ts'
import { type Acceptances, newest, type StageOf } from './changes.ts'
import type { Published } from './published.ts'
import { type Moment, stageOf } from './stage.ts'
import type { Given } from './work.ts'

const count = z.int()
const bySeverity = z.strictObject({ low: count, medium: count, high: count, critical: count })

/** Part of a tick's record. */
export const figuresSchema = z.strictObject({
  /** The tick that counted every subject; later ones add what they judged. */
  counted: instantSchema,
  /** Controls that fail at a subject, also while they cannot be read, and that nobody accepted. */
  failing: bySeverity,
  /** Those of them that are past their deadline. */
  past: bySeverity,
  accepted: count,
  /** Controls that could not be read. */
  unread: count,
  /** Of this tick: seconds that each failure was open that passes now, the first hundred. */
  remediated: z.array(count),
  /** Of this tick: bytes of the audit log that its queries went through. */
  scanned: count,
  /** Of this tick: what its slots lack, and requests that Security Hub refused. */
  errors: count,
})
export type Figures = z.infer<typeof figuresSchema>
export type Count = Pick<Figures, 'failing' | 'past' | 'accepted' | 'unread'>

const none = (): Count['failing'] => ({ low: 0, medium: 0, high: 0, critical: 0 })
export const nothing = (): Count => ({ failing: none(), past: none(), accepted: 0, unread: 0 })

/** When a subject was last told of: when it was judged, or when everything was counted. */
export const toldAt = (standing: Instant, counted: Instant | undefined): Instant =>
  counted === undefined ? standing : latest(standing, counted)

export type Rules = { stageOf: StageOf; severityOf(control: string): Severity | undefined }

/** A control that nobody knows any more has no severity, and so no deadline. */
export const rulesOf = ({ controls }: Pick<Given['catalog'], 'controls'>): Rules => {
  const severities = new Map(controls.map(({ id, severity }) => [id, severity]))
  const severityOf = (control: string): Severity | undefined => severities.get(control)
  return {
    severityOf,
    stageOf: (verdict, by, moment) => {
      const severity = severityOf(verdict.control)
      return severity && stageOf(verdict, severity, by, moment)
    },
  }
}

/** Where a tick begins: at nothing where everything is counted, else where the tick before ended. */
export const countingFrom = (previous: Published | undefined, isDue: boolean, tick: Instant): Figures => {
  const before = isDue ? undefined : previous?.figures
  const own = { remediated: [], scanned: 0, errors: 0 }
  return before ? { ...structuredClone(before), ...own } : { counted: tick, ...nothing(), ...own }
}

export const countOf = (
  { verdicts }: Pick<Evaluation, 'verdicts'>,
  accepted: Acceptances,
  moment: Moment,
  { stageOf, severityOf }: Rules,
): Count => {
  const found = nothing()
  for (const [control, verdict] of newest(verdicts)) {
    if (verdict.outcome === 'unknown') found.unread += 1
    const severity = severityOf(control)
    if (severity === undefined || failingSince(verdict) === undefined) continue
    const by = accepted[control]
    if (isInForce(by)) found.accepted += 1
    else found.failing[severity] += 1
    if (stageOf(verdict, by, moment)?.sla === 'past') found.past[severity] += 1
  }
  return found
}

/** Adds to the first, in place; `times` -1 takes away. */
export const add = (to: Count, more: Count, times: 1 | -1 = 1): void => {
  for (const severity of ['low', 'medium', 'high', 'critical'] as const) {
    to.failing[severity] += times * more.failing[severity]
    to.past[severity] += times * more.past[severity]
  }
  to.accepted += times * more.accepted
  to.unread += times * more.unread
}

/** Seconds that each failure was open which passes now. */
export const remediatedIn = (
  { verdicts }: Pick<Evaluation, 'verdicts'>,
  standing: Pick<Evaluation, 'verdicts'> | undefined,
): number[] => {
  const before = newest(standing?.verdicts ?? [])
  return [...newest(verdicts)].flatMap(([control, now]: [string, Verdict]) => {
    const was = before.get(control)
    const since = was && failingSince(was)
    return now.outcome === 'pass' && since !== undefined ? [Math.max(0, seconds(now.since) - seconds(since))] : []
  })
}

const Scanned = z.object({ scanned: z.object({ bytes: z.number() }) })

/** Bytes that the queries of the windows went through which this evaluation knows and the one before it did not. */
export const scannedIn = (
  { carried }: Pick<Evaluation, 'carried'>,
  standing: Pick<Evaluation, 'carried'> | undefined,
): number => {
  const of = (from: Pick<Evaluation, 'carried'> | undefined) => from?.carried['audit-log-population'] ?? []
  const known = new Set(of(standing).map(({ slot }) => slot.start))
  return of({ carried })
    .filter(({ slot }) => !known.has(slot.start))
    .reduce((sum, { value }) => sum + (Scanned.safeParse(value).data?.scanned.bytes ?? 0), 0)
}

/** As CloudWatch is told: docs/operations.md says what each costs and means. */
export const metricsOf = ({ failing, past, unread, remediated, scanned, errors }: Figures): Metrics => ({
  FailingCritical: failing.critical,
  FailingHigh: failing.high,
  FailingMedium: failing.medium,
  FailingLow: failing.low,
  PastSlaCritical: past.critical,
  PastSla: past.critical + past.high + past.medium + past.low,
  Unread: unread,
  TimeToRemediate: remediated,
  BytesScanned: scanned,
  ApiErrors: errors,
})
