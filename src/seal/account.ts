// Accounts for every slot that the plan names and every object that the tick's folder holds: from the store, not from what workers said.
import pMap from 'p-map'
import { type Catalog, sourceOf } from '../catalog.ts'
import { type Clock, latest as later, seconds } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import type { Due, Instant, Status, Task } from '../model.ts'
import { readObservation, statusOf } from '../observation/read.ts'
import { type StoredPart, storedParts } from '../observation/stored.ts'
import { lateBy } from '../plan/slots.ts'
import { isSecondLook } from '../plan/state.ts'
import { startsOf } from '../plan/tasks.ts'
import type { IndexLine, Plan, SlotLine } from '../store/documents.ts'
import { slug } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { objects } from './objects.ts'

type Accounting = { store: Store; catalog: Pick<Catalog, 'sources'>; clock: Clock }

/** The index's lines but for the plan's own and the strays. Throws STORE_UNREADABLE. */
export const accountFor = async (on: Accounting, plan: Plan): Promise<IndexLine[]> => {
  const at = { now: on.clock.now(), startOf: startsOf(plan.tasks) }
  const owed = plan.tasks.flatMap((task) => task.due.map((due) => ({ task, due })))
  const lost = plan.tasks.flatMap((task) => task.lost.map((due) => missed(task, due)))
  const read = await pMap(owed, ({ task, due }) => slotLine(on, plan, { task, due, ...at }), { concurrency: 16 })
  return [...lost, ...read, ...(await objects(on.store, plan, read))]
}

const missed = ({ subject }: Task, { source, slot }: Due): SlotLine => ({
  source,
  subject: slug(subject),
  slot,
  status: 'missed',
  lateBy: 0,
  reasons: ['no tick read it before it was lost'],
  parts: [],
})

type Owed = { task: Task; due: Due; now: Instant; startOf(task: Task): Instant }

const slotLine = async (on: Accounting, plan: Plan, { task, due, now, startOf }: Owed): Promise<SlotLine> => {
  const { source, slot } = due
  const { tick, schedule } = plan
  const { subject } = task
  const parts = await storedParts(on.store, on.catalog, { tick, source, subject, slot })
  const cadence = schedule[source]
  const line = { source, subject: slug(subject), slot, lateBy: 0, parts: parts.map(({ ref }) => ref) }
  if (parts.length === 0) {
    if (cadence?.kind === 'state' && seconds(now) >= seconds(slot.end)) return missed(task, due)
    return { ...line, status: 'failed', reasons: ['worker died: no observation was put'] }
  }
  const { at, ...amount } = recomputed(on.catalog, source, parts, tick)
  const late =
    cadence && !isSecondLook(task, due) ? lateBy(source, cadence, subject, { slot, from: startOf(task), tick, at }) : 0
  return { ...line, ...amount, lateBy: late }
}

type Amount = { status: Status; reasons: string[]; at: Instant }

// What the trailer says is not believed: the auditor will recompute it from the lines, and so does the sealer.
const recomputed = (catalog: Pick<Catalog, 'sources'>, source: string, parts: StoredPart[], tick: Instant): Amount => {
  let at = tick
  const failed = (reason: string): Amount => ({ status: 'failed', reasons: [reason], at })
  try {
    const { header, exchanges, claimed } = readObservation(parts.map(({ ref: { key }, body }) => ({ key, body })))
    for (const one of exchanges) at = later(at, one.at)
    if (!claimed) return failed(`worker died: part ${parts.length + 1} is missing`)
    return { ...statusOf(sourceOf(catalog, source), header, exchanges), at }
  } catch (error) {
    if (error instanceof EvidenceError) return failed(error.message.slice(0, 300))
    throw error
  }
}
