// The objects of a tick's folder beside its observations.
import pMap from 'p-map'
import { EvidenceError } from '../errors.ts'
import { writeJson } from '../json.ts'
import type { Ref } from '../model.ts'
import { aboveIn } from '../plan/tasks.ts'
import { type ObjectLine, type Plan, readEvaluation, type SlotLine } from '../store/documents.ts'
import { folder, parseKey, slug } from '../store/keys.ts'
import { byBytes } from '../store/order.ts'
import type { Store } from '../store/store.ts'
import { readTimeline } from '../store/timelines.ts'
import { marksOf } from './marks.ts'

/** The configuration, evaluations, what publish and the streams left for this tick. Throws STORE_UNREADABLE. */
export const objects = async (store: Store, plan: Plan, slots: SlotLine[]): Promise<ObjectLine[]> => {
  const keys: { key: string; role: ObjectLine['role'] }[] = []
  for await (const { key, deleteMarker } of store.list(folder(plan.tick))) {
    const kind = parseKey(key)?.kind
    if (deleteMarker) continue
    if (kind && roles.includes(kind)) keys.push({ key, role: kind as ObjectLine['role'] })
  }
  const isOf = speaks(plan, slots)
  const found = await pMap(
    keys,
    async ({ key, role }): Promise<ObjectLine[]> => {
      const { ref, body } = await objectAt(store, key)
      if (judged.includes(role) && !isOf(key, body)) return []
      return [{ role, object: ref, ...(role === 'evaluation' && marksOf(readEvaluation(body))) }]
    },
    { concurrency: 16 },
  )
  return found.flat()
}

const judged: readonly string[] = ['evaluation', 'timeline']
const roles: readonly string[] = ['config', 'evaluation', 'timeline', 'published', 'streamed']

// An evaluation, and a timeline made with it, speaks of the readings that it knew of. Where a rerun read more after it was put, it is not listed here: it
// becomes a stray of the next tick, which judges the subject over all that is sealed now.
const speaks = ({ tasks }: Plan, slots: SlotLine[]): ((key: string, body: Uint8Array) => boolean) => {
  const parts = new Map<string, Ref[]>()
  for (const { subject, parts: own } of slots) parts.set(subject, [...(parts.get(subject) ?? []), ...own])
  const due = new Map(tasks.flatMap((task) => (task.judge ? [[slug(task.subject), task]] : [])))
  const above = aboveIn(tasks)
  return (key, body) => {
    const parsed = parseKey(key)
    if (parsed?.kind !== 'evaluation' && parsed?.kind !== 'timeline') return false
    const task = due.get(parsed.subject)
    if (!task) return false
    const all = [task, ...above(task.subject)].flatMap(({ subject }) => parts.get(slug(subject)) ?? [])
    try {
      const { read } = parsed.kind === 'evaluation' ? readEvaluation(body) : readTimeline(body)
      return writeJson(read) === writeJson(all.sort((a, b) => byBytes(a.key, b.key)))
    } catch (error) {
      if (error instanceof EvidenceError) return false
      throw error
    }
  }
}

/** Throws STORE_UNREADABLE for an object that was listed and cannot be read. */
export const objectAt = async (store: Store, key: string): Promise<{ ref: Ref; body: Uint8Array }> => {
  const found = await store.get({ key })
  if (found) return found
  throw new EvidenceError(
    'STORE_UNREADABLE',
    { key, why: 'listed, but not there' },
    { hint: 'run eks-evidence verify; it names what was altered' },
  )
}
