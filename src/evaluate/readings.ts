// What an evaluation reads: for each source the observations that count now, newest first.
import { type Catalog, sourceOf } from '../catalog.ts'
import { EvidenceError } from '../errors.ts'
import type { Due, Exchange, Ref, Seen, Slot, Status, Subject, Task } from '../model.ts'
import { type Reading as Examined, examine } from '../observation/fact.ts'
import { readObservation, statusOf } from '../observation/read.ts'
import { isAsGood, newest, takenUp } from '../plan/state.ts'
import { aboveIn } from '../plan/tasks.ts'
import type { Lack, Source } from '../source.ts'
import type { Plan } from '../store/documents.ts'
import { slug } from '../store/keys.ts'
import { byBytes } from '../store/order.ts'

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

/** All that one subject's evaluation can rest on: its own readings, its region's, its account's, the deployment's. */
export type Readings = {
  /** The newest first, then the one before; by source. */
  latest: Record<string, Reading[]>
  /** The windows to judge, oldest first, by source: those read in this tick, and those that an earlier evaluation left. Own ones only. */
  windows: Record<string, Reading[]>
  /** All parts among them that this tick put, by key. */
  read: Ref[]
}

/** Where stored bytes come from: the store in a tick, what was sealed when somebody judges again. */
export type Stored = {
  /** The parts that this tick put for a slot; none where its worker died. */
  put(source: string, subject: Subject, slot: Slot): Promise<{ ref: Ref; body: Uint8Array }[]>
  /** Bytes of a sealed object, held against their digest. */
  sealed(ref: Ref): Promise<Uint8Array>
}

/** What a tick put of one source at one subject, and which readings of it count now. */
type Ticked = { put: Ref[]; windows: Reading[]; known: Seen[]; fresh: Reading[] }

/** Reads with a memory, so that fifty clusters of a region read their region once. */
export const readingsOf = (plan: Pick<Plan, 'tasks'>, catalog: Catalog, stored: Stored) => {
  const depth = depths(catalog)
  const remembered = memory()

  const ticked = async (task: Task, { id, kind }: Source): Promise<Ticked> => {
    const { subject, latest, due } = task
    const now = await Promise.all(
      due.filter(({ source }) => source === id).map(({ slot }) => fromTick({ source: id, slot }, subject)),
    )
    const fresh = now.filter((one) => one !== undefined).sort(bySlot)
    return {
      put: fresh.flatMap(({ parts }) => parts),
      windows: kind === 'window' ? await toJudge(task, id, fresh) : [],
      known: fresh.reduce((seen, { slot, status, parts }) => newest(seen, { slot, status, parts }), latest[id] ?? []),
      fresh,
    }
  }

  const newestOf = async ({ subject }: Task, { id }: Source, { known, fresh }: Ticked): Promise<Reading[]> =>
    Promise.all(
      known
        .slice(0, depth.get(id) ?? 0)
        .map(
          async (seen) =>
            fresh.find(({ parts }) => parts[0]?.key === seen.parts[0]?.key) ?? fromSealed(id, subject, seen),
        ),
    )

  // What nobody asks for is not fetched: only what the tick itself put.
  const read = async (task: Task, wanted: ReadonlySet<string>): Promise<Readings> => {
    const all: Readings = { latest: {}, windows: {}, read: [] }
    for (const source of catalog.sources) {
      if (source.of !== task.subject.scope) continue
      const once = <T>(what: string, make: () => Promise<T>): Promise<T> =>
        isShared(task) ? remembered(`${what} ${source.id} ${slug(task.subject)}`, make) : make()
      const now = await once('ticked', () => ticked(task, source))
      all.read.push(...now.put)
      if (source.kind === 'window') all.windows[source.id] = now.windows
      if (wanted.has(source.id)) all.latest[source.id] = await once('newest', () => newestOf(task, source, now))
    }
    return all
  }

  // Of two attempts at a window the better is judged. What came to less than an earlier attempt says nothing new.
  const toJudge = async ({ subject, progress, unjudged }: Task, id: string, fresh: Reading[]): Promise<Reading[]> => {
    const better = fresh.filter(({ slot, status }) => {
      const best = progress[id]?.open.find((one) => one.slot.start === slot.start)?.best
      return best === undefined || isAsGood(status, best)
    })
    const left = unjudged
      .slice(0, takenUp)
      .filter(({ source, slot }) => source === id && !better.some((one) => one.slot.start === slot.start))
    const old = await Promise.all(left.map((seen) => fromSealed(id, subject, seen)))
    return [...old, ...better].sort(bySlot)
  }

  const fromTick = async ({ source, slot }: Due, subject: Subject): Promise<Reading | undefined> => {
    const parts = await stored.put(source, subject, slot)
    return parts.length === 0 ? undefined : reading({ source, subject, slot }, parts)
  }
  const fromSealed = async (source: string, subject: Subject, { slot, parts }: Seen): Promise<Reading> =>
    reading(
      { source, subject, slot },
      await Promise.all(parts.map(async (ref) => ({ ref, body: await stored.sealed(ref) }))),
    )

  const reading = (
    at: Pick<Reading, 'source' | 'subject' | 'slot'>,
    parts: { ref: Ref; body: Uint8Array }[],
  ): Reading => {
    const source = sourceOf(catalog, at.source)
    const { exchanges, status, lacks } = readable(source, at, parts)
    let known: Examined | undefined
    const examined = (): Examined => {
      known ??= examine(source, exchanges, { subject: at.subject, slot: at.slot }, lacks)
      return known
    }
    return { ...at, status, parts: parts.map(({ ref }) => ref), exchanges, examined }
  }

  const above = aboveIn(plan.tasks)
  /**
   * A need is resolved at the subject, its region, its account or the deployment: their sources differ, so the maps just join.
   * `wanted`: the sources whose newest readings are asked for.
   */
  return async (task: Task, wanted: ReadonlySet<string>): Promise<Readings> => {
    const own = await read(task, wanted)
    const joined = await Promise.all(above(task.subject).map((one) => read(one, wanted)))
    return {
      latest: Object.assign({}, ...joined.map(({ latest }) => latest), own.latest),
      windows: own.windows,
      read: [...joined, own].flatMap(({ read: put }) => put).sort(byKey),
    }
  }
}

