// What our detections make of labelled cases: how many of the vendors' alerts they find, and how many of theirs the vendors want.
import { judgeAll } from '../../src/cli/classify/judge.ts'
import type { Detection } from '../../src/detection.ts'
import type { Case } from './cases.ts'
import { counts } from './stances.ts'

export type Scored = Case & { found: boolean }

/** A case is found where any detection that answers the rule gives a hit that counts for the vendor. */
export const scored = (detections: readonly Detection[], cases: readonly Case[]): Scored[] =>
  cases.map((one) => {
    const { ours, rules = {} } = one.answered
    const { take, found } = judgeAll({ detections: detections.filter(({ id }) => ours.includes(id)), rules })
    take({ pointer: one.name, at: '2026-01-05T00:20:00Z', stream: '', message: JSON.stringify(one.event) })
    return { ...one, found: found().some(counts(one.answered)) }
  })

export type Score = { cases: number; expected: number; found: number; both: number; recall: number; precision: number }

/** Recall and precision are NaN where there is nothing to find, or nothing was found. */
export const score = (all: readonly Scored[]): Score => {
  const expected = all.filter((one) => one.expected).length
  const found = all.filter((one) => one.found).length
  const both = all.filter((one) => one.expected && one.found).length
  return { cases: all.length, expected, found, both, recall: both / expected, precision: both / found }
}

/** Vendors that tell creations alone miss whoever changes what is there; no hit says that it is of a creation. */
export const isOfCreation = ({ event }: Case): boolean => event.verb !== 'update' && event.verb !== 'patch'

export const differing = (all: readonly Scored[]): Scored[] => all.filter(({ expected, found }) => expected !== found)
