// What the hits that were sealed last call to be looked into: by cluster, in the slot that is read next; and until when it is remembered.
import { plus, seconds } from '../clock.ts'
import { callsForLook, incidentSource, incidentsOf, type Told } from '../incidents/group.ts'
import { meets, type Window, windowsIn } from '../incidents/windows.ts'
import type { Schedule } from '../ledger/statement.ts'
import type { Incident, Instant, Task } from '../model.ts'
import type { Plan } from '../store/documents.ts'
import { slug } from '../store/keys.ts'
import { byBytes } from '../store/order.ts'
import type { Reader } from './intend.ts'

/** Seconds after a cluster is gone, in which CloudTrail still tells of it: so long what is told is looked into. */
export const lingers = 3 * 3_600

/** When the slots of a source end at a subject that is gone; null while it is there. */
export const endOf = (source: string, vanished: Instant | null): Instant | null =>
  vanished !== null && source === incidentSource ? plus(vanished, lingers) : vanished

type On = { reader: Pick<Reader, 'judged'>; schedule: Schedule }
type Called = { told: Told[]; windows: Window[] }

/** The tasks with what is new to be looked into: a cluster's own hits, and those of its region that are about it. */
export const withIncidents = async (on: On, tasks: Task[]): Promise<Task[]> => {
  const called = await callsForLooks(on, tasks)
  return tasks.map((task) => {
    const own = called.get(slug(task.subject))
    return own || task.incidents.length > 0 ? looking(task, own ?? { told: [], windows: [] }) : task
  })
}

const callsForLooks = async ({ reader, schedule }: On, tasks: Task[]): Promise<Map<string, Called>> => {
  const every = (source: string): number => schedule[source]?.every ?? 3_600
  const clusters = Map.groupBy(
    tasks.filter(({ subject }) => subject.scope === 'cluster'),
    ({ subject }) => subject.id,
  )
  const called = new Map<string, Called>()
  const callOf = async (task: Task): Promise<Called> => {
    const known = called.get(slug(task.subject))
    if (known) return known
    const standing = task.standing ? (await reader.judged(task.standing)).read : []
    const call = { told: [], windows: windowsIn(standing, every) }
    called.set(slug(task.subject), call)
    return call
  }
  for (const task of tasks) {
    for (const evidence of task.evaluated) {
      const { hits, read } = await reader.judged(evidence)
      for (const hit of hits.filter(callsForLook)) {
        const arn = hit.object && 'arn' in hit.object ? hit.object.arn : ''
        const about = task.subject.scope === 'cluster' ? task : livingThen(clusters.get(arn) ?? [], hit.at)
        if (!about) continue
        const call = await callOf(about)
        call.told.push({ hit, evidence })
        call.windows.push(...windowsIn([...read, ...hit.basis], every))
      }
    }
  }
  return called
}

// Of clusters that had one name after the other the one that was there, or about to be.
const livingThen = (tasks: Task[], at: Instant): Task | undefined => {
  const byBirth = tasks.toSorted((a, b) => byBytes(a.subject.bornAt ?? '', b.subject.bornAt ?? ''))
  return byBirth.findLast(({ subject: { bornAt } }) => bornAt === null || seconds(bornAt) <= seconds(at)) ?? byBirth[0]
}

// What is new is looked into in the newest slot that is due; without one it waits for the next tick.
const looking = (task: Task, { told, windows }: Called): Task => {
  const slots = task.due.filter(({ source }) => source === incidentSource).map(({ slot }) => slot)
  const slot = slots.sort((a, b) => byBytes(a.start, b.start)).at(-1) ?? null
  const known = new Set(task.incidents.map(({ id }) => id))
  const fresh = incidentsOf(slug(task.subject), told, { known: task.incidents, windows })
  const all = [...task.incidents, ...fresh.filter(({ id }) => !known.has(id))]
  return { ...task, incidents: all.map((one) => (one.slot === null ? { ...one, slot } : one)) }
}

/** Seconds for which an incident that was looked into is remembered: later hits may go on with it. */
const remembered = 3 * 3_600

type Sealed = {
  plan: Pick<Plan, 'tick' | 'schedule'>
  /** As the plan had it, with what was due. */
  task: Task
  /** Moved on. */
  now: Task
  region: Task | undefined
  /** Whether a timeline of it was sealed. */
  isLooked(incident: string): boolean
}

/**
 * What of an incident is known after a tick. What was not come to, or has no timeline, is looked into again. What has one is
 * remembered without its hits: as long as later ones may go on with it, or a window that was open may tell them anew.
 */
export const afterwards = (incident: Incident, { plan, task, now, region, isLooked }: Sealed): Incident[] => {
  const { slot, to } = incident
  if (slot === null || isOpen(now, slot.start)) return [incident]
  // A slot that was lost, and not settled, was tried for as long as it could be.
  if (incident.hits.length > 0 && isOpen(task, slot.start) && !isLooked(incident.id))
    return [{ ...incident, slot: null }]
  const windows = [task, region].flatMap((one) => openWindows(one, plan.schedule))
  const isTold = windows.some((window) => meets(incident, window))
  const isOld = seconds(plan.tick) > seconds(to) + remembered
  return isOld && !isTold ? [] : [{ ...incident, hits: [], windows: [] }]
}

const isOpen = ({ progress }: Task, start: Instant): boolean =>
  progress[incidentSource]?.open.some(({ slot }) => slot.start === start) === true

const openWindows = (task: Task | undefined, schedule: Schedule) =>
  Object.entries(task?.progress ?? {}).flatMap(([source, { open }]) =>
    schedule[source]?.kind === 'window' && source !== incidentSource ? open.map(({ slot }) => slot) : [],
  )