/** Makes what is asked for under a name once. */
export const memory = () => {
  const known = new Map<string, Promise<unknown>>()
  return <T>(name: string, make: () => Promise<T>): Promise<T> => {
    const one = (known.get(name) as Promise<T> | undefined) ?? make()
    known.set(name, one)
    return one
  }
}

const isShared = ({ subject: { scope } }: Task): boolean => scope !== 'cluster' && scope !== 'repository'

// How many readings of a source any control looks at: none, the latest, or the one before it too.
const depths = ({ controls }: Pick<Catalog, 'controls'>): Map<string, number> => {
  const found = new Map<string, number>()
  for (const { needs } of controls) {
    for (const { fact, when } of Object.values(needs)) {
      const own = when === 'previous' ? 2 : when === 'latest' ? 1 : 0
      found.set(fact.source, Math.max(own, found.get(fact.source) ?? 0))
    }
  }
  return found
}

const bySlot = (a: Reading, b: Reading): number => byBytes(a.slot.start, b.slot.start)
const byKey = (a: Ref, b: Ref): number => byBytes(a.key, b.key)

// What is no observation of ours holds nothing: every fact over it is then unknown.
const readable = (source: Source, at: Pick<Reading, 'subject' | 'slot'>, parts: { ref: Ref; body: Uint8Array }[]) => {
  try {
    const { header, exchanges, claimed } = readObservation(parts.map(({ ref: { key }, body }) => ({ key, body })))
    // Its writer died before the last part: the index calls it failed. What was put may show a hit, and proves nothing.
    if (!claimed) return { exchanges, status: 'failed' as const, lacks: unended(source) }
    const place = { subject: at.subject, slot: at.slot, incidents: header.incidents }
    const lacks = source.lacks(exchanges, place)
    return { exchanges, status: statusOf(source, place, exchanges, lacks).status, lacks }
  } catch (error) {
    if (error instanceof EvidenceError) return { exchanges: [], status: 'failed' as const, lacks: undefined }
    throw error
  }
}

const unended = ({ operations }: Source): Lack[] =>
  operations.map(({ action }) => ({ action, reason: 'the last part of the observation was not put' }))
