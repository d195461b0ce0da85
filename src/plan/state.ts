// What is known after a sealed tick: the plan it followed, moved on by what its index says was done.
import type { Due, Progress, Ref, Seen, Status, Task } from '../model.ts'
import { type IndexLine, isSlotLine, type ObjectLine, type Plan, type SlotLine } from '../store/documents.ts'
import { parseKey, slug } from '../store/keys.ts'
import { afterwards } from './incidents.ts'

/** How many windows whose evaluation broke off the next one takes up. */
export const takenUp = 24

/**
 * A plan's tasks, moved on by the index lines of the ticks sealed since it was made, in their order.
 * Lines of subjects that the plan does not know are passed over: the next inventory finds them again.
 */
export const advance = (plan: Pick<Plan, 'tick' | 'tasks' | 'schedule'>, lines: Iterable<IndexLine>): Task[] => {
  const planned = new Map(plan.tasks.map((task) => [slug(task.subject), fresh(task)]))
  const tasks = new Map(planned)
  const judged = new Set<string>()
  const windows = new Map<string, Task['unjudged']>()
  const told = new Map<string, Task['told']>()
  const evaluated = new Map<string, Ref[]>()
  const timelines = new Set<string>()
  const add = <T>(to: Map<string, T[]>, name: string, one: T): void => void to.set(name, [...(to.get(name) ?? []), one])
  const judgedIn = ({ object, calls }: ObjectLine): void => {
    const key = parseKey(object.key)
    const task = key?.kind === 'evaluation' ? tasks.get(key.subject) : undefined
    if (!task || key?.kind !== 'evaluation') return
    tasks.set(key.subject, { ...task, standing: object })
    if (calls) add(evaluated, key.subject, object)
    if (key.tick === plan.tick) judged.add(key.subject)
  }
  for (const line of lines) {
    if (isSlotLine(line)) {
      if (isTold(plan, line)) add(told, line.subject, seenAt(line))
      const task = tasks.get(line.subject)
      if (task) tasks.set(line.subject, withSlot(task, line))
      if (isWindowOf(plan, line)) add(windows, line.subject, seenAt(line))
    } else if (line.role === 'evaluation') judgedIn(line)
    else if (line.role === 'timeline') {
      const key = parseKey(line.object.key)
      if (key?.kind === 'timeline') timelines.add(`${key.subject} ${key.incident}`)
    }
  }
  const regions = new Map(
    [...planned.values()].filter(({ subject }) => subject.scope === 'region').map((one) => [one.subject.region, one]),
  )
  return [...tasks].map(([name, now]) => {
    const { scope, region } = now.subject
    const isAbove = scope === 'region' || scope === 'account'
    const task = planned.get(name) ?? now
    const isLooked = (id: string): boolean => timelines.has(`${name} ${id}`)
    return {
      ...owing(now, judged.has(name), windows.get(name) ?? []),
      told: isAbove ? (told.get(name) ?? []) : [],
      evaluated: evaluated.get(name) ?? [],
      incidents: now.incidents.flatMap((one) =>
        afterwards(one, { plan, task, now, region: regions.get(region), isLooked }),
      ),
    }
  })
}

// A verdict that was owed and not given is owed still, over the windows too that it would have rested on.
const owing = (task: Task, isJudged: boolean, windows: Task['unjudged']): Task => {
  if (!task.judge) return task
  const left = isJudged ? task.unjudged.slice(takenUp) : [...task.unjudged, ...windows]
  return { ...task, unjudged: left, judge: left.length > 0 || !isJudged }
}

const isWindowOf = (
  { tick, schedule }: Pick<Plan, 'tick' | 'schedule'>,
  { source, status, parts }: SlotLine,
): boolean => {
  const key = parseKey(parts[0]?.key ?? '')
  return schedule[source]?.kind === 'window' && status !== 'failed' && key?.kind === 'observation' && key.tick === tick
}

const isTold = ({ schedule }: Pick<Plan, 'schedule'>, { source, parts }: SlotLine): boolean =>
  schedule[source]?.kind === 'window' && parts.length > 0

const seenAt = ({ source, slot, status, parts }: SlotLine): Task['unjudged'][number] => ({
  source,
  slot,
  status,
  parts,
})

// What was due is open until a line says that it was read.
const fresh = (task: Task): Task => {
  const progress = { ...task.progress }
  for (const { source, slot } of task.due) {
    const own = progress[source]
    if (!own || own.open.some((one) => one.slot.start === slot.start)) continue
    progress[source] = { ...own, open: [...own.open, { slot, best: 'failed' }] }
  }
  return { ...task, due: [], lost: [], progress }
}

const withSlot = (task: Task, { source, slot, status, parts }: SlotLine): Task => {
  const own = task.progress[source]
  const progress = own ? { ...task.progress, [source]: settled(own, slot.start, status) } : task.progress
  if (parts.length === 0) return { ...task, progress }
  const seen = newest(task.latest[source] ?? [], { slot, status, parts })
  return { ...task, progress, latest: { ...task.latest, [source]: seen } }
}

export const isRead = (status: Status): boolean => status === 'complete' || status === 'empty'

/** Whether a slot was read in time before: what is due in it again is one more look, at a subject that the inventory lacks. */
export const isSecondLook = ({ latest }: Pick<Task, 'latest'>, { source, slot }: Due): boolean =>
  latest[source]?.some((seen) => seen.slot.start === slot.start && isRead(seen.status)) === true

const settled = ({ upTo, open }: Progress, start: string, status: Status): Progress => ({
  upTo,
  open:
    isRead(status) || status === 'missed'
      ? open.filter(({ slot }) => slot.start !== start)
      : open.map((one) => (one.slot.start === start && one.best === 'failed' ? { ...one, best: status } : one)),
})

const ranks: Status[] = ['missed', 'failed', 'partial', 'empty', 'complete']
/** Whether an attempt at a slot came to as much as another. */
export const isAsGood = (one: Status, other: Status): boolean =>
  (isRead(one) && isRead(other)) || ranks.indexOf(one) >= ranks.indexOf(other)

/** A late window does not displace a newer one; of two attempts at a slot the better stands, the later of equal ones. */
export const newest = (known: Seen[], next: Seen): Seen[] => {
  const [head, before] = known
  if (!head) return [next]
  const isSame = next.slot.start === head.slot.start
  if (next.slot.start < head.slot.start || (isSame && !isAsGood(next.status, head.status))) return known
  const behind = isRead(head.status) && !isSame ? head : before
  return behind ? [next, behind] : [next]
}
