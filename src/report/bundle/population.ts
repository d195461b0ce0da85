// The population of each source: every slot that begins in the period and has a line in an index, read or not.
import { isInstant, seconds } from '../../clock.ts'
import { EvidenceError } from '../../errors.ts'
import type { Slot } from '../../model.ts'
import { partsName } from '../../prove/entered.ts'
import { type IndexLine, isSlotLine } from '../../store/documents.ts'
import { byBytes } from '../../store/order.ts'
import { type SlotStatus, slotStatuses } from '../period/period.ts'

/** `source subject start`: what is scored, and how a sample names it. */
export type Item = string
export const subjectIn = (item: Item): string => item.split(' ')[1] ?? ''

/** The best attempt at a slot, of equal ones the first, and every entry that has a line of it. */
export type Attempts = { status: SlotStatus; best: number; entries: readonly number[] }

export type Population = {
  /** Takes in the index of an entry. Throws LEDGER_BROKEN for a slot that has no name of ours. */
  enter(sequence: number, lines: readonly IndexLine[]): void
  /** The slugs of those who have slots in it. */
  subjects(): ReadonlySet<string>
  /** Sorted. */
  sources(): string[]
  /** Sorted, unique. */
  items(source: string): Item[]
  /** Seconds; the shortest where it was changed. */
  every(source: string): number
  attempts(source: string, item: Item): Attempts
}

type Of = { every: number; items: Map<Item, number>; more: Map<Item, number[]> }

/** A slot's status and its entry are one number, for a year of an account holds a million of them. */
const entriesMost = 2 ** 40

export const makePopulation = (period: Slot): Population => {
  const all = new Map<string, Of>()
  const subjects = new Set<string>()
  const [start, end] = [seconds(period.start), seconds(period.end)]
  return {
    enter(sequence, lines) {
      for (const line of lines) {
        if (!isSlotLine(line)) continue
        const { source, subject, slot, status } = line
        const from = seconds(slot.start)
        if (from < start || from >= end) continue
        const item = partsName(source, subject, slot)
        if (!isInstant(slot.start) || !/^[a-z0-9-]+ [a-z0-9-]+ \S+$/.test(item)) refuse(item)
        const of = all.get(source) ?? { every: Number.POSITIVE_INFINITY, items: new Map(), more: new Map() }
        all.set(source, of)
        subjects.add(subject)
        of.every = Math.min(of.every, seconds(slot.end) - from)
        const known = of.items.get(item)
        const value = slotStatuses.indexOf(status) * entriesMost + sequence
        if (known !== undefined) of.more.set(item, [...(of.more.get(item) ?? [known % entriesMost]), sequence])
        if (known === undefined || rank(known) < rank(value)) of.items.set(item, value)
      }
    },
    subjects: () => subjects,
    sources: () => [...all.keys()].sort(byBytes),
    items: (source) => [...(all.get(source)?.items.keys() ?? [])].sort(byBytes),
    every: (source) => all.get(source)?.every ?? 0,
    attempts(source, item) {
      const of = all.get(source)
      const value = of?.items.get(item) ?? 0
      const best = value % entriesMost
      return { status: slotStatuses[rank(value)] ?? 'none', best, entries: of?.more.get(item) ?? [best] }
    },
  }
}

const rank = (value: number): number => Math.floor(value / entriesMost)

const refuse = (item: string): never => {
  throw new EvidenceError(
    'LEDGER_BROKEN',
    { slot: item, why: 'it has no name of ours' },
    { hint: 'eks-evidence verify says what holds of this ledger and what does not' },
  )
}
