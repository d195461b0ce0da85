// Stored windows of the logs that may hold more of an incident, found by their keys.
import { plus, seconds } from '../clock.ts'
import type { Incident, Ref, Slot } from '../model.ts'
import { parseKey } from '../store/keys.ts'
import { byBytes } from '../store/order.ts'

/** Whether a slot holds something of the time around the hits. */
export const meets = ({ from, to }: Pick<Incident, 'from' | 'to'>, { start, end }: Slot): boolean =>
  seconds(start) < seconds(to) && seconds(end) > seconds(from)

/** One stored part of it. */
export type Window = Slot & { ref: Ref }

/** The audit log's, and of CloudTrail's history what was done to clusters. */
export const logged = ['audit-log', 'change-events'] as const
export type Logged = (typeof logged)[number]
export const loggedBy = ({ key }: Ref): Logged | undefined => {
  const parsed = parseKey(key)
  return parsed?.kind === 'observation' ? logged.find((source) => source === parsed.source) : undefined
}

/** Parts of windows that an incident may rest on: what is beyond is not looked into, and the timeline says so. */
const mostParts = 64

/** `every`: the length of a source's slots in seconds. */
export const windowsIn = (refs: readonly Ref[], every: (source: Logged) => number): Window[] =>
  refs.flatMap((ref) => {
    const key = parseKey(ref.key)
    const source = loggedBy(ref)
    return source && key?.kind === 'observation'
      ? [{ start: key.slotStart, end: plus(key.slotStart, every(source)), ref }]
      : []
  })

/** Whole observations, the oldest first; sorted by key. */
export const windowsAround = (incident: Pick<Incident, 'from' | 'to'>, windows: readonly Window[]): Ref[] => {
  const near = windows.filter((window) => meets(incident, window))
  const kept: Ref[] = []
  for (const parts of inObservations(near.map(({ ref }) => ref)))
    if (kept.length + parts.length <= mostParts) kept.push(...parts)
  return kept.sort((a, b) => byBytes(a.key, b.key))
}

/** Each part once, by the observation that it is of and in the order of its parts; the oldest slot first. */
export const inObservations = (refs: readonly Ref[]): Ref[][] => {
  const found = new Map<string, { at: number; ref: Ref }[]>()
  for (const ref of new Map(refs.map((one) => [one.key, one])).values()) {
    const key = parseKey(ref.key)
    if (key?.kind !== 'observation') continue
    const name = `${key.slotStart} ${key.tick} ${key.source} ${key.subject}`
    found.set(name, [...(found.get(name) ?? []), { at: key.part, ref }])
  }
  return [...found]
    .sort(([a], [b]) => byBytes(a, b))
    .map(([, parts]) => parts.sort((a, b) => a.at - b.at).map(({ ref }) => ref))
}
