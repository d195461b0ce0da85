// The population of each source: every slot that begins in the period and has a line in an index, read or not.
import { instant, isInstant, seconds } from '../../clock.ts'
import { EvidenceError } from '../../errors.ts'
import type { Slot } from '../../model.ts'
import { type IndexLine, isSlotLine, type SlotLine } from '../../store/documents.ts'
import { byBytes } from '../../store/order.ts'
import { type SlotStatus, slotStatuses } from '../period/period.ts'

/** `source subject start`: what is scored, and how a sample names it; prove/entered.ts calls it partsName. */
export type Item = string

/** A slot with its best attempt, of equal ones the first, and the entry that has it. */
export type InPopulation = { item: Item; subject: string; status: SlotStatus; best: number }

export type Population = {
  /** Takes in the index of an entry. Throws LEDGER_BROKEN for a slot that has no name of ours. */
  enter(sequence: number, lines: readonly IndexLine[]): void
  /** The slugs of those who have slots in it. */
  subjects(): ReadonlySet<string>
  /** Sorted. */
  sources(): string[]
  /** In the order of their names, each once, made when it is asked for: a year of an account has a million. */
  items(source: string): Generator<InPopulation>
  /** Seconds; the shortest where it was changed. */
  every(source: string): number
}

export const makePopulation = (period: Slot): Population => {
  const all = new Map<string, { every: number; of: Map<string, Slots> }>()
  const subjects = new Set<string>()
  const [start, end] = [seconds(period.start), seconds(period.end)]
  return {
    enter(sequence, lines) {
      for (const line of lines) {
        if (!isSlotLine(line)) continue
        const { source, subject, slot, status } = line
        const from = seconds(slot.start)
        if (Number.isNaN(from) || from < start || from >= end) continue
        if (!isNamed(line)) refuse(line)
        subjects.add(subject)
        const known = all.get(source) ?? { every: Number.POSITIVE_INFINITY, of: new Map() }
        all.set(source, known)
        known.every = Math.min(known.every, seconds(slot.end) - from)
        const slots = known.of.get(subject) ?? makeSlots()
        known.of.set(subject, slots)
        slots.put(from, slotStatuses.indexOf(status), sequence)
      }
    },
    subjects: () => subjects,
    sources: () => [...all.keys()].sort(byBytes),
    *items(source) {
      for (const [subject, slots] of [...(all.get(source)?.of ?? [])].sort(([a], [b]) => byBytes(a, b)))
        for (const { from, status, best } of slots.all())
          yield { item: `${source} ${subject} ${instant(from)}`, subject, status: slotStatuses[status] ?? 'none', best }
    },
    every: (source) => all.get(source)?.every ?? 0,
  }
}

// Slots come nearly in the order of time: thirteen bytes for each, and none of a string.
const makeSlots = () => {
  let [starts, statuses, entries] = [new Float64Array(16), new Uint8Array(16), new Uint32Array(16)]
  let length = 0
  const placeOf = (from: number): number => {
    let place = length
    while (place > 0 && (starts[place - 1] ?? 0) >= from) place -= 1
    return place
  }
  const grow = (): void => {
    const old = [starts, statuses, entries] as const
    ;[starts, statuses, entries] = [
      new Float64Array(length * 2),
      new Uint8Array(length * 2),
      new Uint32Array(length * 2),
    ]
    starts.set(old[0])
    statuses.set(old[1])
    entries.set(old[2])
  }
  return {
    put(from: number, status: number, entry: number): void {
      const place = placeOf(from)
      const isKnown = place < length && starts[place] === from
      if (isKnown && (statuses[place] ?? 0) >= status) return
      if (!isKnown) {
        if (length === starts.length) grow()
        for (const list of [starts, statuses, entries]) list.copyWithin(place + 1, place, length)
        length += 1
      }
      starts[place] = from
      statuses[place] = status
      entries[place] = entry
    },
    *all(): Generator<{ from: number; status: number; best: number }> {
      for (let at = 0; at < length; at++)
        yield { from: starts[at] ?? 0, status: statuses[at] ?? 0, best: entries[at] ?? 0 }
    },
  }
}
type Slots = ReturnType<typeof makeSlots>

const isNamed = ({ source, subject, slot }: SlotLine): boolean =>
  isInstant(slot.start) && slot.start.length === 20 && /^[a-z0-9-]+$/.test(source) && /^[a-z0-9-]+$/.test(subject)

const refuse = ({ source, subject, slot }: SlotLine): never => {
  throw new EvidenceError(
    'LEDGER_BROKEN',
    { slot: `${source} ${subject} ${slot.start}`, why: 'it has no name of ours' },
    { hint: 'eks-evidence verify says what holds of this ledger and what does not' },
  )
}
