// Slots counted by what became of them, and the share that was read.
import { type SlotStatus, type SlotsOf, slotStatuses } from '../period/period.ts'

/** `expected` is the sum of the six that follow it. */
export type Counts = {
  expected: number
  complete: number
  empty: number
  partial: number
  failed: number
  missed: number
  /** No index has a line for it. */
  unaccounted: number
  /** Of the complete and the empty: read after they were due. */
  late: number
}

export const noCounts = (): Counts => ({
  ...{ expected: 0, complete: 0, empty: 0, partial: 0, failed: 0, missed: 0 },
  ...{ unaccounted: 0, late: 0 },
})

export const sumOf = (all: readonly Counts[]): Counts => {
  const sum = noCounts()
  for (const one of all) for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] += one[name]
  return sum
}

export const isRead = (status: SlotStatus): boolean => status === 'complete' || status === 'empty'

export const statusAt = ({ statuses }: Pick<SlotsOf, 'statuses'>, place: number): SlotStatus =>
  slotStatuses[statuses[place] ?? 0] ?? 'none'

export const countsOf = (slots: Pick<SlotsOf, 'statuses' | 'late'>): Counts => {
  const counts = noCounts()
  for (const place of slots.statuses.keys()) {
    const status = statusAt(slots, place)
    counts.expected += 1
    counts[status === 'none' ? 'unaccounted' : status] += 1
    if (isRead(status) && (slots.late.get(place) ?? 0) > 0) counts.late += 1
  }
  return counts
}

/** Complete and empty: "there is none" is a read. */
export const readOf = ({ complete, empty }: Pick<Counts, 'complete' | 'empty'>): number => complete + empty

/** Every expected slot was read, and none of them late. */
export const isWhole = (counts: Counts): boolean => readOf(counts) === counts.expected && counts.late === 0

/**
 * The share of the expected slots that was read, in percent with two digits, cut and not rounded: so it is 100 only where every
 * one was. Null where none was expected.
 */
export const continuity = (counts: Counts): number | null => {
  if (counts.expected === 0) return null
  return Math.floor((readOf(counts) * 10_000) / counts.expected) / 100
}
