// Holds a report that was handed over against the one that the store gives now: byte by byte, up to the head that it names.
import type { Result, State } from '../prove/checks.ts'
import type { Verified } from '../prove/verify.ts'
import type { MadeOf } from './made-of.ts'
import type { Piecewise } from './tables/tables.ts'

/** Bytes of a file as it was handed over, in pieces; undefined where there is none of this name. */
export type Handed = (name: string) => Iterable<Uint8Array> | undefined

type Given = {
  made: MadeOf
  /** What the store gives, of the files that were handed over or should have been. */
  again: readonly Piecewise[]
  handed: Handed
  /** Names among what was handed over that no report has. */
  strange: readonly string[]
  /** What verify says now, up to the report's head. */
  now: Verified
  version: string
}

/** The result of the check `report-matches`. What another version wrote otherwise is named, and is no breach. */
export const matches = ({ made, again, handed, strange, now, version }: Given): Result => {
  const other = made.by.version === version ? undefined : `it was written by version ${made.by.version}`
  const findings = [
    ...again.flatMap((file): Result['findings'] => {
      const what = differs(file, handed(file.name))
      if (what === undefined) return []
      return [
        other === undefined
          ? { state: 'fail', at: file.name, what }
          : { state: 'deviation', at: file.name, what: `${what}; ${other}` },
      ]
    }),
    ...strange.map((name) => ({ state: 'fail' as const, at: name, what: 'is no file of a report' })),
    ...(made.verified ? better(made.verified, now) : []),
  ]
  const state: State = findings.some((one) => one.state === 'fail')
    ? 'fail'
    : findings.length > 0
      ? 'deviation'
      : 'pass'
  return {
    name: 'report-matches',
    state,
    looked: again.length,
    findings: findings.slice(0, 20),
    more: Math.max(0, findings.length - 20),
  }
}

const differs = ({ pieces }: Piecewise, handed: Iterable<Uint8Array> | undefined): string | undefined => {
  if (!handed) return 'is not there'
  const theirs = bytesOf(handed)
  let at = 0
  for (const piece of pieces()) {
    const own = Buffer.from(piece)
    const same = theirs.take(own.length)
    if (!own.equals(same)) return `differs from what the store gives, from byte ${at + firstOther(own, same)} on`
    at += own.length
  }
  return theirs.take(1).length > 0 ? `goes on behind its end, from byte ${at} on` : undefined
}

const firstOther = (a: Uint8Array, b: Uint8Array): number => {
  const at = a.findIndex((byte, nth) => byte !== b[nth])
  return at < 0 ? b.length : at
}

// So many bytes at a time, however they come.
const bytesOf = (pieces: Iterable<Uint8Array>) => {
  const from = pieces[Symbol.iterator]()
  let held: Uint8Array = new Uint8Array()
  return {
    take(length: number): Uint8Array {
      const parts: Uint8Array[] = []
      for (let left = length; left > 0; ) {
        if (held.length === 0) {
          const next = from.next()
          if (next.done) break
          held = next.value
        }
        const part = held.subarray(0, left)
        held = held.subarray(part.length)
        left -= part.length
        parts.push(part)
      }
      return Buffer.concat(parts)
    },
  }
}

const rank: Record<State, number> = { pass: 0, idle: 0, deviation: 1, fail: 2 }

// Whoever wrote the report cannot have been told better than what holds now.
const better = ({ checks, assurance }: Verified, now: Verified): Result['findings'] => [
  ...now.checks.flatMap(({ name, state }): Result['findings'] => {
    const told = checks.find((one) => one.name === name)?.state ?? 'idle'
    if (rank[told] >= rank[state]) return []
    return [{ state: 'fail', at: name, what: `is told as ${said[told]}, and is ${said[state]}` }]
  }),
  ...(assurance === now.assurance
    ? []
    : [{ state: 'deviation' as const, at: 'assurance', what: `is told as ${assurance}; here it is ${now.assurance}` }]),
]

const said: Record<State, string> = {
  pass: 'holding',
  idle: 'having had nothing to look at',
  deviation: 'a deviation',
  fail: 'broken',
}
