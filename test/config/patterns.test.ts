// Patterns of ARNs: what they name, and whether two of them can name the same.

import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { arnPattern, patternsMeet } from '../../src/arn-pattern.ts'

it.each([
  ['a', 'a', true],
  ['a', 'b', false],
  ['a*', '*b', true],
  ['a*c', 'ab*', true],
  ['ab', 'a*b', true],
  ['a*b', 'a', false],
  ['arn:aws:eks:*:*:cluster/dev-*', '*:cluster/*-1', true],
  ['arn:aws:eks:*:*:cluster/dev', '*:cluster/prod', false],
  ['*', '**', true],
])('%s and %s: %s', (a, b, meet) => {
  expect([patternsMeet(a, b), patternsMeet(b, a)]).toEqual([meet, meet])
})

it('meet wherever both name one text', () => {
  const pattern = fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 6 }).map((all) => all.join(''))
  const text = fc.array(fc.constantFrom('a', 'b'), { maxLength: 6 }).map((all) => all.join(''))
  fc.assert(
    fc.property(pattern, pattern, text, (a, b, one) => {
      if (arnPattern(a)(one) && arnPattern(b)(one)) expect(patternsMeet(a, b)).toBe(true)
    }),
    { seed: 1 },
  )
})

it('of which one names no star meet where the other names it', () => {
  const pattern = fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 6 }).map((all) => all.join(''))
  const text = fc.array(fc.constantFrom('a', 'b'), { maxLength: 6 }).map((all) => all.join(''))
  fc.assert(
    fc.property(pattern, text, (a, one) => {
      expect(patternsMeet(a, one)).toBe(arnPattern(a)(one))
    }),
    { seed: 1 },
  )
})

it('names what the regular expression of a pattern names', () => {
  const pattern = fc.array(fc.constantFrom('a', 'b', '.', '*'), { maxLength: 7 }).map((all) => all.join(''))
  const text = fc.array(fc.constantFrom('a', 'b', '.', '\n'), { maxLength: 7 }).map((all) => all.join(''))
  fc.assert(
    fc.property(pattern, text, (given, one) => {
      const whole = new RegExp(`^${given.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 's')
      expect(arnPattern(given)(one)).toBe(whole.test(one))
    }),
    { seed: 1, numRuns: 2_000 },
  )
})

it('is done with a pattern of many stars over a name that was made for it', () => {
  expect(arnPattern(`${'*-'.repeat(30)}x`)('-'.repeat(200_000))).toBe(false)
})
