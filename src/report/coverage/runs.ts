// Slots that follow each other and came to the same, as one run: a hole of three weeks is one line and not five hundred.
import { instant } from '../../clock.ts'
import type { Instant } from '../../model.ts'
import type { SlotStatus, SlotsOf } from '../period/period.ts'
import { isRead, statusAt } from './counts.ts'

export type Run = {
  source: string
  /** Its slug. */
  subject: string
  /** Seconds. */
  every: number
  /** From the start of the first slot to the end of the last. */
  from: Instant
  to: Instant
  slots: number
  status: SlotStatus
  /** The most seconds that one of them was late; 0 where none was. */
  late: number
  reasons: readonly string[]
  /** The entry that sealed the first one's best attempt; 0 where none did. */
  sequence: number
}

/** Every slot is in one run; the runs are in order of time. */
export function* runsOf(slots: SlotsOf): Generator<Run> {
  let from = 0
  for (let place = 1; place <= slots.statuses.length; place++) {
    if (place < slots.statuses.length && isSame(slots, from, place)) continue
    yield run(slots, from, place)
    from = place
  }
}

/** The runs that were not read whole and in time. */
export function* gapsOf(slots: SlotsOf): Generator<Run> {
  for (const one of runsOf(slots)) if (!isRead(one.status) || one.late > 0) yield one
}

const none: readonly string[] = []
const isLate = ({ late }: SlotsOf, place: number): boolean => (late.get(place) ?? 0) > 0

const isSame = (slots: SlotsOf, a: number, b: number): boolean => {
  if (slots.statuses[a] !== slots.statuses[b] || isLate(slots, a) !== isLate(slots, b)) return false
  const [reasons, others] = [slots.reasons.get(a) ?? none, slots.reasons.get(b) ?? none]
  return reasons.length === others.length && reasons.every((reason, at) => reason === others[at])
}

const run = (slots: SlotsOf, from: number, to: number): Run => {
  const { source, subject, every, first, late } = slots
  let latest = 0
  if (isLate(slots, from)) for (let place = from; place < to; place++) latest = Math.max(latest, late.get(place) ?? 0)
  return {
    ...{ source, subject, every },
    from: instant(first + from * every),
    to: instant(first + to * every),
    slots: to - from,
    status: statusAt(slots, from),
    late: latest,
    reasons: slots.reasons.get(from) ?? none,
    sequence: slots.sealedBy[from] ?? 0,
  }
}

/** Slots in a row that were not read, whatever became of each. */
export type Gap = { from: Instant; to: Instant; slots: number }

/** The longest one, by time, over the cadences that a source had at a subject; the first of equals. Null where all was read. */
export const longestGap = (all: readonly SlotsOf[]): Gap | null => {
  let longest: Span | undefined
  let open: Span | undefined
  for (const slots of all.toSorted((a, b) => a.first - b.first)) {
    for (const place of slots.statuses.keys()) {
      const from = slots.first + place * slots.every
      const to = from + slots.every
      if (isRead(statusAt(slots, place))) open = undefined
      else open = open?.to === from ? { from: open.from, to, slots: open.slots + 1 } : { from, to, slots: 1 }
      if (open && (!longest || open.to - open.from > longest.to - longest.from)) longest = open
    }
  }
  return longest ? { from: instant(longest.from), to: instant(longest.to), slots: longest.slots } : null
}

type Span = { from: number; to: number; slots: number }
