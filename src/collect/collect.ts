// collect: reads what the plan owes, one subject at a time; what cannot be read is recorded as that.
import pMap from 'p-map'
import { type Catalog, sourceOf } from '../catalog.ts'
import type { Slot, Subject, Task } from '../model.ts'
import { isOver, type Observing, observe } from '../observation/observe.ts'
import { isSettled, planOf, type Slice, toCollect } from '../plan/plan.ts'
import type { Source } from '../source.ts'
import { observationKey, slug } from '../store/keys.ts'

export type Collecting = Omit<Observing, 'tick' | 'config' | 'collector'> & {
  catalog: Catalog
  /** Told of what broke off: seal will find the slot unread. */
  warn(message: string, error: unknown): void
}

/** Counts only: seal trusts the store. */
export type Collected = { observed: number; broken: number }

/**
 * Throws PLAN_MISSING, STORE_UNREADABLE. What breaks off at one source of one subject stops no other.
 * A crash leaves observations that the rerun meets and adopts. Once the tick has its index nothing more is read for it.
 */
export const collect = async (on: Collecting, { plan: key, from, to }: Slice): Promise<Collected> => {
  const { plan } = await planOf(on, key)
  const { tick, config, collector } = plan
  if (await isSettled(on.store, tick)) return { observed: 0, broken: 0 }
  const observing: Observing = { ...on, tick, config: config.sha256, collector }
  const done = await pMap(toCollect(plan, on.catalog).slice(from, to), (task) => subject(on, observing, task), {
    concurrency: 8,
  })
  return {
    observed: done.reduce((sum, { observed }) => sum + observed, 0),
    broken: done.reduce((sum, { broken }) => sum + broken, 0),
  }
}

const subject = async (
  { catalog, warn }: Collecting,
  observing: Observing,
  { subject, due }: Task,
): Promise<Collected> => {
  const done: Collected = { observed: 0, broken: 0 }
  for (const { source: id, slot } of due) {
    const source = sourceOf(catalog, id)
    // Plan has read what comes first. After a crash a tick can be finished late: what is over seal will call missed.
    if (source.first || isOver(source, slot, observing.clock.now())) continue
    try {
      if (!(await isPut(observing, source, subject, slot))) await observe(observing, source, subject, slot)
      done.observed += 1
    } catch (error) {
      warn(`${id} of ${subject.id} in the slot from ${slot.start} broke off`, error)
      done.broken += 1
    }
  }
  return done
}

// What an earlier run of this tick has put stands, whole or not: asking AWS again could change nothing.
const isPut = async (
  { store, tick }: Observing,
  { id, zipped }: Source,
  subject: Subject,
  slot: Slot,
): Promise<boolean> => {
  const key = observationKey(tick, id, slug(subject), slot.start, 1, zipped === true)
  return (await store.get({ key })) !== undefined
}
