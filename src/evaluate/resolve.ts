// What a control is given for each of its needs: a value, or why it is unknown, and what that rests on.
import { instant, seconds, slotAt } from '../clock.ts'
import type { Need } from '../control.ts'
import type { Fact } from '../fact.ts'
import { isUnknown, type Ref, type Slot, type Unknown, unknown } from '../model.ts'
import { aboutSubject, factOf } from '../observation/fact.ts'
import { tickEvery } from '../plan/slots.ts'
import type { Carried, Judging } from './judge.ts'
import type { Reading } from './readings.ts'
import { asTally, summed, sumOf } from './tallied.ts'

/** `stale`: the newest reading is too old to speak for now, and `slot` is the one that it should have been of. */
export type Resolved = { value: unknown; slot?: Slot; basis: Ref[]; stale?: true }

/** `window`: the slot that is judged, of a control over windows. */
export const resolve = (
  { fact, when }: Need<unknown>,
  on: Judging,
  carried: Carried,
  window: Slot | undefined,
): Resolved => {
  if (typeof when === 'object') return series(fact, when.over, on, carried, window)
  if (when === 'tally') return sum(fact, on, window)
  const reading = when === 'latest' ? latestOf(fact, on, window) : previousOf(fact, on, window)
  if (!reading)
    return { value: unknown(`${fact.source} was not read ${when === 'latest' ? 'yet' : 'before'}`), basis: [] }
  if (when === 'latest' && !window && isStale(fact.source, reading.slot, on))
    return stale(fact, reading.slot, reading.parts, on)
  const value = aboutSubject(fact, factIn(fact, reading), reading.subject.scope, on.task.subject)
  return { value, slot: reading.slot, basis: reading.parts }
}

const latestOf = ({ source }: Fact<unknown>, { readings }: Judging, window: Slot | undefined): Reading | undefined =>
  (window && readings.windows[source]?.find(({ slot }) => slot.start === window.start)) ?? readings.latest[source]?.[0]

const previousOf = ({ source }: Fact<unknown>, on: Judging, window: Slot | undefined): Reading | undefined => {
  const latest = on.readings.latest[source] ?? []
  if (!window || on.schedule[source]?.kind !== 'window') return latest[1]
  return [...(on.readings.windows[source] ?? []), ...latest]
    .filter(({ slot }) => slot.start < window.start)
    .reduce<Reading | undefined>((a, b) => (a && a.slot.start >= b.slot.start ? a : b), undefined)
}

/** A reading speaks for its slot and, until the next slot is read, for the one after it; not for longer. */
export const isStale = (
  source: string,
  { end }: Slot,
  { schedule, tick }: Pick<Judging, 'schedule' | 'tick'>,
): boolean => {
  const { kind, every, delay } = schedule[source] ?? { kind: 'state', every: 0, delay: 0 }
  const until = seconds(end) + every + (kind === 'window' ? delay + 2 * tickEvery : 0)
  return seconds(tick) >= until
}

const stale = (fact: Fact<unknown>, { start }: Slot, basis: Ref[], { schedule, tick }: Judging): Resolved => {
  const { kind, every, delay } = schedule[fact.source] ?? { kind: 'state', every: 86_400, delay: 0 }
  const now = slotAt(instant(seconds(tick) - (kind === 'window' ? every + delay : 0)), every)
  return { value: unknown(`${fact.source} was last read for the slot from ${start}`), slot: now, basis, stale: true }
}

export const factIn = (fact: Fact<unknown>, reading: Reading): unknown => factOf(fact, reading.examined())

const series = (
  fact: Fact<unknown>,
  length: number,
  on: Judging,
  carried: Carried,
  window: Slot | undefined,
): Resolved => {
  const isOwn = fact.of === on.task.subject.scope
  const held = isOwn ? { carried, ref: on.standing?.ref } : on.above[fact.of]
  const known = (held?.carried[fact.id] ?? []).filter(({ slot }) => !window || slot.start <= window.start)
  const last = known.at(-1)
  const every = on.schedule[fact.source]?.every ?? 0
  if (!last || every === 0) return { value: unknown(`${fact.source} was not read yet`), basis: [] }
  if (!window && isStale(fact.source, last.slot, on)) return stale(fact, last.slot, last.basis, on)
  const begin = Math.max(seconds(last.slot.end) - length, seconds(slotAt(on.from, every).start))
  const unread = (reason: string, basis: Ref[]): Resolved => ({ value: unknown(reason), slot: last.slot, basis })
  const bySlot = new Map(known.map((one) => [seconds(one.slot.start), one]))
  const values: { slot: Slot; value: unknown }[] = []
  for (let start = begin; start < seconds(last.slot.end); start += every) {
    const one = bySlot.get(start)
    if (!one) return unread(`${fact.source} was not read for the slot from ${instant(start)}`, last.basis)
    if (isUnknown(one.value)) return unread(`slot from ${one.slot.start}: ${(one.value as Unknown).reason}`, one.basis)
    const value = aboutSubject(fact, one.value, fact.of, on.task.subject)
    if (isUnknown(value)) return unread(`slot from ${one.slot.start}: ${value.reason}`, one.basis)
    values.push({ slot: one.slot, value })
  }
  return { value: values, slot: last.slot, basis: [...last.basis, ...(held?.ref ? [held.ref] : [])] }
}

const sum = (fact: Fact<unknown>, on: Judging, window: Slot | undefined): Resolved => {
  const { of } = fact
  const isOwn = of === on.task.subject.scope
  const held = isOwn
    ? { sum: (window && alone(fact, on, window)) ?? sumOf(summed(fact), on, window), ref: on.standing?.ref }
    : { sum: on.above[of]?.tallied?.[fact.id], ref: on.above[of]?.ref }
  if (!held.sum) return { value: unknown(`${fact.source} was not read yet`), basis: [] }
  const { tried, covered, basis: own } = held.sum
  const every = on.schedule[fact.source]?.every ?? 0
  const slot = { start: instant(seconds(tried.end) - every), end: tried.end }
  const basis = [...own, ...(held.ref ? [held.ref] : [])]
  if (!window && isStale(fact.source, slot, on)) return stale(fact, slot, basis, on)
  if (covered.length === 0) return { value: unreadIn(fact, on), slot, basis }
  const value = aboutSubject(fact, held.sum.value, of, on.task.subject)
  return { value: isUnknown(value) ? value : asTally({ ...held.sum, value }), slot, basis }
}

// A sum knows what came later and has let go what is long ago. So a window that is late is judged by itself, or nobody would
// ever judge what was done in it.
const alone = (fact: Fact<unknown>, on: Judging, window: Slot): ReturnType<typeof sumOf> => {
  const before = on.standing?.evaluation.tallied[fact.id]
  if (!before || seconds(window.end) >= seconds(before.tried.end)) return undefined
  const reading = on.readings.windows[fact.source]?.find(({ slot }) => slot.start === window.start)
  const value = reading ? factIn(fact, reading) : unknown(`${fact.source} was not read`)
  const basis = reading?.parts ?? []
  return isUnknown(value)
    ? { tried: window, covered: [], value: null, basis }
    : { tried: window, covered: [window], value, basis }
}

// Why no window was read: by those of this tick, if it has any.
const unreadIn = (fact: Fact<unknown>, { readings }: Judging): Unknown =>
  (readings.windows[fact.source] ?? []).map((reading) => factIn(fact, reading)).find(isUnknown) ??
  unknown(`${fact.source} was not read yet`)
