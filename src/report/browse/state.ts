// Who was observed as of one entry, what was judged of each of them, and what was read of them last.
import type { Entry, Stated } from '../../ledger/chain.ts'
import type { Evaluation, Ref, Task } from '../../model.ts'
import { type IndexLine, isSlotLine, type Plan, readEvaluation, readIndex, readPlan } from '../../store/documents.ts'
import { parseKey, slug } from '../../store/keys.ts'
import { tried } from './hold-entry.ts'
import { bytesOf, type Site } from './site.ts'

/** `not`: why something cannot be shown. */
export type Not = { not: string }
export const isNot = (value: unknown): value is Not =>
  typeof value === 'object' && value !== null && 'not' in value && Object.keys(value).length === 1

export type Known = { slug: string; task: Task; evaluation: Ref | null }

/** As of one entry. Sorted by slug, as the plan is. */
export type State = { entry: Entry; plan: Plan | Not; lines: IndexLine[] | Not; subjects: Known[] }

/** Throws STORE_UNREADABLE. */
export const stateAt = async (site: Site, entry: Entry): Promise<State> => {
  const [plan, lines] = await Promise.all([document(site, entry.tick.plan, readPlan), linesOf(site, entry)])
  const fresh = new Map(isNot(lines) ? [] : lines.flatMap(evaluationIn))
  const tasks = isNot(plan) ? [] : plan.tasks
  const subjects = tasks.map((task) => {
    const name = slug(task.subject)
    return { slug: name, task, evaluation: fresh.get(name) ?? task.standing }
  })
  return { entry, plan, lines, subjects }
}

const evaluationIn = (line: IndexLine): [string, Ref][] => {
  if (isSlotLine(line) || line.role !== 'evaluation') return []
  const parsed = parseKey(line.object.key)
  return parsed?.kind === 'evaluation' ? [[parsed.subject, line.object]] : []
}

/** The lines of an entry's index. */
export const linesOf = (site: Site, { tick }: Pick<Stated, 'tick'>): Promise<IndexLine[] | Not> =>
  document(site, tick.index, readIndex)

export const evaluationOf = (site: Site, ref: Ref): Promise<Evaluation | Not> => document(site, ref, readEvaluation)

const document = async <T extends object>(site: Site, ref: Ref, read: (bytes: Uint8Array) => T): Promise<T | Not> => {
  const bytes = await bytesOf(site, ref)
  if ('not' in bytes) return bytes
  let not = ''
  return (
    tried(
      () => read(bytes),
      (why) => (not = why),
    ) ?? { not }
  )
}
