// Labelled cases of others, where they lie beside the project: which of their alerts ours find, and which of ours they do not want.
import { describe, expect, it } from 'vitest'
import { absent, type Case, falcoCases, pantherCases } from '../../bench/detections/cases.ts'
import { differences } from '../../bench/detections/differences.ts'
import { differing, score, scored } from '../../bench/detections/score.ts'
import { answered, unanswered } from '../../bench/detections/stances.ts'
import { detections } from '../audit-log/detections.ts'

const vendors: [(typeof answered)[number]['vendor'], () => Case[]][] = [
  ['Falco', falcoCases],
  ['Panther', pantherCases],
]

describe.each(vendors)('the cases of %s', (vendor, read) => {
  const isAbsent = absent.includes(vendor)
  const why = isAbsent ? ' (skipped: no cases beside the project)' : ''

  it.skipIf(isAbsent)(`are judged as labelled, but for the named differences, each with its reason${why}`, () => {
    const judged = scored(detections, read())
    const named = Object.keys(differences).filter((name) => judged.some((one) => one.name === name))
    expect(
      differing(judged)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(named.sort())
  })

  it.skipIf(isAbsent)(`are each of a rule that a detection here answers${why}`, () => {
    const ids = new Set(detections.map(({ id }) => id))
    const own = answered.filter((one) => one.vendor === vendor)
    expect(own.flatMap(({ ours }) => ours).filter((id) => !ids.has(id))).toEqual([])
    expect(own.flatMap(({ answers }) => answers).filter((rule) => rule in unanswered)).toEqual([])
    for (const one of own) expect(read().filter(({ answered: by, expected }) => by === one && expected)).not.toEqual([])
  })
})

it.skipIf(absent.length > 0)(
  `differ in no case that is not there${absent.length > 0 ? ' (skipped: no cases)' : ''}`,
  () => {
    const names = new Set(vendors.flatMap(([, read]) => read().map(({ name }) => name)))
    expect(Object.keys(differences).filter((name) => !names.has(name))).toEqual([])
  },
)

it.skipIf(absent.length > 0)('are found and wanted as often as docs/measured.md says', () => {
  const { cases, expected, found, both } = score(
    scored(
      detections,
      vendors.flatMap(([, read]) => read()),
    ),
  )
  expect({ cases, expected, found, both }).toEqual({ cases: 359, expected: 50, found: 54, both: 49 })
})
