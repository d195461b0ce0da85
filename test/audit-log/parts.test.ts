// Windows cut into parts: without a hole or an overlap, whatever is known of how the entries spread.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyDensity, partsOf, spread, type Window } from '../../src/audit-log/parts.ts'
import { instant } from '../../src/clock.ts'

const hour: Window = { start: 1_767_571_200_000, end: 1_767_574_800_000 }
const row = (entries: number, from: number, to: number) => ({
  entries,
  first: instant(hour.start / 1_000 + from),
  last: instant(hour.start / 1_000 + to),
})
const knowing = (...rows: ReturnType<typeof row>[]) => {
  const density = emptyDensity(hour)
  spread(density, rows)
  return density
}
const seconds = (parts: Window[]) => parts.map(({ start, end }) => [start, end].map((at) => (at - hour.start) / 1_000))

describe('the parts of a window', () => {
  it('are as many as it takes, evenly where nothing is known', () => {
    expect(seconds(partsOf(hour, { matched: 300, most: 100 }, emptyDensity(hour)))).toEqual([
      [0, 900],
      [900, 1_800],
      [1_800, 2_700],
      [2_700, 3_600],
    ])
  })

  it('hold about as many entries each where it is known how they spread', () => {
    const density = knowing(row(900, 0, 899), row(300, 900, 3_599))
    expect(seconds(partsOf(hour, { matched: 300, most: 100 }, density))).toEqual([
      [0, 300],
      [300, 600],
      [600, 900],
      [900, 3_600],
    ])
  })

  it('of a part are cut by what is known of it', () => {
    const part = { start: hour.start + 900_000, end: hour.start + 2_700_000 }
    const density = knowing(row(1_000, 0, 59), row(50, 900, 959), row(50, 2_640, 2_699))
    expect(seconds(partsOf(part, { matched: 2, most: 2 }, density))).toEqual([
      [900, 960],
      [960, 2_700],
    ])
  })

  it('are none of a millisecond', () => {
    expect(partsOf({ start: 5, end: 6 }, { matched: 9, most: 2 }, emptyDensity(hour))).toEqual([])
  })

  it('follow each other without a hole or an overlap, and are always two or more', () => {
    const rows = fc.array(fc.tuple(fc.nat(5_000), fc.nat(4_000), fc.nat(4_000)), { maxLength: 20 })
    const windows = fc.tuple(fc.nat(3_599_998), fc.integer({ min: 2, max: 3_600_000 }))
    fc.assert(
      fc.property(rows, windows, fc.nat(5_000_000), fc.nat(100_000), (all, [from, length], matched, most) => {
        const window = { start: hour.start + from, end: Math.min(hour.end, hour.start + from + length) }
        if (window.end - window.start < 2) return
        const density = knowing(...all.map(([entries, a, b]) => row(entries, Math.min(a, b), Math.max(a, b))))
        const parts = partsOf(window, { matched: Math.min(matched, most * 64), most }, density)
        expect(parts.length).toBeGreaterThan(1)
        expect([parts[0]?.start, parts.at(-1)?.end]).toEqual([window.start, window.end])
        for (const [nth, { start, end }] of parts.entries()) {
          expect(end).toBeGreaterThan(start)
          if (nth > 0) expect(start).toBe(parts[nth - 1]?.end)
        }
      }),
      { numRuns: 300, seed: 20_260_105 },
    )
  })
})
