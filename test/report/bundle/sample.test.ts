// A sample is drawn by the nonce and the names alone, and anybody draws it again.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draw, nonceOf, score } from '../../../src/report/bundle/sample.ts'

const names = Array.from({ length: 400 }, (_, nth) => `eks-cluster payments-${nth} 2026-01-05T00:00:00Z`)
const nonce = '7f3a9c1e5b2d8046'

describe('a sample', () => {
  it('is what sorting by sha256sum gives', () => {
    const bySum = names
      .map((name) => [createHash('sha256').update(nonce).update('\n').update(name).digest('hex'), name] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, 25)
      .map(([, name]) => name)
      .sort()
    expect(draw(names, nonce, 25)).toEqual(bySum)
  })

  it('never changes: what was drawn once is drawn by every version', () => {
    expect(score('12345678', 'a')).toBe('e69ea36aa8a91319faaad88e3b10e70ae12515f7fa0f3b7899eb84ffd096bb7a')
    expect(draw(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], '12345678', 3)).toEqual(['c', 'd', 'e'])
  })

  it('does not depend on the order or the number of times in which names come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: 400 }), fc.integer({ min: 0, max: 60 }), (order, size) => {
        expect(draw([...order, ...order.slice(0, 50)], nonce, size)).toEqual(draw(names, nonce, size))
      }),
      { numRuns: 20 },
    )
  })

  it('by the same nonce is part of a larger one', () => {
    expect(draw(names, nonce, 60)).toEqual(expect.arrayContaining(draw(names, nonce, 25)))
  })

  it('is another by another nonce', () => {
    expect(draw(names, `${nonce}x`, 25)).not.toEqual(draw(names, nonce, 25))
  })

  it('draws no item rather than another', () => {
    const counts = new Map<string, number>()
    for (let nth = 0; nth < 2_000; nth++)
      for (const name of draw(names.slice(0, 10), `nonce number ${nth}`, 3))
        counts.set(name, (counts.get(name) ?? 0) + 1)
    const far = [...counts.values()].filter((count) => Math.abs(count - 600) > 82) // four standard deviations
    expect([counts.size, far]).toEqual([10, []])
  })

  it('is the whole population where that is small, or all is asked for', () => {
    expect(draw(['c', 'a', 'b'], nonce, 25)).toEqual(['a', 'b', 'c'])
    expect(draw(['c', 'a', 'b', 'a'], nonce, 'all')).toEqual(['a', 'b', 'c'])
  })
})

describe('a nonce', () => {
  it.each(['7f3a9c1e5b2d8046', 'the 3rd of May, rain'])('is taken as it is: %s', (text) => {
    expect(nonceOf(text)).toBe(text)
  })

  it.each([
    '',
    '1234567',
    '        ',
    'aaaaaaaaaaaa',
    ' 12345678',
    '12345678 ',
    '1234\n5678',
    'überprüfung',
    '1234\t5678',
  ])('is refused with a hint where somebody could try it out, or type other bytes: %j', (text) => {
    expect(() => nonceOf(text)).toThrow(
      expect.objectContaining({ code: 'USAGE', hint: expect.stringContaining('openssl rand') }),
    )
  })
})
