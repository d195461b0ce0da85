// How many hits stay: bounded whatever comes, nothing uncounted, and nobody hidden behind somebody else.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bounded, type Found, isOfMany } from '../../src/audit-log/found.ts'
import { instant, plus, seconds } from '../../src/clock.ts'
import { hit } from '../publish/examples.ts'

const slot = { start: '2026-01-05T01:00:00Z', end: '2026-01-05T02:00:00Z' }
const at = (second: number): string => instant(seconds(slot.start) + second)

/** The `n`th hit of an actor, so many seconds into the slot. */
const of = (actor: string, second: number, more: Partial<Found> = {}): Found => {
  const { basis: _, ...rest } = hit()
  const own = { actor, user: actor, at: at(second), auditID: `${actor}-${second}`, pointers: [`p-${actor}-${second}`] }
  return { ...rest, slot, ...own, ...more }
}
const some = (count: number, made: (n: number) => Found): Found[] => Array.from({ length: count }, (_, n) => made(n))
const countOf = (hits: Found[]): number => hits.reduce((sum, { count }) => sum + count, 0)
const countsBy = (hits: Found[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(hits, ({ actor }) => actor)].map(([actor, own]) => [actor, countOf(own)]))

describe('hits of one actor', () => {
  it('stay as they are up to twenty', () => {
    const all = some(20, (n) => of('alice', n))
    expect(bounded(all)).toEqual(all)
  })

  it('beyond that are twenty and one that counts, and the last is told by itself', () => {
    const found = bounded(some(30, (n) => of('alice', n)))
    expect([found.length, countOf(found), found.at(-1)?.at]).toEqual([21, 30, at(29)])
    expect(found.find(({ count }) => count > 1)).toMatchObject({
      ...{ count: 10, at: at(19), auditID: null, actor: 'alice', user: 'alice' },
      reason: '10 more hits of this detection, the first of them: alice opened exec in kube-system/coredns',
    })
  })

  it('are counted as what they have in common, from all of their addresses', () => {
    const found = bounded(
      some(30, (n) => of('alice', n, { sourceIPs: [`198.51.100.${n % 3}`], userAgent: `curl/${n % 2}` })),
    )
    expect(found.find(({ count }) => count > 1)).toMatchObject({
      sourceIPs: ['198.51.100.1', '198.51.100.2', '198.51.100.0'],
      ...{ userAgent: '', object: { name: 'coredns' }, groups: ['system:authenticated'] },
    })
  })

  it.each<[string, Partial<Found>]>([
    ['came through', { outcome: 'allowed' }],
    ['weighs more', { severity: 'critical' }],
  ])('leave the one that %s by itself', (_, more) => {
    const found = bounded(some(500, (n) => of('alice', n, { outcome: 'denied', ...(n === 222 && more) })))
    expect(
      found.filter((one) => Object.entries(more).every(([name, value]) => one[name as 'outcome'] === value)),
    ).toEqual([of('alice', 222, { outcome: 'denied', ...more })])
    expect([found.length, countOf(found)]).toEqual([22, 500])
  })

  it('of two slots, of two days and of two things of AWS are counted apart', () => {
    const next = { start: slot.end, end: '2026-01-05T03:00:00Z' }
    const thing = (name: string): Partial<Found> => ({ object: { arn: `arn:aws:eks:eu-west-1:1:cluster/${name}` } })
    for (const more of [{ slot: next }, { at: '2026-01-06T00:00:01Z' }, thing('b')]) {
      const first = thing('a')
      const all = [...some(25, (n) => of('a', n, first)), ...some(25, (n) => of('a', n, { ...first, ...more }))]
      expect(
        bounded(all)
          .filter(({ count }) => count > 1)
          .map(({ count }) => count),
      ).toEqual([5, 5])
    }
  })
})

describe('a time that an entry gives itself', () => {
  it.each([
    ['2026-01-04T01:00:00Z', '2026-01-04T01:00:00Z'],
    ['2026-01-06T01:59:59Z', '2026-01-06T01:59:59Z'],
    ['2026-01-04T00:59:59Z', slot.start],
    ['2035-01-01T00:00:00Z', slot.start],
  ])('%s, in an hour of January 5, is taken for %s', (said, taken) => {
    expect(bounded([of('alice', 1, { at: said })]).map(({ at }) => at)).toEqual([taken])
  })

  it('of many days is one of few', () => {
    const found = bounded(some(400, (n) => of('alice', 0, { at: plus('2020-01-01T00:00:00Z', n * 86_400) })))
    expect([found.length, countOf(found)]).toEqual([21, 400])
  })
})

