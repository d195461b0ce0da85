// Which objects a sample needs: those of its slots, and whatever is read when the evaluations that can rest on them are judged again.
import type { Catalog } from '../../catalog.ts'
import { type Config, configOf } from '../../config.ts'
import { EvidenceError } from '../../errors.ts'
import { judgingBy } from '../../evaluate/by-plan.ts'
import type { Stored } from '../../evaluate/readings.ts'
import type { Tick } from '../../ledger/statement.ts'
import type { Ref } from '../../model.ts'
import { makeDrawn } from '../../prove/drawn.ts'
import { partsName } from '../../prove/entered.ts'
import type { Objects } from '../../prove/objects.ts'
import { type IndexLine, isSlotLine, type Plan, readPlan, type SlotLine } from '../../store/documents.ts'
import { slug } from '../../store/keys.ts'
import type { Choice } from './method.ts'

type On = { catalog: Catalog; objects: Pick<Objects, 'again'> }

/** Takes in the entries of the period in order; `refs` are by key. Throws LEDGER_BROKEN, STORE_UNREADABLE. */
export const makeNeeded = ({ catalog, objects }: On, drawn: Choice['drawn']) => {
  const refs = new Map<string, Ref>()
  const names = makeDrawn(drawn)
  const need = (ref: Ref): void => void refs.set(ref.key, ref)

  const enter = async (tick: Pick<Tick, 'plan' | 'config'>, lines: readonly IndexLine[]): Promise<void> => {
    for (const line of lines)
      if (isSlotLine(line) && drawn.has(partsName(line.source, line.subject, line.slot))) line.parts.forEach(need)
    if (!names.asks(lines)) return
    need(tick.plan)
    need(tick.config)
    const plan = readPlan(await objects.again(tick.plan))
    const config = configOf(await objects.again(tick.config))
    const wanted = names.enter(lines, plan)
    for (const { object } of wanted.lines) need(object)
    await judgedAgain(plan, config, lines, wanted.subjects)
  }

  // What judging reads is what somebody needs to judge.
  const judgedAgain = async (
    plan: Plan,
    config: Config,
    lines: readonly IndexLine[],
    subjects: ReadonlySet<string>,
  ): Promise<void> => {
    const slots = new Map<string, SlotLine>()
    for (const line of lines) if (isSlotLine(line)) slots.set(partsName(line.source, line.subject, line.slot), line)
    const read = async (ref: Ref): Promise<Uint8Array> => {
      need(ref)
      return objects.again(ref)
    }
    const stored: Stored = {
      put: async (source, subject, slot) => {
        const parts = slots.get(partsName(source, slug(subject), slot))?.parts ?? []
        return Promise.all(parts.map(async (ref) => ({ ref, body: await read(ref) })))
      },
      sealed: read,
    }
    const judged = judgingBy(plan, { catalog, config, stored })
    for (const task of plan.tasks) if (subjects.has(slug(task.subject))) await judged(task).catch(otherProgram)
  }
  return { enter, refs }
}

// A source that this version does not have: what was read so far is in, and verify names the version that has it.
const otherProgram = (error: unknown): void => {
  if (!(error instanceof EvidenceError) || error.code !== 'UNKNOWN_ID') throw error
}
