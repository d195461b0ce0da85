// How an event shows in the verdicts of the subject that it happened to.
import { earliest, plus } from '../../src/clock.ts'
import type { Instant } from '../../src/model.ts'
import { afterGap, type Gap } from './gaps.ts'
import { type Run, runs, type Timeline } from './runs.ts'

/** Controls of one subject whose verdicts went the same way. */
export type VerdictsSeen = { subject: string; controls: string[]; runs: Run[] }

/** A state is read once a day: what happened shows a day later, or some more where that reading was missed. */
const shows = 36 * 3_600

/** What is judged in the tick after a gap tells of the gap, and so may what is judged behind one that came later. */
export const verdictsSeen = (
  own: Timeline[],
  { from, to, gaps }: { from: Instant; to: Instant; gaps: Gap[] },
): VerdictsSeen[] => {
  const end = gaps
    .map((gap) => gap.from)
    .filter((gap) => gap > to)
    .reduce(earliest, plus(to, shows))
  const but = gaps.map(afterGap)
  const told = own.map(({ control, subject, steps }) => {
    const before = steps.filter(({ tick }) => tick <= from).slice(-1)
    const after = steps.filter(({ tick }) => tick > from && tick <= end && !but.includes(tick))
    const window = [...before, ...after]
    return { control, subject, outcomes: runs(window, 'outcome'), reasons: runs(window, 'reason') }
  })
  const moved = told.filter(({ outcomes }) => outcomes.length > 1)
  // A control that fails all along tells by its reasons; one that passes all along only where nothing else tells.
  const still = told.filter(
    ({ outcomes, reasons }) => outcomes.length === 1 && reasons.length > 1 && reasons.length <= 3,
  )
  const failing = still.filter(({ outcomes }) => outcomes[0]?.outcome === 'fail')
  const reasoned = moved.length + failing.length > 0 ? failing : still
  return alike([
    ...moved.map(({ outcomes, ...one }) => ({ ...one, runs: outcomes })),
    ...reasoned.map(({ reasons, ...one }) => ({ ...one, runs: reasons })),
  ])
}

const alike = (lines: { control: string; subject: string; runs: Run[] }[]): VerdictsSeen[] => {
  const way = (of: Run[]): string =>
    of.map(({ outcome, tick, reason }) => `${outcome} ${tick} ${outcome === 'pass' ? '' : reason}`).join()
  return [...Map.groupBy(lines, (line) => way(line.runs)).values()].flatMap((same) =>
    same
      .slice(0, 1)
      .map((one) => ({ subject: one.subject, controls: same.map(({ control }) => control).sort(), runs: one.runs })),
  )
}
