// How an evaluation is stored: each object that it rests on once, in a table, and named by its place there. A verdict of a cluster
// rests on the same readings as a hundred others, and a window that is carried on those of its hour.
import { writeJson } from '../json.ts'
import type { Evaluation, Ref } from '../model.ts'
import { byBytes } from './order.ts'

type Placed<T extends { basis: Ref[] }> = Omit<T, 'basis'> & { basis: number[] }
export type Tabled = Omit<Evaluation, 'verdicts' | 'hits' | 'carried' | 'tallied' | 'read'> & {
  /** Sorted by key, then version; each is named somewhere. */
  refs: Ref[]
  verdicts: Placed<Evaluation['verdicts'][number]>[]
  hits: Placed<Evaluation['hits'][number]>[]
  carried: Record<string, Placed<Evaluation['carried'][string][number]>[]>
  tallied: Record<string, Placed<Evaluation['tallied'][string]>>
  read: number[]
}

export const tabled = (evaluation: Evaluation): Tabled => {
  const { verdicts, hits, carried, tallied, read, ...rest } = evaluation
  const own = [...verdicts, ...hits, ...Object.values(carried).flat(), ...Object.values(tallied)]
  const all = new Map<string, Ref>()
  for (const ref of [...own.flatMap(({ basis }) => basis), ...read]) all.set(nameOf(ref), ref)
  const refs = [...all.keys()].sort(byBytes)
  const places = new Map(refs.map((name, place) => [name, place]))
  const placesOf = (basis: readonly Ref[]): number[] => basis.map((ref) => places.get(nameOf(ref)) ?? 0)
  const placed = <T extends { basis: Ref[] }>(one: T): Placed<T> => ({ ...one, basis: placesOf(one.basis) })
  return {
    ...rest,
    refs: refs.flatMap((name) => all.get(name) ?? []),
    verdicts: verdicts.map(placed),
    hits: hits.map(placed),
    carried: mapped(carried, (windows) => windows.map(placed)),
    tallied: mapped(tallied, placed),
    read: placesOf(read),
  }
}

/** Undefined where it is not as `tabled` writes it: out of order, something twice, not named, or named and not there. */
export const untabled = (stored: Tabled): Evaluation | undefined => {
  const { refs, verdicts, hits, carried, tallied, read, ...rest } = stored
  const named = new Uint8Array(refs.length)
  let isWhole = refs.every((ref, at) => at === 0 || byBytes(nameOf(refs[at - 1] as Ref), nameOf(ref)) < 0)
  const refsOf = (places: readonly number[]): Ref[] =>
    places.flatMap((place) => {
      const ref = refs[place]
      if (!ref) isWhole = false
      else named[place] = 1
      return ref ?? []
    })
  const held = <T extends { basis: number[] }>(one: T): Omit<T, 'basis'> & { basis: Ref[] } => ({
    ...one,
    basis: refsOf(one.basis),
  })
  const evaluation = {
    ...rest,
    verdicts: verdicts.map(held),
    hits: hits.map(held),
    carried: mapped(carried, (windows) => windows.map(held)),
    tallied: mapped(tallied, held),
    read: refsOf(read),
  } as Evaluation
  return isWhole && named.every((one) => one === 1) ? evaluation : undefined
}

const nameOf = (ref: Ref): string => `${ref.key}\n${writeJson(ref)}`

const mapped = <From, To>(all: Record<string, From>, by: (one: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [name, by(one)]))
