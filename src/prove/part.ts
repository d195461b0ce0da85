// Examines one entry of a part of a store, as a bundle is: what was drawn in full, what else is there by its digest, what is left out not.

import { isLater } from '../clock.ts'
import { configOf } from '../config.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Instant } from '../model.ts'
import { type IndexLine, isSlotLine, type ObjectLine, readPlan, type SlotLine } from '../store/documents.ts'
import type { Findings } from './checks.ts'
import { makeDrawn } from './drawn.ts'
import { type Entered, partsName } from './entered.ts'
import type { Walked } from './entries.ts'
import {
  counted,
  document,
  type Examining,
  indexed,
  type Other,
  observations,
  others,
  refsOf,
  sealedFor,
} from './examine.ts'
import { verdicts } from './verdicts.ts'

export type Part = {
  holds(key: string): boolean
  /** The slots of which everything must be there, as `partsName`. */
  drawn: ReadonlySet<string>
  /** From this tick on every index is there, to this one. */
  from: Instant
  to: Instant
  /** Says what belongs to the part and to no entry. `head` is the last entry that holds. */
  close(findings: Findings, head: Walked | undefined): Promise<void>
}

/** What a part leaves out of the entries whose index it has, and how many entries stand without theirs. */
export type LeftOut = { objects: number; entries: number }

/** Throws STORE_UNREADABLE. Whether a plan follows, and whether every slot has its line, the whole store must show. */
export const makeExaminePart = (part: Part) => {
  const drawn = makeDrawn(part.drawn)
  const left: LeftOut = { objects: 0, entries: 0 }
  const isHere = (line: IndexLine): boolean => refsOf(line).every(({ key }) => part.holds(key))

  const slots = async (on: Examining, tick: Tick, lines: IndexLine[], plan: Parameters<typeof observations>[3]) => {
    const whole: SlotLine[] = []
    for (const line of lines) {
      if (!isSlotLine(line)) continue
      const isDrawn = part.drawn.has(partsName(line.source, line.subject, line.slot))
      if (isDrawn || (line.parts.length > 0 && isHere(line))) whole.push(line)
      else left.objects += line.parts.filter(({ key }) => !part.holds(key)).length
    }
    // Of an observation that is here in pieces each piece is what was sealed.
    const pieces = lines.filter(isSlotLine).filter((line) => !whole.includes(line))
    const kindOf = ({ source }: SlotLine) => tick.schedule[source]?.kind ?? 'state'
    for (const line of pieces)
      for (const ref of line.parts)
        if (part.holds(ref.key))
          await on.objects.obtain(ref, { tick, role: 'slot', kind: kindOf(line), slot: line.slot })
    return observations(on, tick, whole, plan)
  }

  const examine = async (on: Examining, { tick }: Walked): Promise<void> => {
    const isOwed = !isLater(part.from, tick.tick) && isLater(part.to, tick.tick)
    if (!isOwed && !part.holds(tick.index.key)) {
      left.entries += 1
      return
    }
    const lines = await indexed(on, tick)
    await on.listing.enter(
      tick.tick,
      tick.index.key,
      (lines ?? []).flatMap(refsOf).flatMap(({ key }) => (part.holds(key) ? [key] : [])),
    )
    if (!lines) return
    counted(on.findings, tick, lines)
    const asks = drawn.asks(lines)
    const [planned, rest] = partition(lines, ({ object: { key } }) => key === tick.plan.key || key === tick.config.key)
    const first = await others(on, tick, asks ? planned : planned.filter(isHere))
    const plan = asks ? document(on, lines, first, tick.plan, readPlan) : undefined
    const config = asks ? document(on, lines, first, tick.config, configOf) : undefined
    const wanted = plan ? drawn.enter(lines, plan) : { subjects: new Set<string>(), lines: [] }
    const [owed, free] = partition(rest, (line) => wanted.lines.includes(line))
    const second = await others(on, tick, [...owed, ...free.filter(isHere)])
    left.objects += [...(asks ? [] : planned), ...free].filter((line) => !isHere(line)).length
    const parts = await slots(on, tick, lines, plan)
    if (!plan || !config || wanted.subjects.size === 0) return
    const of = (role: Other['role']) => second.filter((one) => one.role === role && isOwedTo(owed, one))
    const entered: Entered = {
      ...{ tick, plan, config, lines, parts, sealed: sealedFor(plan, lines) },
      ...{ evaluations: of('evaluation'), timelines: of('timeline'), only: wanted.subjects },
    }
    await verdicts(on, entered)
  }
  return { examine, left }
}

const isOwedTo = (owed: ObjectLine[], { ref }: Other): boolean => owed.some(({ object }) => object.key === ref.key)

const partition = (lines: readonly IndexLine[], is: (line: ObjectLine) => boolean): [ObjectLine[], ObjectLine[]] => {
  const all = lines.filter((line): line is ObjectLine => !isSlotLine(line))
  return [all.filter(is), all.filter((line) => !is(line))]
}
