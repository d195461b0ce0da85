// Judges one subject: a pure function of stored readings, settings and what stood before.

import { detect } from '../audit-log/detect.ts'
import type { Catalog } from '../catalog.ts'
import { instant, seconds, slotAt } from '../clock.ts'
import type { Config } from '../config.ts'
import type { AnyControl, Need } from '../control.ts'
import type { Fact } from '../fact.ts'
import type { Schedule } from '../ledger/statement.ts'
import {
  type Evaluation,
  type Instant,
  isUnknown,
  type Ref,
  type Slot,
  type Task,
  type Unknown,
  unknown,
  type Verdict,
} from '../model.ts'
import { factOf } from '../observation/fact.ts'
import { slug } from '../store/keys.ts'
import { outcomeOf } from './outcome.ts'
import type { Reading, Readings } from './readings.ts'
import { carry, current } from './since.ts'

export type Judging = {
  tick: Instant
  task: Task
  /** When the subject's observation began: no slot before it is missed. */
  from: Instant
  schedule: Schedule
  config: Pick<Config, 'controls'>
  catalog: Catalog
  readings: Readings
  standing: { evaluation: Evaluation; ref: Ref } | undefined
}

/** The controls that a subject of this scope must have a verdict of. */
export const controlsFor = (
  { controls }: Pick<Catalog, 'controls'>,
  scope: Task['subject']['scope'],
  config: Pick<Config, 'controls'>,
): AnyControl[] => controls.filter(({ id, of }) => of === scope && !('off' in (config.controls[id] ?? {})))