describe('hits of many actors', () => {
  it('leave each its own count, however loud the others are', () => {
    const loud = Array.from({ length: 30 }, (_, actor) => some(100, (n) => of(`loud-${actor}`, n))).flat()
    const quiet = of('quiet', 3_500)
    const found = bounded([...loud, quiet])
    expect(found).toContainEqual(quiet)
    expect(new Set(Object.values(countsBy(found)))).toEqual(new Set([100, 1]))
    expect(found.length).toBeLessThanOrEqual(500)
  })

  it('of more actors than may stay are one more, which says how many they are', () => {
    const found = bounded(some(10_000, (n) => of(`u${n % 3_000}`, n % 3_600)))
    expect([found.length, countOf(found)]).toEqual([501, 10_000])
    const [rest, ...none] = found.filter(isOfMany)
    expect([rest?.reason, none]).toEqual([
      expect.stringMatching(/^\d+ more hits of this detection, by 2500 others/),
      [],
    ])
    expect(rest).toMatchObject({ user: '', principal: null, sourceIPs: [], object: null, auditID: null })
  })

  it('keep those that matter more, whenever they came', () => {
    const loud = some(3_000, (n) => of(`u${n}`, n, { severity: 'medium', outcome: 'denied' }))
    const last = [of('mallory', 3_400, { severity: 'high' }), of('eve', 3_500, { severity: 'medium' })]
    expect(bounded([...loud, ...last])).toEqual(expect.arrayContaining(last))
  })

  it('are not taken for the hits of who calls himself so', () => {
    expect(isOfMany(of('others', 1))).toBe(false)
  })
})

describe('hits that are allowed', () => {
  it('are one by actor and reason, whatever they did', () => {
    const reason = (n: number): string => (n % 2 === 0 ? 'drill' : 'nightly job')
    const found = bounded(some(60, (n) => of(`u${n % 3}`, n, { allowed: reason(n) })))
    expect(found.map(({ actor, allowed, count }) => [actor, allowed, count]).sort()).toEqual(
      ['u0', 'u1', 'u2'].flatMap((actor) => [
        [actor, 'drill', 10],
        [actor, 'nightly job', 10],
      ]),
    )
    expect(found[0]?.reason).toMatch(/^10 allowed \(drill\), the first of them: /)
  })

  it('are bounded where there are many actors, reason by reason', () => {
    const found = bounded(some(2_000, (n) => of(`u${n}`, n, { allowed: n % 2 === 0 ? 'drill' : 'job' })))
    expect([
      found.length,
      countOf(found),
      found
        .filter(isOfMany)
        .map(({ allowed }) => allowed)
        .sort(),
    ]).toEqual([...[502, 2_000], ['drill', 'job']])
  })

  it('neither hide nor displace what is told, however many they are', () => {
    const told = some(3, (n) => of('mallory', 3_000 + n))
    const found = bounded([...some(5_000, (n) => of(`u${n}`, n % 3_000, { allowed: 'drill' })), ...told])
    expect(found.filter(({ allowed }) => allowed === null)).toEqual(told)
  })
})

it('counts every hit once, and comes to the same in any order', () => {
  const one = fc.record({
    actor: fc.constantFrom('a', 'b', 'c', 'others'),
    second: fc.nat(5_000),
    detection: fc.constantFrom('DET-22', 'DET-23'),
    allowed: fc.constantFrom(null, null, 'drill', 'job'),
    count: fc.integer({ min: 1, max: 9 }),
  })
  const all = fc
    .array(one, { maxLength: 120 })
    .map((list) =>
      list.map(({ actor, second, ...more }, n) =>
        of(actor, second, { ...more, auditID: `id-${n}`, pointers: [`p-${n}`] }),
      ),
    )
  fc.assert(
    fc.property(all, fc.infiniteStream(fc.nat()), (hits, order) => {
      const found = bounded(hits)
      const name = ({ detection, actor, allowed }: Found): string => `${detection} ${actor} ${allowed}`
      const counted = (of: Found[]): unknown =>
        [...Map.groupBy(of, name)].map(([key, own]) => [key, countOf(own)]).sort()
      expect(counted(found)).toEqual(counted(hits))
      const shuffled = hits.map((one) => ({ one, by: Number(order.next().value) })).sort((a, b) => a.by - b.by)
      expect(bounded(shuffled.map(({ one }) => one))).toEqual(found)
    }),
    { seed: 20_260_105, numRuns: 300 },
  )
})
