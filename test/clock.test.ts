// Time: one spelling of it, and nothing guessed from what others write.
import { globSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { httpDate, instant, isInstant, plus, readTime, seconds, slotAt } from '../src/clock.ts'

const second = fc.integer({ min: 0, max: 4_102_444_800 })

describe('an instant', () => {
  it('comes back from the seconds that it was made of', () => {
    fc.assert(fc.property(second, (at) => seconds(instant(at)) === at && isInstant(instant(at))))
  })

  it('has one spelling only', () => {
    const other = [
      '2026-01-05T00:20:00.000Z',
      '2026-01-05T00:20:00+00:00',
      '2026-02-30T00:00:00Z',
      '2026-01-05T24:00:00Z',
    ]
    for (const text of [...other, '2026-01-05', '2026-01-05T00:20Z', '', 7, null]) expect(isInstant(text)).toBe(false)
  })
})

describe('a slot', () => {
  it('holds its instant, starts at a multiple of its cadence, and is as long as that', () => {
    fc.assert(
      fc.property(second, fc.integer({ min: 1, max: 168 }), (at, hours) => {
        const every = hours * 3_600
        const { start, end } = slotAt(instant(at), every)
        expect(seconds(start) % every).toBe(0)
        expect(end).toBe(plus(start, every))
        expect(seconds(start) <= at && at < seconds(end)).toBe(true)
      }),
    )
  })
})

describe('a time that AWS wrote', () => {
  it('is read from epoch seconds, RFC 3339 with any offset, and HTTP dates', () => {
    for (const value of [1767572400, '2026-01-05T00:20:00Z', '2026-01-05T01:20:00+01:00', '2026-01-05T00:20:00.000Z'])
      expect(readTime(value)).toBe('2026-01-05T00:20:00Z')
    expect(readTime('Mon, 05 Jan 2026 00:20:00 GMT')).toBe('2026-01-05T00:20:00Z')
    expect(readTime(1767572400.123)).toBe('2026-01-05T00:20:00.123Z')
    expect(readTime(new Date(0))).toBe('1970-01-01T00:00:00Z')
  })

  it('is read back from the HTTP date that was made of it', () => {
    fc.assert(fc.property(second, (at) => readTime(httpDate(instant(at))) === instant(at)))
  })

  it('is not guessed where no zone is named: it would be another time on another machine', () => {
    for (const value of ['2026-01-05T00:20:00', '2026-01-05', 'Jan 5 2026', 'Mon, 05 Jan 2026 00:20:00', '1']) {
      expect(readTime(value)).toBeUndefined()
    }
  })

  it('is not read from days and hours that do not exist', () => {
    for (const value of [
      '2026-02-30T00:00:00Z',
      '2026-01-05T24:00:00Z',
      '2026-13-01T00:00:00Z',
      'Tue, 05 Jan 2026 00:20:00 GMT',
    ])
      expect(readTime(value)).toBeUndefined()
  })

  it('is undefined for whatever else there is, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.double(), fc.string()), (value) => {
        const read = readTime(value)
        expect(read === undefined || isInstant(read)).toBe(true)
      }),
    )
    for (const value of [1e20, -1e20, Number.NaN, 253_402_300_800, new Date(Number.NaN)])
      expect(readTime(value)).toBeUndefined()
  })
})

describe('everything else', () => {
  it('neither asks what time it is nor draws lots: only the clock, and the making of keys', () => {
    const own =
      /\bnew Date\(|\bDate\.(now|parse|UTC)\b|Math\.random|randomUUID|randomBytes|performance\.now|hrtime|generateKeyPair/
    const found = globSync('src/**/*.ts').filter((path) => own.test(readFileSync(path, 'utf8')))
    expect(found.sort()).toEqual(['src/clock.ts', 'src/ledger/local-key.ts'])
  })
})

describe('an instant, told without a Date', () => {
  it('is what a Date says of it, for any day and any spelling', () => {
    const two = (most: number) => fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(2, '0'))
    const text = fc
      .tuple(
        fc.integer({ min: 1, max: 9999 }),
        two(14),
        two(33),
        two(25),
        two(61),
        two(61),
        fc.constantFrom('', '.000', '.120'),
      )
      .map(([y, m, d, h, i, s, ms]) => `${String(y).padStart(4, '0')}-${m}-${d}T${h}:${i}:${s}${ms}Z`)
    const byDate = (at: string): boolean => {
      const ms = Date.parse(at)
      return Number.isFinite(ms) && new Date(ms).toISOString().replace('.000Z', 'Z') === at
    }
    fc.assert(
      fc.property(text, (at) => isInstant(at) === byDate(at)),
      { numRuns: 2_000 },
    )
    for (const at of ['2024-02-29T00:00:00Z', '2023-02-29T00:00:00Z', '1900-02-29T00:00:00Z', '2000-02-29T00:00:00Z'])
      expect(isInstant(at)).toBe(byDate(at))
  })
})
