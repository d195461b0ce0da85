// What a tick owes each subject, and whose verdicts it can change.
import type { Catalog } from '../catalog.ts'
import { latest as later, seconds, slotAt } from '../clock.ts'
import { incidentSource } from '../incidents/group.ts'
import type { Schedule } from '../ledger/statement.ts'
import type { Due, Instant, Scope, Seen, Subject, Task } from '../model.ts'
import { parseKey } from '../store/keys.ts'
import { endOf } from './incidents.ts'
import { firstSlot, owed } from './slots.ts'
import { isRead } from './state.ts'

export const beginTask = (subject: Subject, tick: Instant): Task => ({
  subject,
  firstSeen: tick,
  included: null,
  vanished: null,
  due: [],
  lost: [],
  progress: {},
  latest: {},
  standing: null,
  judge: false,
  unjudged: [],
  changed: null,
  told: [],
  evaluated: [],
  incidents: [],
})

/** From when on subjects owe slots: each from its birth, from when its region began to be observed, or from when it was taken up again. */
export const startsOf = (tasks: Task[]): ((task: Pick<Task, 'subject' | 'firstSeen' | 'included'>) => Instant) => {
  const regions = new Map(
    tasks.flatMap(({ subject: { scope, region }, firstSeen }) =>
      scope === 'region' ? [[region, firstSeen] as const] : [],
    ),
  )
  return ({ subject, firstSeen, included }) => {
    const born = subject.bornAt ?? firstSeen
    return later(later(born, regions.get(subject.region) ?? firstSeen), included ?? born)
  }
}

export const startOf = (tasks: Task[], task: Task): Instant => startsOf(tasks)(task)

/** `start` as `startOf` gives it. */
export const duties = (
  task: Task,
  at: { schedule: Schedule; catalog: Catalog; tick: Instant; start: Instant },
): Task => {
  const { schedule, catalog, tick, start } = at
  const { subject, vanished } = task
  const due: Due[] = []
  const lost: Due[] = []
  const progress: Task['progress'] = {}
  for (const { id, of, kind } of catalog.sources) {
    const cadence = schedule[id]
    if (of !== subject.scope || !cadence) continue
    const before = task.progress[id] ?? { upTo: firstSlot(start, cadence), open: [] }
    const own = owed(id, cadence, subject, before, tick, endOf(id, vanished), task.progress[id] === undefined)
    const last = { source: id, slot: slotAt(tick, cadence.every) }
    const isOnce = kind === 'state' && own.due.length === 0
    const isAgain = vanished === null ? isOutdated(task, id) : !isLookedAt(task, id)
    due.push(...own.due, ...(isOnce && isAgain ? [last] : []))
    lost.push(...own.lost)
    progress[id] = own.progress
  }
  return { ...task, due, lost, progress }
}

// Whether it was read since the inventory first lacked it. Until it is, each slot looks again: else a look that was refused
// would leave it among the living for good.
const isLookedAt = ({ vanished, latest }: Task, source: string): boolean =>
  vanished !== null && isReadSince(latest[source]?.[0], vanished)

// Whether an event tells of a change since its state was read.
const isOutdated = ({ changed, latest }: Task, source: string): boolean => {
  const seen = latest[source]?.[0]
  return changed !== null && seen !== undefined && !isReadSince(seen, changed)
}

const isReadSince = (seen: Seen | undefined, since: Instant): boolean => {
  const key = parseKey(seen?.parts[0]?.key ?? '')
  return seen !== undefined && isRead(seen.status) && key?.kind === 'observation' && seconds(key.tick) >= seconds(since)
}

/** Marks who is judged: whoever was read now, or whose region or account was, as far as its controls and detections rest on that. */
export const judged = (tasks: Task[], { controls, detections }: Catalog, all: boolean): Task[] => {
  const needs = controls.flatMap(({ of, needs }) => Object.values(needs).map((need) => ({ of, ...need })))
  // A region carries what the controls of its clusters look back on: then it has an evaluation to carry it in.
  const restsOn = (scope: Scope): Set<string> =>
    new Set([
      ...needs
        .filter(({ of, fact, when }) => of === scope || (typeof when === 'object' && fact.of === scope))
        .map(({ fact }) => fact.source),
      ...(scope === 'cluster' && detections.length > 0 ? ['audit-log', incidentSource] : []),
      ...(scope === 'region' && detections.some(({ kind }) => kind === 'change') ? ['change-events'] : []),
    ])
  const sources = {
    account: restsOn('account'),
    region: restsOn('region'),
    cluster: restsOn('cluster'),
    repository: restsOn('repository'),
    deployment: restsOn('deployment'),
  }
  const above = aboveIn(tasks)
  return tasks.map((task) => {
    const { scope } = task.subject
    const due = [task, ...above(task.subject)].flatMap((one) => one.due)
    const judge = all || task.judge || due.some(({ source }) => sources[scope].has(source))
    return { ...task, judge: judge && sources[scope].size > 0 }
  })
}

/** Whose readings a subject's needs are resolved at beside its own: its account, its region and the deployment. */
export const aboveIn = (tasks: Task[]): ((subject: Pick<Subject, 'scope' | 'region'>) => Task[]) => {
  const account = tasks.filter(({ subject }) => subject.scope === 'account')
  const deployment = tasks.filter(({ subject }) => subject.scope === 'deployment')
  const regions = Map.groupBy(
    tasks.filter(({ subject }) => subject.scope === 'region'),
    ({ subject }) => subject.region,
  )
  return ({ scope, region }) => {
    if (scope === 'account') return deployment
    if (scope === 'region') return [...account, ...deployment]
    return [...account, ...(regions.get(region) ?? []), ...(scope === 'deployment' ? [] : deployment)]
  }
}
