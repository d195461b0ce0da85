// Hours without a tick, and who could not be judged afterwards.
import { plus } from '../../src/clock.ts'
import type { Tick } from '../../src/ledger/statement.ts'
import type { Instant } from '../../src/model.ts'
import { runs, type Timeline } from './runs.ts'

/** The first and the last tick that did not run, as a statement records them. */
export type Gap = { from: Instant; to: Instant; hours: number; recordedIn: number }

export const gapsOf = (statements: Tick[]): Gap[] =>
  statements.flatMap(({ outage, sequence }) =>
    outage ? [{ from: outage.from, to: outage.to, hours: outage.ticks, recordedIn: sequence }] : [],
  )

/** The tick that came after it. */
export const afterGap = ({ to }: Gap): Instant => plus(to, 3_600)

export type LeftUnknown = { subject: string; controls: number; until: Instant | null }

/** Whoever was unknown from the first tick after the gap on, and until when. */
export const unknownAfter = (all: Timeline[], gap: Gap): LeftUnknown[] => {
  const tick = afterGap(gap)
  const left = all.flatMap(({ subject, steps }) => {
    const each = runs(steps, 'outcome')
    const at = each.findIndex((run) => run.tick === tick && run.outcome === 'unknown')
    return at < 0 ? [] : [{ subject, until: each[at + 1]?.tick ?? null }]
  })
  return [...Map.groupBy(left, ({ subject, until }) => `${subject} ${until}`).values()].flatMap((same) =>
    same.slice(0, 1).flatMap((one) => (one.until === tick ? [] : [{ ...one, controls: same.length }])),
  )
}
