// The timelines of the incidents that a tick looked into, from what it read and what was sealed before.
import { type Catalog, sourceOf } from '../catalog.ts'
import { EvidenceError } from '../errors.ts'
import { incidentSource, inSlot } from '../incidents/group.ts'
import { type Case, type Held, type Looks, linesOf, type Timeline, timelinesOf } from '../incidents/timeline.ts'
import { inObservations, loggedBy, meets } from '../incidents/windows.ts'
import type { Incident, Ref, Slot, Task } from '../model.ts'
import { exchangesOf, readObservation } from '../observation/read.ts'
import { parseKey } from '../store/keys.ts'
import { byBytes } from '../store/order.ts'
import { memory, type Readings, type Stored } from './readings.ts'

type On = { tick: string; task: Task; catalog: Pick<Catalog, 'sources'>; readings: Readings }

/** None for a cluster without incidents. Throws what `stored` throws for what was sealed. */
export const timelinesIn = async (on: On, stored: Stored): Promise<Timeline[]> => {
  const { tick, task, readings } = on
  const ofSlot = ({ start }: Slot): Ref[] =>
    readings.read.filter(({ key }) => {
      const parsed = parseKey(key)
      return parsed?.kind === 'observation' && parsed.source === incidentSource && parsed.slotStart === start
    })
  const cases: Case[] = []
  const read = remembering(stored)
  for (const { source, slot } of task.due) {
    const incidents = source === incidentSource ? inSlot(task.incidents, slot) : []
    if (incidents.length === 0) continue
    const looks = looksOf(on, await read(ofSlot(slot)), incidents)
    for (const incident of incidents)
      cases.push({ subject: task.subject, incident, windows: await windowsOf(on, incident, read), looks })
  }
  return timelinesOf({ tick, cases, read: readings.read })
}

// What is lacking is asked of what the plan calls to be looked into, whatever stands in the header.
const looksOf = ({ task, catalog }: On, held: Held | undefined, incidents: Incident[]): Looks | undefined => {
  if (!held) return undefined
  const place = { subject: task.subject, slot: held.slot, incidents }
  const lines = [...linesOf(held)].map(({ line }) => line)
  return { ...held, incidents, lacks: sourceOf(catalog, incidentSource).lacks(lines, place) }
}

type Read = (parts: Ref[]) => Promise<Held | undefined>

// Those that the plan knows, the newest before this tick, and those that it read, of the cluster and its region.
const windowsOf = async ({ task, readings }: On, incident: Incident, read: Read): Promise<Held[]> => {
  const before = (task.latest['audit-log'] ?? []).flatMap(({ parts }) => parts)
  const all = [...incident.windows, ...before, ...readings.read].filter(loggedBy)
  const found = await Promise.all(inObservations(all).map(read))
  return found
    .filter((one) => one !== undefined)
    .filter(({ slot }) => meets(incident, slot))
    .sort((a, b) => byBytes(nameOf(a), nameOf(b)))
}
const nameOf = ({ slot, parts }: Held): string => `${slot.start} ${parts[0]?.key}`

// The same for every incident, so that it is read once.
const remembering = (stored: Stored): Read => {
  const remembered = memory()
  return (parts) => remembered(parts[0]?.key ?? '', () => observed(parts, stored))
}

const observed = async (parts: Ref[], stored: Stored): Promise<Held | undefined> => {
  const bodies = await Promise.all(parts.map(async (ref) => ({ key: ref.key, body: await stored.sealed(ref) })))
  if (bodies.length === 0) return undefined
  try {
    const { source, slot } = readObservation(bodies).header
    const sections = bodies.map((part) => ({ key: part.key, exchanges: again(() => exchangesOf([part])) }))
    return { source, slot, parts, sections }
  } catch (error) {
    // What is no observation of ours shows nothing; verify names it.
    if (error instanceof EvidenceError) return undefined
    throw error
  }
}

// Opened anew each time: a part can hold 16 MiB.
const again = <T>(open: () => Iterator<T>): Iterable<T> => ({ [Symbol.iterator]: open })
