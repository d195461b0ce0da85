// Into which tick's folder the stream writes: the one to come, as the schedule starts them.
import { instant, seconds } from '../clock.ts'
import type { Instant } from '../model.ts'
import { tickEvery } from '../plan/slots.ts'

/** Strictly later than now. `minute` is that of the schedule: at another, what is put becomes strays of the tick that comes. */
export const nextTick = (now: Instant, minute: number): Instant =>
  instant((Math.floor((seconds(now) - minute * 60) / tickEvery) + 1) * tickEvery + minute * 60)
