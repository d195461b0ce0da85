// collect: reads what the plan owes, one subject at a time; what cannot be read is recorded as that.
import pMap from 'p-map'
import { type Catalog, sourceOf } from '../catalog.ts'
import type { Slot, Subject, Task } from '../model.ts'
import { isOver, type Observing, observe } from '../observation/observe.ts'
import { isWhole, storedParts } from '../observation/stored.ts'
import { type GoingOn, inSlice, isSettled, planOf, type Slice, toCollect } from '../plan/plan.ts'
import type { Source } from '../source.ts'

export type Collecting = Omit<Observing, 'tick' | 'config' | 'collector'> & {
  catalog: Catalog
  /** Told of what broke off: seal will find the slot unread. */
  warn(message: string, error: unknown): void
}

/** Counts only: seal trusts the store. */
export type Collected = { observed: number; broken: number } & GoingOn

/** Subjects at once; and how many may wait for their queries, of which an account has some thirty at a time for everybody. */
const atOnce = 8
const mostWaiting = 3

/**
 * Throws PLAN_MISSING, STORE_UNREADABLE. What breaks off at one source of one subject stops no other.
 * A crash leaves observations, whole or not, that the rerun goes on behind. Once the tick has its index nothing more is
 * read for it. `again` where something waits or the time was up: what is left then is for another call.
 */
export const collect = async (on: Collecting, slice: Slice): Promise<Collected> => {
  const { plan } = await planOf(on, slice.plan)
  const { tick, config, collector } = plan
  if (await isSettled(on.store, tick)) return { observed: 0, broken: 0 }
  const observing: Observing = { ...on, tick, config: config.sha256, collector }
  const waits: number[] = []
  const isFull = (): boolean => waits.length >= mostWaiting || on.isTimeUp?.() === true
  const done = await pMap(
    inSlice(toCollect(plan, on.catalog), slice),
    async ({ at, task }) => {
      const come = isFull() ? { observed: 0, broken: 0, wait: 0 } : await subject(on, observing, task)
      if (come.wait !== undefined && come.wait > 0) waits.push(come.wait)
      return { at, ...come }
    },
    { concurrency: atOnce },
  )
  const left = done.flatMap(({ at, wait }) => (wait === undefined ? [] : [at]))
  return {
    observed: done.reduce((sum, { observed }) => sum + observed, 0),
    broken: done.reduce((sum, { broken }) => sum + broken, 0),
    ...(left.length > 0 && { again: { ...slice, left }, wait: Math.max(0, ...waits) }),
  }
}

/** `wait`: seconds until the subject is to be gone on with; undefined where it is done. */
type Come = { observed: number; broken: number; wait?: number }

const subject = async (on: Collecting, observing: Observing, { subject, due }: Task): Promise<Come> => {
  const done: Come = { observed: 0, broken: 0 }
  for (const { source: id, slot } of due) {
    const source = sourceOf(on.catalog, id)
    // Plan has read what comes first. After a crash a tick can be finished late: what is over seal will call missed.
    if (source.first || isOver(source, slot, observing.clock.now())) continue
    try {
      const again = await read(observing, on.catalog, source, { subject, slot })
      if (again !== undefined) return { ...done, wait: again }
      done.observed += 1
    } catch (error) {
      on.warn(`${id} of ${subject.id} in the slot from ${slot.start} broke off`, error)
      done.broken += 1
    }
  }
  return done
}

// Seconds, where it is to be gone on with. What an earlier call has put whole stands: asking AWS again could change nothing.
const read = async (
  on: Observing,
  catalog: Catalog,
  source: Source,
  { subject, slot }: { subject: Subject; slot: Slot },
): Promise<number | undefined> => {
  const before = await storedParts(on.store, catalog, { tick: on.tick, source: source.id, subject, slot })
  if (isWhole(before)) return undefined
  const done = await observe(on, source, subject, slot, before)
  return 'again' in done ? done.again : undefined
}
