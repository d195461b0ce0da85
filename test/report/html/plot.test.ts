// A plot of little: a value alone is drawn too, and what is unknown never is.
import { describe, expect, it } from 'vitest'
import { plus } from '../../../src/clock.ts'
import { markup } from '../../../src/report/html/html.ts'
import { plot, type Series } from '../../../src/report/html/plot.ts'

const start = '2026-01-01T00:00:00Z'
const drawn = (values: readonly (number | null)[], kind: Series['kind']): string => {
  const points = values.map((value, nth) => ({ at: plus(start, nth * 86_400), value }))
  const series = [{ name: 'critical', kind, points }]
  const text = markup(
    plot({ id: 'p', caption: 'c', label: 'l', unit: 'hits', from: start, to: plus(start, 10 * 86_400), series }),
  )
  return /class="series s0" d="([^"]*)"/.exec(text)?.[1] ?? ''
}

describe.each(['line', 'step'] as const)('a %s', (kind) => {
  it('of one value is seen', () => {
    expect(drawn([3], kind)).toMatch(/^M56 ([\d.]+)L60 \1$/)
  })
  it('has a value that stands alone between unknown ones', () => {
    expect(drawn([null, 3, null, 2, 1], kind)).toMatch(/^M[\d.]+ ([\d.]+)L[\d.]+ \1.*M[\d.]+ [\d.]+(?:L|H)/)
  })
  it('of nothing known is no line', () => {
    expect(drawn([null, null], kind)).toBe('M0 0')
  })
  it('of zeros lies on its axis', () => {
    expect(new Set(drawn([0, 0, 0], kind).match(/(?<=[ V])\d+/g))).toEqual(new Set(['212']))
  })
})
