// How many items are drawn: by how often a population is read, as the auditor's file has it.
import { describe, expect, it } from 'vitest'
import { defaultSizes, frequencyOf, readSizes, sizeOf } from '../../../src/report/bundle/sizes.ts'

const day = 86_400

describe('sizes', () => {
  it.each([
    [3_600, 'many-times-a-day'],
    [day - 1, 'many-times-a-day'],
    [day, 'daily'],
    [3 * day, 'daily'],
    [7 * day, 'weekly'],
    [30 * day, 'monthly'],
    [91 * day, 'quarterly'],
    [366 * day, 'annual'],
  ])('of what is read every %i s are those of %s', (every, frequency) => {
    expect(frequencyOf(every)).toBe(frequency)
  })

  it('are those of the file, and the rest as by default', () => {
    expect(readSizes('sample-sizes.yml', 'daily: 25\n')).toEqual({ ...defaultSizes, daily: 25 })
    expect(readSizes('sample-sizes.yml', '')).toEqual(defaultSizes)
  })

  it('give way to one that is asked for', () => {
    expect([sizeOf(defaultSizes, day), sizeOf(defaultSizes, day, 7), sizeOf(defaultSizes, day, 'all')]).toEqual([
      40,
      7,
      'all',
    ])
  })

  it.each([
    ['daily: 0', 'daily: expected at least 1'],
    ['daily: 2.5', 'daily: expected a whole number'],
    ['dayly: 5', 'dayly: no such key'],
    ['- 5', 'expected sizes by frequency'],
    ['daily: 5\ndaily: 6', 'sample-sizes.yml'],
  ])('are refused where the file is not as it should be: %s', (text, fault) => {
    expect(() => readSizes('sample-sizes.yml', text)).toThrow(fault)
  })
})
