// One tick, stage after stage, as the state machine runs them.
import { type Collecting, collect } from '../collect/collect.ts'
import { EvidenceError } from '../errors.ts'
import { type Evaluating, evaluate } from '../evaluate/evaluate.ts'
import type { Instant } from '../model.ts'
import { type GoingOn, type Planned, type Planning, plan, type Slice } from '../plan/plan.ts'
import { type Sealed, type Sealing, seal } from '../seal/seal.ts'

export type Ticking = Planning & Collecting & Evaluating & Sealing & { publish?(tick: Instant): Promise<unknown> }

/**
 * Runs a tick, after any earlier one that crashed. Undefined where the tick, or a later one, is sealed already.
 * Throws what the stages throw.
 */
export const runTick = async (on: Ticking, tick: Instant): Promise<Sealed | undefined> => {
  for (;;) {
    const planned = await plan(on, tick)
    if (planned.sealed) return undefined
    await each(on, planned.collect, (slice) => collect(on, slice))
    await each(on, planned.evaluate, (slice) => evaluate(on, slice))
    const sealed = await sealOrWait(on, planned)
    if (sealed) await on.publish?.(planned.tick)
    if (!planned.resumed) return sealed
  }
}

// Without the signing key an earlier tick waits for its statement; the asked one is read all the same.
const sealOrWait = async (on: Ticking, { tick, resumed }: Planned): Promise<Sealed | undefined> => {
  try {
    return await seal(on, tick)
  } catch (error) {
    if (resumed && error instanceof EvidenceError && error.code === 'SIGNER_UNAVAILABLE') return undefined
    throw error
  }
}

const each = async (on: Ticking, slices: Slice[], work: (slice: Slice) => Promise<GoingOn>): Promise<void> => {
  for (const slice of slices) {
    for (let now: Slice | undefined = slice; now; ) {
      const { again, wait } = await work(now)
      if (wait) await on.pause?.(wait)
      now = again
    }
  }
}