export const judge = (on: Judging): Evaluation => {
  const { tick, task, catalog, config, standing } = on
  const carried = carriedNow(on)
  const before = current(standing?.evaluation.verdicts ?? [])
  const verdicts = controlsFor(catalog, task.subject.scope, config).flatMap((control) =>
    verdictsOf(control, on, carried, before.get(control.id)),
  )
  const hits = Object.values(on.readings.windows)
    .flat()
    .flatMap(({ source, slot, exchanges, parts }) =>
      source === 'audit-log'
        ? detect(catalog.detections, exchanges, { slot, cluster: task.subject.name }).map((hit) => ({
            ...hit,
            basis: parts,
          }))
        : [],
    )
  return {
    schema: 'eks-evidence/evaluation/v1',
    tick,
    subject: task.subject,
    verdicts: verdicts.sort((a, b) => compare(`${a.control} ${a.slot.start}`, `${b.control} ${b.slot.start}`)),
    hits: hits.sort((a, b) =>
      compare(
        `${a.slot.start} ${a.detection} ${a.at} ${a.auditID ?? ''}`,
        `${b.slot.start} ${b.detection} ${b.at} ${b.auditID ?? ''}`,
      ),
    ),
    carried,
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

type Carried = Evaluation['carried']

// A control over windows is judged once for each window that this tick read, in slot order; without a new one its verdict stays.
const verdictsOf = (control: AnyControl, on: Judging, carried: Carried, before: Verdict | undefined): Verdict[] => {
  const window = Object.values(control.needs).find(({ fact }) => on.schedule[fact.source]?.kind === 'window')
  if (!window) return [verdict(control, on, carried, before)]
  const slots = (on.readings.windows[window.fact.source] ?? []).map(({ slot }) => slot)
  if (slots.length === 0) return [before ?? verdict(control, on, carried, undefined)]
  const made: Verdict[] = []
  let last = before
  for (const slot of slots) {
    const next = verdict(control, on, carried, last, slot)
    made.push(next)
    if (!last || slot.start >= last.slot.start) last = next
  }
  return last && !made.includes(last) ? [last, ...made] : made
}

const verdict = (
  control: AnyControl,
  on: Judging,
  carried: Carried,
  before: Verdict | undefined,
  window?: Slot,
): Verdict => {
  const given = Object.entries(control.needs).map(([name, need]) => ({ name, ...resolve(need, on, carried, window) }))
  const slots = given.flatMap(({ slot }) => slot ?? [])
  const first = Object.values(control.needs)[0]
  const every = (first && on.schedule[first.fact.source]?.every) ?? 86_400
  const slot = slots.reduce((a, b) => (b.start > a.start ? b : a), window ?? slots[0] ?? slotAt(on.tick, every))
  const unread = given.map(({ value }) => value).filter(isUnknown)
  const outcome = unread[0] ?? outcomeOf(control, Object.fromEntries(given.map(({ name, value }) => [name, value])), on)
  return {
    control: control.id,
    criteria: control.criteria,
    outcome: outcome.outcome,
    reason: outcome.reason,
    slot,
    ...carry(outcome.outcome, slot, before),
    basis: distinct(given.flatMap(({ basis }) => basis)),
  }
}

type Resolved = { value: unknown; slot?: Slot; basis: Ref[] }

const resolve = ({ fact, when }: Need<unknown>, on: Judging, carried: Carried, window: Slot | undefined): Resolved => {
  if (typeof when === 'object') return series(fact, when.over, on, carried, window)
  const readings = on.readings.latest[fact.source] ?? []
  const own = window && on.readings.windows[fact.source]?.find(({ slot }) => slot.start === window.start)
  const reading = own ?? readings[when === 'latest' ? 0 : 1]
  if (!reading)
    return { value: unknown(`${fact.source} was not read ${when === 'latest' ? 'yet' : 'before'}`), basis: [] }
  const value =
    when === 'latest' && isStale(reading, on)
      ? unknown(`${fact.source} was last read for the slot from ${reading.slot.start}`)
      : valueOf(fact, reading)
  return { value, slot: reading.slot, basis: reading.parts }
}

// A reading speaks for its slot and, until the next slot is read, for the one after it; not for longer.
const isStale = ({ source, slot }: Reading, { schedule, tick }: Judging): boolean =>
  schedule[source]?.kind === 'state' && seconds(tick) >= seconds(slot.end) + (schedule[source]?.every ?? 0)

const valueOf = (fact: Fact<unknown>, reading: Reading): unknown => factOf(fact, reading.examined())

const series = (
  fact: Fact<unknown>,
  length: number,
  on: Judging,
  carried: Carried,
  window: Slot | undefined,
): Resolved => {
  const known = (carried[fact.id] ?? []).filter(({ slot }) => !window || slot.start <= window.start)
  const last = known.at(-1)
  const every = on.schedule[fact.source]?.every ?? 0
  if (!last || every === 0) return { value: unknown(`${fact.source} was not read yet`), basis: [] }
  const begin = Math.max(seconds(last.slot.end) - length, seconds(slotAt(on.from, every).start))
  const values: { slot: Slot; value: unknown }[] = []
  for (let start = begin; start < seconds(last.slot.end); start += every) {
    const one = known.find(({ slot }) => seconds(slot.start) === start)
    if (!one)
      return {
        value: unknown(`${fact.source} was not read for the slot from ${instant(start)}`),
        slot: last.slot,
        basis: last.basis,
      }
    if (isUnknown(one.value))
      return {
        value: unknown(`slot from ${one.slot.start}: ${(one.value as Unknown).reason}`),
        slot: last.slot,
        basis: one.basis,
      }
    values.push({ slot: one.slot, value: one.value })
  }
  return { value: values, slot: last.slot, basis: [...last.basis, ...(on.standing ? [on.standing.ref] : [])] }
}

// The values of window facts are carried along, so that a day of windows is not read again every hour.
const carriedNow = (on: Judging): Carried => {
  const needs = controlsFor(on.catalog, on.task.subject.scope, on.config).flatMap(({ needs }) => Object.values(needs))
  const lengths = new Map<string, { fact: Fact<unknown>; length: number }>()
  for (const { fact, when } of needs) {
    if (typeof when === 'object')
      lengths.set(fact.id, { fact, length: Math.max(when.over, lengths.get(fact.id)?.length ?? 0) })
  }
  return Object.fromEntries(
    [...lengths.values()]
      .sort((a, b) => compare(a.fact.id, b.fact.id))
      .map(({ fact, length }) => {
        const fresh = (on.readings.windows[fact.source] ?? []).map((reading) => ({
          slot: reading.slot,
          value: valueOf(fact, reading),
          basis: reading.parts,
        }))
        const old = (on.standing?.evaluation.carried[fact.id] ?? []).filter(
          ({ slot }) => !fresh.some((one) => one.slot.start === slot.start),
        )
        const all = [...old, ...fresh].sort((a, b) => compare(a.slot.start, b.slot.start))
        const end = seconds(all.at(-1)?.slot.end ?? on.tick)
        return [fact.id, all.filter(({ slot }) => seconds(slot.start) >= end - length)]
      }),
  )
}

const distinct = (refs: Ref[]): Ref[] =>
  [...new Map(refs.map((ref) => [ref.key, ref])).values()].sort((a, b) => compare(a.key, b.key))

/** The name by which an evaluation is stored. */
export const evaluationName = ({ subject }: Pick<Task, 'subject'>): string => slug(subject)
