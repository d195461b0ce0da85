// How long a failure may stay open: the deadline to the second, none where there is none, and no way to stop the clock.
import { describe, expect, it } from 'vitest'
import type { Verdict } from '../src/model.ts'
import { defaultSla, dueAt, failingSince, pastSla } from '../src/sla.ts'

const verdict = (over: Partial<Verdict>): Verdict => ({
  control: 'NET-01',
  criteria: ['CC6.6'],
  outcome: 'fail',
  reason: 'public',
  slot: { start: '2026-01-05T00:00:00Z', end: '2026-01-06T00:00:00Z' },
  since: '2026-01-02T00:00:00Z',
  basis: [],
  standing: null,
  ...over,
})

describe('a deadline', () => {
  it('is over at the second at which its days are over, and not one before', () => {
    const since = '2026-01-01T00:00:00Z'
    expect(dueAt('critical', since, defaultSla)).toBe('2026-01-08T00:00:00Z')
    expect(pastSla('critical', since, '2026-01-07T23:59:59Z', defaultSla)).toBe(false)
    expect(pastSla('critical', since, '2026-01-08T00:00:00Z', defaultSla)).toBe(true)
  })

  it('is of the severity', () => {
    expect(pastSla('high', '2026-01-01T00:00:00Z', '2026-01-30T00:00:00Z', defaultSla)).toBe(false)
    expect(pastSla('low', '2026-01-01T00:00:00Z', '2026-07-01T00:00:00Z', defaultSla)).toBe(true)
  })

  it('is never over where there is none', () => {
    const none = { ...defaultSla, low: 0 }
    expect(dueAt('low', '2000-01-01T00:00:00Z', none)).toBeUndefined()
    expect(pastSla('low', '2000-01-01T00:00:00Z', '2026-01-01T00:00:00Z', none)).toBe(false)
  })
})

describe('a control fails since', () => {
  const standing = (outcome: 'pass' | 'fail') => ({ outcome, since: '2026-01-01T00:00:00Z' })

  it('its outcome began', () => {
    expect(failingSince(verdict({}))).toBe('2026-01-02T00:00:00Z')
  })
  it('it failed when it was last read, while it cannot be read', () => {
    expect(failingSince(verdict({ outcome: 'unknown', standing: standing('fail') }))).toBe('2026-01-01T00:00:00Z')
  })
  it('never, where nobody saw it fail', () => {
    expect(failingSince(verdict({ outcome: 'unknown' }))).toBeUndefined()
    expect(failingSince(verdict({ outcome: 'unknown', standing: standing('pass') }))).toBeUndefined()
    expect(failingSince(verdict({ outcome: 'pass' }))).toBeUndefined()
  })
})
