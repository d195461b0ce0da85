// What the hits that were sealed last call to be looked into: by cluster, in the slot that is read next.
import { callsForLook, incidentSource, incidentsOf, type Told } from '../incidents/group.ts'
import type { Task } from '../model.ts'
import { byBytes } from '../store/order.ts'
import type { Reader } from './intend.ts'

/** By the ARN of a cluster: its own hits, and those of its region that are about it. */
export const callsForLooks = async (reader: Pick<Reader, 'hits'>, tasks: Task[]): Promise<Map<string, Told[]>> => {
  const called = new Map<string, Told[]>()
  for (const { subject, evaluated } of tasks) {
    for (const evidence of evaluated) {
      for (const hit of (await reader.hits(evidence)).filter(callsForLook)) {
        const about = hit.object && 'arn' in hit.object ? hit.object.arn : subject.id
        called.set(about, [...(called.get(about) ?? []), { hit, evidence }])
      }
    }
  }
  return called
}

/** What is new is looked into in the newest slot that is due; without one it waits for the next tick. */
export const withIncidents = (task: Task, told: Told[]): Task => {
  if (task.subject.scope !== 'cluster') return task
  const fresh = incidentsOf(task.subject.id, told, task.incidents)
  const slots = task.due.filter(({ source }) => source === incidentSource).map(({ slot }) => slot)
  const slot = slots.sort((a, b) => byBytes(a.start, b.start)).at(-1) ?? null
  const known = new Set(task.incidents.map(({ id }) => id))
  const all = [...task.incidents, ...fresh.filter(({ id }) => !known.has(id))]
  return { ...task, incidents: all.map((one) => (one.slot === null ? { ...one, slot } : one)) }
}
