// The timelines of the incidents that a tick looked into, from what it read and what was sealed before.
import { type Catalog, sourceOf } from '../catalog.ts'
import { EvidenceError } from '../errors.ts'
import { incidentSource, inSlot } from '../incidents/group.ts'
import { type Case, type Held, type Looks, type Timeline, timelinesOf, type Window } from '../incidents/timeline.ts'
import { inObservations, loggedBy, meets } from '../incidents/windows.ts'
import type { Incident, Ref, Task } from '../model.ts'
import { readObservation } from '../observation/read.ts'
import { byBytes } from '../store/order.ts'
import { memory, type Reading, type Readings, type Stored } from './readings.ts'

type On = { tick: string; task: Task; catalog: Pick<Catalog, 'sources'>; readings: Readings }

/** None for a cluster without incidents. Throws what `stored` throws for what was sealed. */
export const timelinesIn = async (on: On, stored: Stored): Promise<Timeline[]> => {
  const { tick, task, readings } = on
  const looked = new Map((readings.windows[incidentSource] ?? []).map((one) => [one.slot.start, one]))
  const cases: Case[] = []
  const windowOf = remembering(stored)
  for (const { source, slot } of task.due) {
    const incidents = source === incidentSource ? inSlot(task.incidents, slot) : []
    const looks = looksOf(on, looked.get(slot.start), incidents)
    for (const incident of incidents) {
      const windows = await windowsOf(on, incident, windowOf)
      cases.push({ subject: task.subject, incident, windows, looks })
    }
  }
  return timelinesOf({ tick, cases, read: readings.read })
}

const held = ({ parts, slot, exchanges }: Pick<Reading, 'parts' | 'slot' | 'exchanges'>): Held => ({
  ...{ first: parts[0]?.key ?? '', slot, parts, exchanges },
})

// What is lacking is asked of what the plan calls to be looked into, whatever stands in the header.
const looksOf = ({ task, catalog }: On, reading: Reading | undefined, incidents: Incident[]): Looks | undefined => {
  if (!reading || incidents.length === 0) return undefined
  const place = { subject: task.subject, slot: reading.slot, incidents }
  const lacks = sourceOf(catalog, incidentSource).lacks(reading.exchanges, place)
  return { ...held(reading), incidents, lacks }
}

// Those that the plan knows, the newest before this tick, and those that it read, of the cluster and its region.
const windowsOf = async (
  { task, readings }: On,
  incident: Incident,
  windowOf: (parts: Ref[]) => Promise<Window | undefined>,
): Promise<Window[]> => {
  const before = (task.latest['audit-log'] ?? []).flatMap(({ parts }) => parts)
  const all = [...incident.windows, ...before, ...readings.read].filter(loggedBy)
  const found = await Promise.all(inObservations(all).map(windowOf))
  return found
    .filter((one) => one !== undefined)
    .filter(({ slot }) => meets(incident, slot))
    .sort((a, b) => byBytes(`${a.slot.start} ${a.first}`, `${b.slot.start} ${b.first}`))
}

// The same window for every incident, so that it is read once.
const remembering = (stored: Stored) => {
  const remembered = memory()
  return (parts: Ref[]): Promise<Window | undefined> =>
    remembered(parts[0]?.key ?? '', () => sealedWindow(parts, stored))
}

const sealedWindow = async (parts: Ref[], stored: Stored): Promise<Window | undefined> => {
  const source = parts[0] && loggedBy(parts[0])
  if (!source) return undefined
  const bodies = await Promise.all(parts.map(async (ref) => ({ key: ref.key, body: await stored.sealed(ref) })))
  try {
    const { header, exchanges } = readObservation(bodies)
    return { ...held({ parts, slot: header.slot, exchanges }), source }
  } catch (error) {
    // What is no observation of ours shows nothing; verify names it.
    if (error instanceof EvidenceError) return undefined
    throw error
  }
}
