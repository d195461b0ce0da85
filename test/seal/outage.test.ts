// The hours between two ticks in which none ran.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant, plus, seconds } from '../../src/clock.ts'
import { tickEvery } from '../../src/plan/slots.ts'
import { outage } from '../../src/seal/seal.ts'

const before = '2026-01-05T00:20:00Z'

describe('an outage', () => {
  it('is none between two ticks of two hours', () => {
    expect(outage(before, '2026-01-05T01:20:00Z')).toBeNull()
    expect(outage(before, '2026-01-05T00:50:00Z')).toBeNull()
  })

  it('names the first and the last tick that did not run, and how many', () => {
    expect(outage(before, '2026-01-05T04:20:00Z')).toEqual({
      from: '2026-01-05T01:20:00Z',
      to: '2026-01-05T03:20:00Z',
      ticks: 3,
    })
  })

  it('covers every tick between, and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (later) => {
        const tick = plus(before, later)
        const missing = Array.from(
          { length: Math.ceil(later / tickEvery) + 1 },
          (_, n) => seconds(before) + (n + 1) * tickEvery,
        ).filter((at) => at < seconds(tick))
        const found = outage(before, tick)
        expect([found?.ticks ?? 0, found?.from, found?.to]).toEqual([
          missing.length,
          missing.length > 0 ? instant(missing[0] ?? 0) : undefined,
          missing.length > 0 ? instant(missing.at(-1) ?? 0) : undefined,
        ])
      }),
    )
  })
})
