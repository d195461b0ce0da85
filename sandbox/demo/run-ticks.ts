// Hour after hour: the account's clock, what the story does in that hour, and the tick.
import { runTick } from '../../src/cli/tick.ts'
import { plus, seconds } from '../../src/clock.ts'
import type { Instant } from '../../src/model.ts'
import { publishSealed } from '../../src/publish/sealed.ts'
import type { WorkerSandbox } from '../in-worker.ts'
import type { Scenario } from '../scenario.ts'
import type { Composed } from './compose.ts'
import { progress } from './progress.ts'

/** Hourly at minute 20, as the schedule has it, and twice more to read what ends with the last hour; none while the story stops it. */
export const runTicks = async (
  { base, days, outages }: Pick<Scenario, 'base' | 'days' | 'outages'>,
  sandbox: WorkerSandbox,
  { on, clock }: Composed,
): Promise<void> => {
  const isOut = (tick: Instant): boolean =>
    outages.some(({ start, end }) => seconds(tick) >= seconds(start) && seconds(tick) < seconds(end))
  const ticks = Array.from({ length: days * 24 + 2 }, (_, hour) => plus(base, hour * 3_600 + 1_200))
  const bar = progress(ticks.length, 'ticks')
  try {
    for (const tick of ticks) {
      await sandbox.setClock(tick)
      clock.set(tick)
      await sandbox.run('play', tick)
      if (!isOut(tick)) await runTick({ ...on, publish: () => publishSealed(on) }, tick)
      bar.step(tick)
    }
  } finally {
    bar.done()
  }
}
