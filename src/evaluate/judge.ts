// Judges one subject: a pure function of stored readings, settings and what stood before.
import type { Catalog } from '../catalog.ts'
import { slotAt } from '../clock.ts'
import type { Config } from '../config.ts'
import type { AnyControl } from '../control.ts'
import type { Schedule } from '../ledger/statement.ts'
import {
  type Evaluation,
  type Instant,
  isUnknown,
  type Ref,
  type Scope,
  type Slot,
  type Task,
  type Verdict,
} from '../model.ts'
import { byBytes } from '../store/order.ts'
import { carriedNow } from './carried.ts'
import { hitsOf } from './hits.ts'
import { outcomeOf, type Ruling } from './outcome.ts'
import type { Readings } from './readings.ts'
import { isStale, resolve } from './resolve.ts'
import { carry, carryLate, current } from './since.ts'
import { type Tallied, talliedNow } from './tallied.ts'

export type Judging = {
  tick: Instant
  task: Task
  /** When the subject's observation began: no slot before it is missed. */
  from: Instant
  schedule: Schedule
  config: Ruling
  catalog: Catalog
  readings: Readings
  standing: { evaluation: Evaluation; ref: Ref } | undefined
  /** What the region, the account and the deployment carry, for the needs of those below. */
  above: Partial<Record<Scope, CarriedAbove>>
  by: Evaluation['by']
  /** The controls that this tick judges; the verdicts of all others stand. */
  again: ReadonlySet<string>
}

/** As far as it is known without those above. */
export type Own = Omit<Judging, 'above' | 'again'>

/** `ref`: the evaluation that holds what was carried before. */
export type CarriedAbove = { carried: Carried; tallied?: Tallied; ref: Ref | undefined }

/** The controls that a subject of this scope must have a verdict of. */
export const controlsFor = (
  { controls }: Pick<Catalog, 'controls'>,
  scope: Task['subject']['scope'],
  config: Pick<Config, 'controls'>,
): AnyControl[] => controls.filter(({ id, of }) => of === scope && isOn(id, config))

export const isOn = (control: string, { controls }: Pick<Config, 'controls'>): boolean =>
  !('off' in (controls[control] ?? {}))

export type Carried = Evaluation['carried']

export const judge = (on: Judging): Evaluation => {
  const { tick, task, catalog, config, readings, standing, by } = on
  const carried = carriedNow(on)
  const before = current(standing?.evaluation.verdicts ?? [])
  const verdicts = controlsFor(catalog, task.subject.scope, config).flatMap((control) =>
    verdictsOf(control, on, carried, before.get(control.id)),
  )
  return {
    schema: 'eks-evidence/evaluation/v1',
    tick,
    subject: task.subject,
    verdicts: verdicts.sort((a, b) => byBytes(`${a.control} ${a.slot.start}`, `${b.control} ${b.slot.start}`)),
    hits: hitsOf(on),
    carried,
    tallied: talliedNow(on),
    by,
    read: readings.read,
    turned: turned(verdicts, before, standing?.evaluation.verdicts ?? []),
  }
}

// Whoever reads only what turned must come to the same as who reads all. What stands now says nothing of a slot behind it: one that
// is judged late, or again, turned unless the evaluation before said the same of it.
const turned = (verdicts: Verdict[], before: ReadonlyMap<string, Verdict>, standing: readonly Verdict[]): string[] => {
  const judged = new Set(verdicts.map(({ control }) => control))
  const said = new Map(standing.map(({ control, slot, outcome }) => [`${control} ${slot.start}`, outcome]))
  const other = verdicts.filter(({ control, outcome, slot }) => {
    const [was, known] = [before.get(control), said.get(`${control} ${slot.start}`)]
    if (known !== undefined) return known !== outcome
    return !was || was.outcome !== outcome || slot.start < was.slot.start
  })
  const gone = [...before.keys()].filter((control) => !judged.has(control))
  return [...new Set([...other.map(({ control }) => control), ...gone])].sort(byBytes)
}

// A control over windows of its own subject is judged once for each window that this tick read, in slot order; without a new
// one its verdict stays until it is too old. A late window changes nothing but since when the newest verdict can be said to hold.
const verdictsOf = (control: AnyControl, on: Judging, carried: Carried, before: Verdict | undefined): Verdict[] => {
  if (before && !on.again.has(control.id)) return [before]
  const source = Object.values(control.needs).find(
    ({ fact }) => fact.of === control.of && on.schedule[fact.source]?.kind === 'window',
  )?.fact.source
  if (source === undefined) return [verdict(control, on, carried, before)]
  const slots = (on.readings.windows[source] ?? []).map(({ slot }) => slot)
  if (slots.length === 0)
    return [before && !isStale(source, before.slot, on) ? before : verdict(control, on, carried, before)]
  const made: Verdict[] = []
  let last = before
  for (const slot of slots) {
    const next = verdict(control, on, carried, last, slot)
    if (last && slot.start < last.slot.start) {
      const late = carryLate(next, last)
      made.push({ ...next, ...late.own })
      last = late.last
    } else {
      made.push(next)
      last = next
    }
  }
  if (!last || made.includes(last)) return made
  // A sum knows more by what came late.
  return [isOverSum(control) ? verdict(control, on, carried, last) : last, ...made]
}

const isOverSum = ({ needs }: AnyControl): boolean => Object.values(needs).some(({ when }) => when === 'tally')

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
  const slot = window ?? slots.reduce((a, b) => (b.start > a.start ? b : a), slots[0] ?? slotAt(on.tick, every))
  const unread = given.find(({ value }) => isUnknown(value))
  const values = Object.fromEntries(given.map(({ name, value }) => [name, value]))
  const outcome = unread && isUnknown(unread.value) ? unread.value : outcomeOf(control, values, on)
  return {
    control: control.id,
    criteria: control.criteria,
    outcome: outcome.outcome,
    reason: outcome.reason,
    slot,
    ...carry(outcome.outcome, slot, before, unread?.stale),
    basis: distinct(given.flatMap(({ basis }) => basis)),
  }
}

const distinct = (refs: Ref[]): Ref[] =>
  [...new Map(refs.map((ref) => [ref.key, ref])).values()].sort((a, b) => byBytes(a.key, b.key))
