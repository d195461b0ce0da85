// What a tick must show of itself where slots of it were drawn: their objects, and every evaluation that can rest on them. Pure.
import { aboveIn } from '../plan/tasks.ts'
import { type IndexLine, isSlotLine, type ObjectLine, type Plan } from '../store/documents.ts'
import { parseKey, slug } from '../store/keys.ts'
import { partsName } from './entered.ts'

export type Drawn = {
  /** Whether anything of the tick is asked for beside what lies there anyway; then its plan and configuration are. */
  asks(lines: readonly IndexLine[]): boolean
  /** Takes in a tick, in order: whose evaluation is judged again, and where it and its timelines lie. */
  enter(lines: readonly IndexLine[], plan: Plan): { subjects: Set<string>; lines: ObjectLine[] }
}

/** An evaluation that broke off is made by one of the next ticks; so many are waited for. */
const most = 24

/** `names`: slots as `partsName` spells them. The bundler and whoever verifies go through the same entries with it. */
export const makeDrawn = (names: ReadonlySet<string>): Drawn => {
  const waiting = new Map<string, number>()
  const ownOf = (lines: readonly IndexLine[]): Set<string> =>
    new Set(
      lines.flatMap((line) =>
        isSlotLine(line) && names.has(partsName(line.source, line.subject, line.slot)) ? [line.subject] : [],
      ),
    )
  return {
    asks: (lines) => waiting.size > 0 || ownOf(lines).size > 0,
    enter(lines, { tasks }) {
      const own = ownOf(lines)
      const evaluated = evaluatedIn(lines)
      const above = aboveIn(tasks)
      const subjects = new Set<string>()
      for (const task of tasks) {
        const name = slug(task.subject)
        const isAsked = own.has(name) || waiting.has(name)
        if (evaluated.has(name)) {
          const restsOnOne = own.size > 0 && above(task.subject).some((one) => own.has(slug(one.subject)))
          if (isAsked || restsOnOne) subjects.add(name)
          waiting.delete(name)
        } else if (own.has(name) && task.judge) waiting.set(name, 0)
      }
      for (const [name, ticks] of waiting) {
        if (ticks < most) waiting.set(name, ticks + 1)
        else waiting.delete(name)
      }
      return { subjects, lines: lines.filter((line): line is ObjectLine => isOf(line, subjects)) }
    },
  }
}

const evaluatedIn = (lines: readonly IndexLine[]): Set<string> =>
  new Set(
    lines.flatMap((line) => {
      const key = isSlotLine(line) || line.role !== 'evaluation' ? undefined : parseKey(line.object.key)
      return key?.kind === 'evaluation' ? [key.subject] : []
    }),
  )

const isOf = (line: IndexLine, subjects: ReadonlySet<string>): boolean => {
  if (isSlotLine(line) || (line.role !== 'evaluation' && line.role !== 'timeline')) return false
  const key = parseKey(line.object.key)
  return (key?.kind === 'evaluation' || key?.kind === 'timeline') && subjects.has(key.subject)
}
