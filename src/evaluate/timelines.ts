// The timelines of the incidents that a tick looked into, from what it read and what was sealed before.
import { EvidenceError } from '../errors.ts'
import { incidentSource, inSlot } from '../incidents/group.ts'
import { type Held, type Timeline, timelineOf } from '../incidents/timeline.ts'
import type { Ref, Task } from '../model.ts'
import { readObservation } from '../observation/read.ts'
import { parseKey } from '../store/keys.ts'
import { byBytes } from '../store/order.ts'
import type { Reading, Readings, Stored } from './readings.ts'

/** None for a cluster without incidents. Throws what `stored` throws for what was sealed. */
export const timelinesOf = async (
  { tick, task }: { tick: string; task: Task },
  readings: Readings,
  stored: Stored,
): Promise<Timeline[]> => {
  const looked = new Map((readings.windows[incidentSource] ?? []).map((one) => [one.slot.start, one]))
  const due = task.due.filter(({ source }) => source === incidentSource)
  const made: Timeline[] = []
  for (const { slot } of due) {
    const incidents = inSlot(task.incidents, slot)
    if (incidents.length === 0) continue
    const reading = looked.get(slot.start)
    const looks = reading && { ...held(reading), incidents }
    for (const incident of incidents) {
      const audit = await auditOf(task, incident.rows, readings, stored)
      made.push(timelineOf({ tick, subject: task.subject, incident, audit, looks, read: readings.read }))
    }
  }
  return made
}

const held = ({ parts, slot, exchanges }: Reading): Held => ({ first: parts[0]?.key ?? '', slot, parts, exchanges })

// This tick's windows, those that the hits rest on, and the newest before them, each slot once.
const auditOf = async (task: Task, rows: Ref[], { windows }: Readings, stored: Stored): Promise<Held[]> => {
  const found = new Map((windows['audit-log'] ?? []).map((one) => [one.slot.start, held(one)]))
  const before = (task.latest['audit-log'] ?? []).map(({ parts }) => parts)
  const own = [...Map.groupBy(rows, ({ key }) => observationOf(key)).values()]
  for (const parts of [...own, ...before]) {
    const one = await sealedOf(parts, stored)
    if (one && !found.has(one.slot.start)) found.set(one.slot.start, one)
  }
  return [...found.values()].sort((a, b) => byBytes(a.slot.start, b.slot.start))
}

const observationOf = (key: string): string => {
  const parsed = parseKey(key)
  return parsed?.kind === 'observation' ? `${parsed.tick} ${parsed.source} ${parsed.slotStart}` : key
}

const sealedOf = async (parts: Ref[], stored: Stored): Promise<Held | undefined> => {
  const bodies = await Promise.all(parts.map(async (ref) => ({ key: ref.key, body: await stored.sealed(ref) })))
  try {
    const { header, exchanges } = readObservation(bodies)
    return { first: bodies[0]?.key ?? '', slot: header.slot, parts, exchanges }
  } catch (error) {
    // What is no observation of ours shows nothing; verify names it.
    if (error instanceof EvidenceError) return undefined
    throw error
  }
}
