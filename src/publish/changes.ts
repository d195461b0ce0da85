// What to tell the Hub of a subject: only what changed, and once in sixty days what did not. Stateless: two evaluations say it all.
import { seconds } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { Evaluation, Instant, Verdict } from '../model.ts'
import type { Acceptance } from './accepted.ts'
import { findingId } from './asff.ts'
import type { Moment, Stage } from './stage.ts'

/** By control. */
export type Acceptances = Record<string, Acceptance>

/** How a failure stands; undefined for a control that nobody knows. */
export type StageOf = (verdict: Verdict, by: Acceptance | undefined, moment: Moment) => Stage | undefined

export type Compared = {
  evaluation: Pick<Evaluation, 'subject' | 'verdicts'>
  /** The evaluation before it, or the same one again. */
  standing: Pick<Evaluation, 'verdicts'> | undefined
  accepted?: Acceptances
  acceptedBefore?: Acceptances
  /** When the two were told. */
  now: Moment
  before: Moment
  stageOf: StageOf
}

export type Change = {
  id: string
  verdict: Verdict
  why: 'first' | 'changed' | 'refresh' /** set the workflow to RESOLVED */
  resolve: boolean
}

/** The Hub forgets a finding 90 days after its last update. */
export const refreshDays = 60

/**
 * The newest verdict of each control whose finding must be sent. A control that never was other than passed or not applicable has no finding.
 * A window control may be judged over several slots at once: a failure among them counts, even if the last slot passes again.
 * Slots older than what was already told are evidence, not news.
 */
export const changes = (compared: Compared): Change[] => {
  const { evaluation, standing, accepted = {}, acceptedBefore = {}, now, before: then, stageOf } = compared
  const told = newest(standing?.verdicts ?? [])
  return [...Map.groupBy(evaluation.verdicts, ({ control }) => control)].flatMap(([control, all]): Change[] => {
    const before = told.get(control)
    const steps = inOrder(all).filter(({ slot }) => !before || seconds(slot.start) >= seconds(before.slot.start))
    const verdict = steps.at(-1)
    if (!verdict) return []
    const id = findingId(evaluation.subject, control)
    const path = [
      ...(before ? [{ step: before, by: acceptedBefore[control], moment: then }] : []),
      ...steps.map((step) => ({ step, by: accepted[control], moment: now })),
    ]
    const said = ({ step, by, moment }: (typeof path)[number]): string => {
      const stage = stageOf(step, by, moment)
      return JSON.stringify([step.outcome, step.reason, by?.id, by?.state, stage?.sla, stage?.due, stage?.open])
    }
    const changed = path.some((one, at) => {
      const last = path[at - 1]
      if (!last) return !before && open(one.step)
      return (open(one.step) || open(last.step)) && said(one) !== said(last)
    })
    if (changed) return [{ id, verdict, why: before ? 'changed' : 'first', resolve: verdict.outcome === 'pass' }]
    const due = before && open(verdict) && refreshDue(id, then.at, now.at)
    return due ? [{ id, verdict, why: 'refresh', resolve: false }] : []
  })
}

/** Failed or unread: what has an active finding. */
export const open = ({ outcome }: Verdict): boolean => outcome === 'fail' || outcome === 'unknown'

/** The newest verdict of each control. */
export const newest = (verdicts: readonly Verdict[]): Map<string, Verdict> =>
  new Map(inOrder(verdicts).map((verdict) => [verdict.control, verdict]))

/** One day in sixty is a finding's own, spread by its id; it is due at the first evaluation on or after that day. */
export const refreshDue = (id: string, last: Instant, now: Instant): boolean => {
  const own = Number.parseInt(sha256(id).slice(-8), 16) % refreshDays
  const turn = (at: Instant): number => Math.floor((Math.floor(seconds(at) / 86_400) - own) / refreshDays)
  return turn(now) > turn(last)
}

const inOrder = (verdicts: readonly Verdict[]): Verdict[] =>
  verdicts.toSorted((a, b) => seconds(a.slot.start) - seconds(b.slot.start))
