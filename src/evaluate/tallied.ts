// Sums of window facts, carried as one value each: ninety days of windows would be too long a list.
import { settingsOf } from '../audit-log/rules.ts'
import { earliest, instant, latest, plus, seconds, slotAt } from '../clock.ts'
import type { Tally } from '../control.ts'
import type { Fact, Summed } from '../fact.ts'
import { type Evaluation, type Instant, isUnknown, type Slot } from '../model.ts'
import { factOf } from '../observation/fact.ts'
import { byBytes } from '../store/order.ts'
import { covering, uncovered } from './covered.ts'
import { isOn, type Judging, type Own } from './judge.ts'

export type Tallied = Evaluation['tallied']
type Sum = Tallied[string]

/** Of its own facts, whoever asks for them: a region sums up what controls of its clusters ask for, and detections ask too. */
export const talliedNow = (on: Own): Tallied => {
  const facts = new Map<string, Summed<unknown>>()
  for (const { id, needs } of on.catalog.controls) {
    for (const { fact, when } of Object.values(needs)) {
      if (when === 'tally' && fact.of === on.task.subject.scope && isOn(id, on.config)) facts.set(fact.id, summed(fact))
    }
  }
  for (const one of on.catalog.detections) {
    if (one.kind !== 'first-use' || one.history.of !== on.task.subject.scope) continue
    if (settingsOf(one, on.config.detections ?? {})) facts.set(one.history.id, one.history)
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
 * a window that was added before adds what its better reading has more. One that could not be read adds that it was tried.
 * Undefined as long as none was.
 */
export const sumOf = (fact: Summed<unknown>, on: Own, upTo?: Slot): Sum | undefined => {
  let sum = on.standing?.evaluation.tallied[fact.id]
  for (const reading of on.readings.windows[fact.source] ?? []) {
    const { slot, parts } = reading
    if (upTo && slot.start > upTo.start) continue
    const tried = sum ? hull(sum.tried, slot) : { start: slot.start, end: slot.end }
    const value = factOf(fact, reading.examined())
    if (isUnknown(value)) sum = { covered: [], value: null, basis: parts, ...sum, tried }
    else {
      const joined = sum && sum.covered.length > 0 ? fact.join(sum.value, value) : value
      const covered = covering(sum?.covered ?? [], slot)
      const given = { to: tried.end, settled: settledAt(fact, covered, tried.end, on) }
      sum = { tried, covered, value: fact.forget(joined, given), basis: parts }
    }
  }
  return sum
}

const hull = (a: Slot, b: Slot): Slot => ({ start: earliest(a.start, b.start), end: latest(a.end, b.end) })

/** As a control is given it. */
export const asTally = ({ tried, covered, value }: Omit<Sum, 'basis'>): Tally<unknown> => ({
  value,
  from: tried.start,
  to: tried.end,
  unread: uncovered(covered, tried.start, tried.end),
})

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
