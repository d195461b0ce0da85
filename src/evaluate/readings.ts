// What an evaluation reads: for each source the observations that count now, newest first.
import { type Catalog, sourceOf } from '../catalog.ts'
import type { Due, Exchange, Ref, Slot, Status, Subject, Task } from '../model.ts'
import { type Reading as Examined, examine } from '../observation/fact.ts'
import { readObservation, statusOf } from '../observation/read.ts'
import { newest } from '../plan/state.ts'
import type { Plan } from '../store/documents.ts'
import { slug } from '../store/keys.ts'

/** One stored observation, ready to be read. */
export type Reading = {
  source: string
  subject: Subject
  slot: Slot
  status: Status
  parts: Ref[]
  exchanges: Iterable<Exchange>
  /** What it lacks, found once for all facts. */
  examined(): Examined
}

/** All that one subject's evaluation can rest on: its own readings, its region's, its account's. */
export type Readings = {
  /** The newest first, then the one before; by source. */
  latest: Record<string, Reading[]>
  /** The windows read in this tick, oldest first; by source. Own ones only. */
  windows: Record<string, Reading[]>
}

/** Where stored bytes come from: the store in a tick, what was sealed when somebody judges again. */
export type Stored = {
  /** The parts that this tick put for a slot; none where its worker died. */
  put(source: string, subject: Subject, slot: Slot): Promise<{ ref: Ref; body: Uint8Array }[]>
  /** Bytes of a sealed object, held against their digest. */
  sealed(ref: Ref): Promise<Uint8Array>
}

/** Reads with a memory, so that fifty clusters of a region read their region once. */
export const readingsOf = (plan: Pick<Plan, 'tasks'>, catalog: Catalog, stored: Stored) => {
  const read = async ({ subject, latest, due }: Task): Promise<Readings> => {
    const windows: Readings['windows'] = {}
    const all: Readings['latest'] = {}
    for (const { id, of, kind } of catalog.sources) {
      if (of !== subject.scope) continue
      const now = await Promise.all(
        due.filter(({ source }) => source === id).map(({ slot }) => fromTick({ source: id, slot }, subject)),
      )
      const fresh = now.filter((one) => one !== undefined).sort((a, b) => (a.slot.start < b.slot.start ? -1 : 1))
      if (kind === 'window') windows[id] = fresh
      const known = fresh.reduce(
        (seen, { slot, status, parts }) => newest(seen, { slot, status, parts }),
        latest[id] ?? [],
      )
      all[id] = await Promise.all(
        known.map(
          async (seen) =>
            fresh.find(({ parts }) => parts[0]?.key === seen.parts[0]?.key) ?? fromSealed(id, subject, seen.parts),
        ),
      )
    }
    return { latest: all, windows }
  }

  const fromTick = async ({ source, slot }: Due, subject: Subject): Promise<Reading | undefined> => {
    const parts = await stored.put(source, subject, slot)
    return parts.length === 0 ? undefined : reading(source, subject, parts)
  }
  const fromSealed = async (source: string, subject: Subject, refs: Ref[]): Promise<Reading> =>
    reading(source, subject, await Promise.all(refs.map(async (ref) => ({ ref, body: await stored.sealed(ref) }))))

  const reading = (source: string, subject: Subject, parts: { ref: Ref; body: Uint8Array }[]): Reading => {
    const { header, exchanges } = readObservation(parts.map(({ ref: { key }, body }) => ({ key, body })))
    const { status } = statusOf(sourceOf(catalog, source), header, exchanges)
    let known: Examined | undefined
    const examined = (): Examined => {
      known ??= examine(sourceOf(catalog, source), exchanges, { subject, slot: header.slot })
      return known
    }
    return { source, subject, slot: header.slot, status, parts: parts.map(({ ref }) => ref), exchanges, examined }
  }

  const memory = new Map<string, Promise<Readings>>()
  const remembered = (task: Task): Promise<Readings> => {
    const name = slug(task.subject)
    const known = memory.get(name) ?? read(task)
    memory.set(name, known)
    return known
  }
  /** A need is resolved at the subject, else its region, else its account: their sources differ, so the maps just join. */
  return async (task: Task): Promise<Readings> => {
    const above = plan.tasks.filter(({ subject }) => isAbove(subject, task.subject))
    const own = await read(task)
    const joined = await Promise.all(above.map(remembered))
    return { latest: Object.assign({}, ...joined.map(({ latest }) => latest), own.latest), windows: own.windows }
  }
}

const isAbove = (above: Subject, { scope, region }: Subject): boolean => {
  if (above.scope === 'account') return scope !== 'account'
  return above.scope === 'region' && scope !== 'account' && scope !== 'region' && above.region === region
}
