// collect: reads what the plan owes, one subject at a time; what cannot be read is recorded as that.
import pMap from 'p-map'
import { type Catalog, sourceOf } from '../catalog.ts'
import { seconds } from '../clock.ts'
import type { Instant, Task } from '../model.ts'
import { type Observing, observe } from '../observation/observe.ts'
import { planOf, type Slice, toCollect } from '../plan/plan.ts'

export type Collecting = Omit<Observing, 'tick' | 'config' | 'collector'> & {
  catalog: Catalog
  /** Told of a subject whose collection broke off: seal will find its slots unread. */
  warn(message: string, error: unknown): void
}

/** Counts only: seal trusts the store. */
export type Collected = { observed: number; broken: number }

/**
 * Throws PLAN_MISSING, STORE_UNREADABLE. What breaks off at one subject stops no other.
 * A crash leaves observations that the rerun meets and adopts.
 */
export const collect = async (on: Collecting, { plan: key, from, to }: Slice): Promise<Collected> => {
  const { plan } = await planOf(on, key)
  const { tick, config, collector } = plan
  const observing: Observing = { ...on, tick, config: config.sha256, collector }
  const done = await pMap(
    toCollect(plan, on.catalog).slice(from, to),
    async (task) => {
      try {
        return { observed: await subject(observing, on.catalog, task), broken: 0 }
      } catch (error) {
        on.warn(`collecting ${task.subject.id} broke off`, error)
        return { observed: 0, broken: 1 }
      }
    },
    { concurrency: 8 },
  )
  return { observed: done.reduce((sum, one) => sum + one.observed, 0), broken: done.reduce((sum, one) => sum + one.broken, 0) }
}

const subject = async (observing: Observing, catalog: Catalog, { subject, due }: Task): Promise<number> => {
  let observed = 0
  for (const { source: id, slot } of due) {
    const source = sourceOf(catalog, id)
    if (source.first || (source.kind === 'state' && hasEnded(slot.end, observing.clock.now()))) continue
    await observe(observing, source, subject, slot)
    observed += 1
  }
  return observed
}

// After a crash a tick can be finished late. A state that is over cannot be read any more: seal will call it missed.
const hasEnded = (end: Instant, now: Instant): boolean => seconds(now) >= seconds(end)
