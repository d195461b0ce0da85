// The values of window facts are carried from evaluation to evaluation, so that a day of windows is not read again every hour.
import { seconds } from '../clock.ts'
import type { Fact } from '../fact.ts'
import { isUnknown } from '../model.ts'
import { byBytes } from '../store/order.ts'
import { type Carried, isOn, type Judging, type Own } from './judge.ts'
import { factIn } from './resolve.ts'

/**
 * By fact, oldest first. Kept for twice as long as a control looks back, so that a window that is read late finds those
 * before it. A second attempt at a slot that came to nothing does not displace what the first one read.
 */
export const carriedNow = (on: Own): Carried => {
  const before = on.standing?.evaluation.carried ?? {}
  return Object.fromEntries(
    [...lengths(on)]
      .sort(([a], [b]) => byBytes(a, b))
      .map(([id, { fact, length }]) => {
        const all = new Map((before[id] ?? []).map((one) => [one.slot.start, one]))
        for (const reading of on.readings.windows[fact.source] ?? []) {
          const { slot, parts } = reading
          const value = factIn(fact, reading)
          const known = all.get(slot.start)
          if (!known || isUnknown(known.value) || !isUnknown(value)) all.set(slot.start, { slot, value, basis: parts })
        }
        const sorted = [...all.values()].sort((a, b) => byBytes(a.slot.start, b.slot.start))
        const end = seconds(sorted.at(-1)?.slot.end ?? on.tick)
        return [id, sorted.filter(({ slot }) => seconds(slot.start) >= end - 2 * length)]
      }),
  )
}

// Of its own facts, whoever asks for them: a region carries what the controls of its clusters look back on.
type Lengths = Map<string, { fact: Fact<unknown>; length: number }>
const lengths = ({ catalog, task, config }: Pick<Judging, 'catalog' | 'task' | 'config'>): Lengths => {
  const found: Lengths = new Map()
  for (const { id, needs } of catalog.controls) {
    for (const { fact, when } of Object.values(needs)) {
      if (typeof when !== 'object' || fact.of !== task.subject.scope || !isOn(id, config)) continue
      found.set(fact.id, { fact, length: Math.max(when.over, found.get(fact.id)?.length ?? 0) })
    }
  }
  return found
}
