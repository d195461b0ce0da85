// Ranges of addresses, against counting them one by one.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addresses, type Range, readRange } from '../../src/answers/cidr.ts'

const range = (text: string): Range => {
  const found = readRange(text)
  if (!found) throw new Error(`${text} was not read`)
  return found
}

describe('a range', () => {
  it.each([
    ['0.0.0.0/0', 0n, 2n ** 32n - 1n],
    ['198.51.100.7/32', 0xc6336407n, 0xc6336407n],
    ['10.1.2.3/8', 0x0a000000n, 0x0affffffn],
    ['::/0', 0n, 2n ** 128n - 1n],
    ['2001:db8::/32', 0x20010db8n << 96n, (0x20010db9n << 96n) - 1n],
    ['::ffff:198.51.100.7/128', 0xffffc6336407n, 0xffffc6336407n],
    ['1:2:3:4:5:6:7:8/128', 0x00010002000300040005000600070008n, 0x00010002000300040005000600070008n],
  ])('%s reaches from its first to its last address', (text, first, last) => {
    expect(range(text)).toMatchObject({ first, last })
  })

  it.each(['0.0.0.0', '0.0.0.0/33', '::/129', '10.0.0/8', 'fe80::1%eth0/64', '', '1.2.3.4/ 8', '0.0.0.0/-1'])(
    'is not made of %s',
    (text) => {
      expect(readRange(text)).toBeUndefined()
    },
  )
})

describe('addresses', () => {
  it('counts two halves as the whole internet', () => {
    expect(addresses([range('0.0.0.0/1'), range('128.0.0.0/1')])).toBe(2n ** 32n)
    expect(addresses([range('::/1'), range('8000::/1')])).toBe(2n ** 128n)
  })

  it('counts every address once, however the ranges overlap', () => {
    const one = fc.tuple(fc.nat({ max: 255 }), fc.integer({ min: 24, max: 32 }))
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (given) => {
        const ranges = given.map(([host, prefix]) => range(`192.0.2.${host}/${prefix}`))
        const seen = new Set<bigint>()
        for (const { first, last } of ranges) for (let at = first; at <= last; at++) seen.add(at)
        expect(addresses(ranges)).toBe(BigInt(seen.size))
      }),
      { seed: 3, numRuns: 100 },
    )
  })
})
