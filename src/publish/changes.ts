// What to tell the Hub of a subject: only what changed, and once in sixty days what did not. Stateless: two evaluations say it all.
import { seconds } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { Evaluation, Instant, Verdict } from '../model.ts'
import { type Acceptance, findingId } from './asff.ts'

/** By control. */
export type Acceptances = Record<string, Acceptance>

export type Compared = {
  evaluation: Evaluation
  /** The evaluation before it. */
  standing: Evaluation | undefined
  accepted?: Acceptances
  acceptedBefore?: Acceptances
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
export const changes = ({ evaluation, standing, accepted = {}, acceptedBefore = {} }: Compared): Change[] => {
  const told = newest(standing?.verdicts ?? [])
  return [...Map.groupBy(evaluation.verdicts, ({ control }) => control)].flatMap(([control, all]): Change[] => {
    const before = told.get(control)
    const steps = inOrder(all).filter(({ slot }) => !before || seconds(slot.start) >= seconds(before.slot.start))
    const verdict = steps.at(-1)
    if (!verdict) return []
    const id = findingId(evaluation.subject, control)
    const path = [
      ...(before ? [{ step: before, by: acceptedBefore[control] }] : []),
      ...steps.map((step) => ({ step, by: accepted[control] })),
    ]
    const changed = path.some(({ step, by }, at) => {
      const last = path[at - 1]
      if (!last) return !before && open(step)
      return (open(step) || open(last.step)) && said(step, by) !== said(last.step, last.by)
    })
    if (changed) return [{ id, verdict, why: before ? 'changed' : 'first', resolve: verdict.outcome === 'pass' }]
    const due = standing && open(verdict) && refreshDue(id, standing.tick, evaluation.tick)
    return due ? [{ id, verdict, why: 'refresh', resolve: false }] : []
  })
}

const said = ({ outcome, reason }: Verdict, by: Acceptance | undefined): string =>
  JSON.stringify([outcome, reason, by?.id])

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
