// Runs a control's own examples by the path that production takes, and breaks them in every way a reading can break.
import { plus, slotAt } from '../clock.ts'
import type { AnyControl, Example, Need, Settings, Tally } from '../control.ts'
import { readAt, subjects } from '../examples/example.ts'
import type { Fact } from '../fact.ts'
import type { Action, Exchange, Outcome, Slot } from '../model.ts'
import { isUnknown, unknown } from '../model.ts'
import { aboutSubject, readFact } from '../observation/fact.ts'
import type { Source } from '../source.ts'
import { covering } from './covered.ts'
import { outcomeOf } from './outcome.ts'
import { asTally, summed } from './tallied.ts'

export type AnyExample = Example<Record<string, Need<unknown>>, Settings>
/** Each need's exchanges, one list per reading. */
export type Readings = Record<string, Exchange[][]>
export type SourceOf = (id: string) => Source

/** The slot of an example's reading: of a window source the next one for each reading, of any other the day's. */
const slotOf = ({ kind, every }: Source, at: number): Slot =>
  slotAt(kind === 'window' ? plus('2026-01-05T00:00:00Z', at * every) : readAt, every)

const isList = (given: Exchange[] | Exchange[][]): given is Exchange[][] => given.every((one) => Array.isArray(one))

export const readings = (control: AnyControl, example: AnyExample): Readings =>
  Object.fromEntries(
    Object.entries(control.needs).map(([need, { when }]) => {
      const given = example[need] ?? []
      return [need, (typeof when === 'object' || when === 'tally') && isList(given) ? given : [given as Exchange[]]]
    }),
  )

/** The outcome of a control over an example; `changed` replaces what the example gives, undefined withholds a need. */
export const judge = (
  control: AnyControl,
  example: AnyExample,
  sourceOf: SourceOf,
  changed: Record<string, Exchange[][] | undefined> = readings(control, example),
): Outcome => {
  const { settings, asOf = readAt, subject, register = null, acceptances = [] } = example.with ?? {}
  const about = { ...subjects[control.of], ...subject }
  const facts = Object.fromEntries(
    Object.entries(control.needs).map(([need, { fact, when }]) => {
      const source = sourceOf(fact.source)
      const of = fact.of === control.of ? about : subjects[fact.of]
      const values = changed[need]?.map((lines, at) => {
        const slot = slotOf(source, at)
        const value = readFact(fact, source, lines, { subject: of, slot })
        return { slot, value: aboutSubject(fact, value, fact.of, about) }
      })
      if (!values) return [need, unknown(`${need} withheld`)]
      if (when === 'tally') return [need, sumOf(fact, values) ?? values[0]?.value]
      if (typeof when !== 'object') return [need, values[0]?.value]
      return [need, values.map(({ value }) => value).find(isUnknown) ?? values]
    }),
  )
  const unread = Object.values(facts).find(isUnknown)
  if (unread) return unread
  const controls = { [control.id]: { settings: { ...settings } as Settings } }
  const config = { controls, register, acceptances }
  return outcomeOf(control, facts, { tick: asOf, task: { subject: about }, config })
}

// Windows that could not be read leave a hole; undefined where none could.
const sumOf = (fact: Fact<unknown>, values: { slot: Slot; value: unknown }[]): Tally<unknown> | undefined => {
  const known = values.filter(({ value }) => !isUnknown(value))
  const covered = known.reduce<Slot[]>((all, { slot }) => covering(all, slot), [])
  const [first] = known
  const [start, end] = [values[0]?.slot.start, values.at(-1)?.slot.end]
  if (!first || start === undefined || end === undefined) return undefined
  const { join, forget } = summed(fact)
  const value = known.slice(1).reduce((sum, one) => join(sum, one.value), first.value)
  return asTally({ tried: { start, end }, covered, value: forget(value, { to: end, settled: end }) })
}

/** The example with one line changed, for each line of each need. */
export const eachLine = (given: Readings, change: (line: Exchange) => Iterable<Exchange>): Readings[] =>
  Object.entries(given).flatMap(([need, lists]) =>
    lists.flatMap((lines, list) =>
      lines.flatMap((line, at) =>
        [...change(line)].map((other) => ({ ...given, [need]: lists.with(list, lines.with(at, other)) })),
      ),
    ),
  )

export const denied = ({ got: _, ...line }: Exchange): Exchange => ({
  ...without(line as Exchange, ['body', 'raw']),
  got: 'failed',
  code: 'AccessDeniedException',
  message: 'not authorized to perform this action',
})

/** The line with one key of its body deleted, for each key at any depth but those of these names. */
export function* missingKeys(line: Exchange, kept: readonly string[] = []): Generator<Exchange> {
  if (line.got !== 'body') return
  for (const path of keys(line.body)) {
    if (kept.includes(path.at(-1) ?? '')) continue
    const body = structuredClone(line.body)
    const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], body)
    Reflect.deleteProperty(parent as object, path.at(-1) ?? '')
    yield { ...line, body }
  }
}

export const denyAll = (given: Readings, need: string, action: Action): Readings => ({
  ...given,
  [need]: (given[need] ?? []).map((lines) => lines.map((line) => (line.action === action ? denied(line) : line))),
})

function* keys(value: unknown, path: string[] = []): Generator<string[]> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) yield [...path, key]
    yield* keys(inner, [...path, key])
  }
}

const without = (line: Exchange, names: string[]): Exchange =>
  Object.fromEntries(Object.entries(line).filter(([name]) => !names.includes(name))) as Exchange
