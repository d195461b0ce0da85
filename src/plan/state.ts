// What is known after a sealed tick: the plan it followed, moved on by what its index says was done.
import { slotAt } from '../clock.ts'
import type { Progress, Ref, Seen, Status, Task } from '../model.ts'
import { type IndexLine, isSlotLine, type Plan, type SlotLine } from '../store/documents.ts'
import { parseKey, slug } from '../store/keys.ts'

/**
 * A plan's tasks, moved on by the index lines of the ticks sealed since it was made, in their order.
 * Lines of subjects that the plan does not know are passed over: the next inventory finds them again.
 */
export const advance = (plan: Pick<Plan, 'tasks'>, lines: Iterable<IndexLine>): Task[] => {
  const tasks = new Map(plan.tasks.map((task) => [slug(task.subject), fresh(task)]))
  for (const line of lines) {
    if (isSlotLine(line)) {
      const task = tasks.get(line.subject)
      if (task) tasks.set(line.subject, withSlot(task, line))
    } else if (line.role === 'evaluation') {
      const key = parseKey(line.object.key)
      const task = key?.kind === 'evaluation' ? tasks.get(key.subject) : undefined
      if (task && key?.kind === 'evaluation') tasks.set(key.subject, { ...task, standing: line.object })
    }
  }
  return [...tasks.values()]
}

// What was due is open until a line says that it was read.
const fresh = (task: Task): Task => ({
  ...task,
  due: [],
  lost: [],
  judge: false,
  progress: task.due.reduce((all, { source, slot }) => {
    const own = all[source]
    if (!own || own.open.some((one) => one.slot.start === slot.start)) return all
    return { ...all, [source]: { ...own, open: [...own.open, { slot, best: 'failed' as Status }] } }
  }, task.progress),
})

const withSlot = (task: Task, { source, slot, status, parts }: SlotLine): Task => {
  const own = task.progress[source]
  const progress = own ? { ...task.progress, [source]: settled(own, slot.start, status) } : task.progress
  if (parts.length === 0) return { ...task, progress }
  return {
    ...task,
    progress,
    latest: { ...task.latest, [source]: newest(task.latest[source] ?? [], { slot, status, parts }) },
  }
}

const isRead = (status: Status): boolean => status === 'complete' || status === 'empty'

const settled = ({ upTo, open }: Progress, start: string, status: Status): Progress => ({
  upTo,
  open:
    isRead(status) || status === 'missed'
      ? open.filter(({ slot }) => slot.start !== start)
      : open.map((one) => (one.slot.start === start && one.best === 'failed' ? { ...one, best: status } : one)),
})

/** A late window does not displace a newer one; a second attempt at a slot displaces the first. */
export const newest = (known: Seen[], next: Seen): Seen[] => {
  const [head, before] = known
  if (head && next.slot.start < head.slot.start) return known
  const behind = head && isRead(head.status) && head.slot.start !== next.slot.start ? head : before
  return behind ? [next, behind] : [next]
}

export const partsOf = (seen: Seen | undefined): Ref[] => seen?.parts ?? []

/** Progress of a source that has not been asked yet. */
export const unasked = (from: string, every: number): Progress => ({ upTo: slotAt(from, every).start, open: [] })
