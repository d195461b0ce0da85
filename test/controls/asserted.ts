// What is asserted of every control over its own examples: here, so that a wrong control can be held against it too.
import { expect } from 'vitest'
import type { AnyControl } from '../../src/control.ts'
import {
  type AnyExample,
  eachLine,
  judge,
  missingKeys,
  type Readings,
  readings,
  type SourceOf,
} from '../../src/evaluate/examples.ts'
import type { Outcome } from '../../src/model.ts'

export type Case = { name: string; expected: Outcome['outcome']; example: AnyExample; given: Readings }

export const cases = (control: AnyControl): Case[] =>
  Object.entries(control.examples).flatMap(([kind, examples]) =>
    (examples as AnyExample[]).map((example, at) => ({
      name: `${kind} ${at + 1}`,
      expected: kind === 'notApplicable' ? 'not-applicable' : (kind as 'pass' | 'fail'),
      example,
      given: readings(control, example),
    })),
  )

export const judgesItsExample = (control: AnyControl, { example, given, expected }: Case, sourceOf: SourceOf): void => {
  const said = judge(control, example, sourceOf, given)
  expect(said.outcome, said.reason).toBe(expected)
  expect(said.reason.length).toBeGreaterThan(3)
  expect(said.reason.length).toBeLessThanOrEqual(500)
}

// Members whose absence AWS documents to be a value: of a topic that it is not encrypted, of a subscription that it has no
// filter, of a log group that it is kept for ever, of a
// trail that it was never stopped.
const saysSomethingByAbsence: Record<string, string[]> = {
  'EVD-09': ['KmsMasterKeyId'],
  'EVD-10': ['FilterPolicy'],
  'LOG-04': ['retentionInDays'],
  'LOG-06': ['StopLoggingTime'],
}

export const neverPassesByMissing = (control: AnyControl, sourceOf: SourceOf): void => {
  for (const { name, expected, example, given } of cases(control)) {
    if (expected === 'pass') continue
    const kept = saysSomethingByAbsence[control.id] ?? []
    for (const broken of eachLine(given, (line) => missingKeys(line, kept))) {
      const said = judge(control, example, sourceOf, broken)
      expect(said.outcome, `${name}: ${said.reason}`).not.toBe('pass')
    }
  }
}
