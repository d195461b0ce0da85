// collect: reads what the plan owes, one subject at a time; what cannot be read is recorded as that.
import { type Catalog, sourceOf } from '../catalog.ts'
import { seconds } from '../clock.ts'
import { inSlot } from '../incidents/group.ts'
import type { Task } from '../model.ts'
import { isOver, type Observing, observe } from '../observation/observe.ts'
import { isWhole, storedParts } from '../observation/stored.ts'
import { type GoingOn, inSlice, isSettled, planOf, type Slice, toCollect } from '../plan/plan.ts'
import type { Place, Source } from '../source.ts'

export type Collecting = Omit<Observing, 'tick' | 'config' | 'collector'> & {
  catalog: Pick<Catalog, 'sources'>
  /** Told of what broke off: seal will find the slot unread. */
  warn(message: string, error: unknown): void
}

/** Counts only: seal trusts the store. */
export type Collected = { observed: number; broken: number } & GoingOn

/** Subjects at once; and how many of those that need queries, of which an account has some thirty at a time for everybody. */
const atOnce = 8
const mostWaiting = 3

/**
 * Throws PLAN_MISSING, STORE_UNREADABLE. What breaks off at one source of one subject stops no other.
 * A crash leaves observations, whole or not, that the rerun goes on behind. Once the tick has its index nothing more is
 * read for it. `again` where something waits or the time was up: what is left then is for another call, or, once the
 * slice's own time is over, for the next tick: there everything is asked, and nothing waited for.
 */
export const collect = async (on: Collecting, slice: Slice): Promise<Collected> => {
  const { plan } = await planOf(on, slice.plan)
  const { tick, config, collector } = plan
  if (await isSettled(on.store, tick)) return { observed: 0, broken: 0 }
  const observing: Observing = { ...on, tick, config: config.sha256, collector }
  const tasks = inSlice(toCollect(plan, on.catalog), slice)
  const { slow = [], quick = [] } = Object.groupBy(tasks, ({ task }) => (isSlow(on.catalog, task) ? 'slow' : 'quick'))
  const isLate = () => slice.until !== undefined && seconds(on.clock.now()) >= seconds(slice.until)
  const counts = { observed: 0, broken: 0 }
  const waits = new Map<number, number>()
  // What waits holds its place: no other subject begins in it, in this call.
  const lane = async (queue: typeof tasks): Promise<void> => {
    for (let next = queue.shift(); next; ) {
      const come = await subject(on, observing, next.task, isLate)
      counts.observed += come.observed
      counts.broken += come.broken
      if (come.wait !== undefined) waits.set(next.at, come.wait)
      next = come.wait || on.isTimeUp?.() ? undefined : queue.shift()
    }
  }
  const lanes = (queue: typeof tasks, most: number) => Array.from({ length: most }, () => lane(queue))
  await Promise.all([...lanes(slow, mostWaiting), ...lanes(quick, atOnce)])
  const left = [...waits.keys(), ...[...slow, ...quick].map(({ at }) => at)].sort((a, b) => a - b)
  if (isLate()) return { ...counts, broken: counts.broken + left.length }
  return {
    ...counts,
    ...(left.length > 0 && { again: { ...slice, left }, wait: Math.max(0, ...waits.values()) }),
  }
}

// Busy is said by what an account answers only so many of at a time.
const isSlow = (catalog: Pick<Catalog, 'sources'>, { due }: Task): boolean =>
  due.some(({ source }) => sourceOf(catalog, source).operations.some(({ busyWhen }) => busyWhen.length > 0))

/** `wait`: seconds until the subject is to be gone on with; undefined where it is done. */
type Come = { observed: number; broken: number; wait?: number }

const subject = async (
  on: Collecting,
  observing: Observing,
  { subject, due, incidents }: Task,
  isLate: () => boolean,
): Promise<Come> => {
  const done: Come = { observed: 0, broken: 0 }
  for (const { source: id, slot } of due) {
    const source = sourceOf(on.catalog, id)
    // Plan has read what comes first. After a crash a tick can be finished late: what is over seal will call missed.
    if (source.first || isOver(source, slot, observing.clock.now())) continue
    try {
      const again = await read(observing, on.catalog, source, {
        subject,
        slot,
        incidents: inSlot(incidents, slot),
      })
      if (again === undefined) done.observed += 1
      else if (isLate()) done.broken += 1
      else return { ...done, wait: again }
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
  catalog: Pick<Catalog, 'sources'>,
  source: Source,
  place: Place,
): Promise<number | undefined> => {
  const { subject, slot } = place
  const stored = () => storedParts(on.store, catalog, { tick: on.tick, source: source.id, subject, slot })
  const before = await stored()
  if (isWhole(before)) return undefined
  const done = await observe(on, source, place, before)
  if ('again' in done) return done.again
  // Another worker's part stands, and that worker may be dead: nobody but this one would come back to what it left.
  return done.parts || isWhole(await stored()) ? undefined : 0
}
