// Sums of window facts, carried as one value each: ninety days of windows would be too long a list.
import { instant, plus, seconds, slotAt } from '../clock.ts'
import type { Tally } from '../control.ts'
import type { Fact, Summed } from '../fact.ts'
import { type Evaluation, type Instant, isUnknown, type Slot } from '../model.ts'
import { factOf } from '../observation/fact.ts'
import { byBytes } from '../store/order.ts'
import { covering, uncovered } from './covered.ts'
import { isOn, type Judging, type Own } from './judge.ts'

export type Tallied = Evaluation['tallied']
type Sum = Tallied[string]

/** Of its own facts, whoever asks for them: a region sums up what controls of its clusters ask for. */
export const talliedNow = (on: Own): Tallied => {
  const facts = new Map<string, Summed<unknown>>()
  for (const { id, needs } of on.catalog.controls) {
    for (const { fact, when } of Object.values(needs)) {
      if (when === 'tally' && fact.of === on.task.subject.scope && isOn(id, on.config)) facts.set(fact.id, summed(fact))
    }
  }
  return Object.fromEntries(
    [...facts.values()]
      .sort((a, b) => byBytes(a.id, b.id))
      .flatMap((fact) => {
        const sum = sumOf(fact, on)
        return sum ? [[fact.id, sum]] : []
      }),
  )
}

/**
 * What stood before with the windows that this tick judges, those that start after `upTo` left out. The join is idempotent:
 * a window that was added before adds what its better reading has more. One that could not be read adds nothing, not even
 * that it is covered. Undefined as long as no window was read.
 */
export const sumOf = (fact: Summed<unknown>, on: Own, upTo?: Slot): Sum | undefined => {
  let sum = on.standing?.evaluation.tallied[fact.id]
  for (const reading of on.readings.windows[fact.source] ?? []) {
    const { slot, parts } = reading
    if (upTo && slot.start > upTo.start) continue
    const value = factOf(fact, reading.examined())
    if (isUnknown(value)) continue
    const joined = sum ? fact.join(sum.value, value) : value
    const covered = covering(sum?.covered ?? [], slot)
    const to = covered.at(-1)?.end ?? slot.end
    sum = { covered, value: fact.forget(joined, { to, settled: settledAt(fact, covered, to, on) }), basis: parts }
  }
  return sum
}

/** As a control is given it. */
export const asTally = ({ covered, value }: Sum): Tally<unknown> => {
  const [from, to] = [covered[0]?.start ?? '', covered.at(-1)?.end ?? '']
  return { value, from, to, unread: uncovered(covered, from, to) }
}

// Up to the first slot that can still be read: nothing older will ever be added.
const settledAt = (
  { source }: Fact<unknown>,
  covered: Slot[],
  to: Instant,
  { schedule, tick, from }: Pick<Judging, 'schedule' | 'tick' | 'from'>,
): Instant => {
  const { every, keeps } = schedule[source] ?? { every: 1, keeps: 0 }
  const readable = Math.max(seconds(slotAt(from, every).start), seconds(plus(tick, -keeps)))
  return uncovered(covered, instant(Math.min(readable, seconds(to))), to)[0]?.start ?? to
}

/** Throws for a fact whose values cannot be summed up: `tally` takes none such. */
export const summed = (fact: Fact<unknown>): Summed<unknown> => {
  if (!fact.join || !fact.forget) throw new TypeError(`${fact.id} has no join`)
  return fact as Summed<unknown>
}
