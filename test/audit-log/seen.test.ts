// What is carried of many windows: the same in whatever order they come, and bounded.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../src/audit-log/activity/changes.ts'
import type { Grant } from '../../src/audit-log/activity/grants.ts'
import { type Item, joining, lasting, nothingSeen, type Seen } from '../../src/audit-log/seen.ts'
import { plus, seconds } from '../../src/clock.ts'
import { rbacChanges, rbacGrants } from '../../src/facts/audit-log-activity.ts'

type Word = { word: string }
const start = '2026-01-05T00:00:00Z'
const most = 4
const join = joining<Word>(most)
const forget = lasting<Word>(3_600)

const at = fc.nat({ max: 40 }).map((minutes) => plus(start, minutes * 60))
const item = fc.record({ at, word: fc.constantFrom('a', 'b', 'cc') })
// Of one window: never more than are kept, as it is made by the same join.
const seen: fc.Arbitrary<Seen<Word>> = fc
  .record({
    items: fc.dictionary(fc.constantFrom('k', 'l', 'm', 'n', 'o', 'p'), item),
    unreadable: fc.option(at),
  })
  .map((one) => join(nothingSeen(), { ...nothingSeen(), ...one }))

describe('what was seen', () => {
  it('is joined the same in any order, in any portions, and again', () => {
    fc.assert(
      fc.property(seen, seen, seen, (a, b, c) => {
        expect(join(a, b)).toEqual(join(b, a))
        expect(join(join(a, b), c)).toEqual(join(a, join(b, c)))
        expect(join(join(a, b), b)).toEqual(join(a, b))
      }),
      { seed: 11, numRuns: 500 },
    )
  })

  it('is the same whether it was let go at each step or in the end', () => {
    const to = plus(start, 90 * 60)
    fc.assert(
      fc.property(fc.array(seen, { minLength: 1, maxLength: 5 }), (all) => {
        const steps = all.reduce((sum, one, nth) => forget(join(sum, one), { to: plus(start, nth * 600) }))
        const atOnce = all.reduce((sum, one) => join(sum, one))
        expect(forget(steps, { to })).toEqual(forget(atOnce, { to }))
      }),
      { seed: 12, numRuns: 500 },
    )
  })

  it('keeps the newest, and says when the newest was that it left out', () => {
    const items = Object.fromEntries(
      Array.from({ length: 6 }, (_, nth): [string, Item<Word>] => [`${nth}`, { at: plus(start, nth), word: 'a' }]),
    )
    expect(join(nothingSeen(), { ...nothingSeen(), items })).toMatchObject({ cut: plus(start, 1) })
    expect(Object.keys(join(nothingSeen(), { ...nothingSeen(), items }).items).sort()).toEqual(['2', '3', '4', '5'])
  })
})

describe('the changes of an hour by one actor', () => {
  const minute = fc.nat({ max: 50 }).map((minutes) => plus(start, minutes * 60))
  const one = minute.map(
    (time): Item<Change> => ({ at: time, first: time, what: 'x', actor: 'a', principal: 'a', actorClass: 'human' }),
  )
  it('become one, from the first to the last, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 6 }), (all) => {
        const sum = all
          .map((item): Seen<Change> => ({ ...nothingSeen(), items: { k: item } }))
          .reduce((a, b) => rbacChanges.join(a, b))
        const times = all.map((item) => item.at).sort()
        expect(sum.items.k).toMatchObject({ first: times[0], at: times.at(-1) })
        expect(rbacChanges.join(sum, sum)).toEqual(sum)
      }),
      { seed: 14, numRuns: 200 },
    )
  })
})

describe('the grants of RBAC', () => {
  const by = (time: string) => ({ at: time, by: 'a', actorClass: 'human' as const })
  const grant = (time: string, grants: string[]): Item<Grant> => ({
    at: time,
    known: { ...by(time), grants },
    unseen: null,
  })
  const unseen = (time: string): Item<Grant> => ({ at: time, known: null, unseen: by(time) })
  const handed = (item: Item<Grant> | undefined) => item?.known?.grants ?? []
  const of = (items: Record<string, Item<Grant>>): Seen<Grant> => ({
    ...nothingSeen<Grant>(),
    items,
  })

  it('are those that hand out more where two were written in one moment', () => {
    const [some, none] = [of({ k: grant(start, ['bind']) }), of({ k: grant(start, []) })]
    for (const joined of [rbacGrants.join(some, none), rbacGrants.join(none, some)])
      expect(handed(joined.items.k)).toEqual(['bind'])
  })

  it('become one in whatever order they come, and what is not seen takes back nothing', () => {
    const time = fc.nat({ max: 6 }).map((minutes) => plus(start, minutes * 60))
    const known = fc
      .tuple(time, fc.constantFrom<string[][]>([], ['bind'], ['bind', 'escalate']))
      .map(([at, all]) => grant(at, all))
    const one = fc.oneof(known, time.map(unseen)).map((item) => of({ k: item }))
    const join = rbacGrants.join
    fc.assert(
      fc.property(one, one, one, (a, b, c) => {
        expect(join(a, b)).toEqual(join(b, a))
        expect(join(join(a, b), c)).toEqual(join(a, join(b, c)))
        expect(join(join(a, b), b)).toEqual(join(a, b))
      }),
      { seed: 15, numRuns: 500 },
    )
    const [before, after] = [plus(start, -60), plus(start, 60)]
    expect(join(of({ k: grant(start, ['bind']) }), of({ k: unseen(after) })).items.k).toMatchObject({
      known: { grants: ['bind'] },
      unseen: { at: after },
    })
    expect(join(of({ k: grant(start, []) }), of({ k: unseen(before) })).items.k?.unseen).toBeNull()
  })

  it('that hand out nothing push none out that does, however many they are', () => {
    const many = Object.fromEntries(
      Array.from({ length: 1_200 }, (_, nth) => [`k${nth}`, grant(plus(start, nth + 1), [])]),
    )
    const { items, cut } = rbacGrants.join(of({ stands: grant(start, ['bind']) }), of(many))
    expect(handed(items.stands)).toEqual(['bind'])
    expect(cut).toBeNull()
  })

  it('are let go when they are gone and no older window can come', () => {
    const long = plus(start, 10 * 86_400)
    const all = of({ gone: grant(start, []), stands: grant(start, ['bind']) })
    const kept = (settled: string) => Object.keys(rbacGrants.forget(all, { to: long, settled }).items)
    expect(kept(long)).toEqual(['stands'])
    expect(kept(start)).toEqual(['gone', 'stands'])
  })

  it('stand in the end as they were last written, in whatever order the windows were read', () => {
    const step = fc.record({ hour: fc.nat({ max: 20 }), key: fc.constantFrom('a', 'b'), on: fc.boolean() })
    fc.assert(
      fc.property(
        fc.uniqueArray(step, { selector: ({ hour, key }) => `${hour}${key}`, maxLength: 12 }),
        fc.nat(),
        (steps, turn) => {
          const one = ({ hour, key, on }: (typeof steps)[number]) =>
            of({ [key]: grant(plus(start, hour * 3_600 + 60), on ? ['bind'] : []) })
          const order = steps.toSorted((a, b) => ((a.hour * 7 + turn) % 13) - ((b.hour * 7 + turn) % 13))
          const to = plus(start, 21 * 3_600)
          // Nothing is settled while an older window is to come.
          const sum = order.reduce<Seen<Grant>>((all, next, nth) => {
            const missing = order.slice(nth + 1).map(({ hour }) => hour)
            const settled = missing.length > 0 ? plus(start, Math.min(...missing) * 3_600) : to
            return rbacGrants.forget(rbacGrants.join(all, one(next)), { to, settled })
          }, nothingSeen())
          const last = (key: string) =>
            steps
              .filter((each) => each.key === key)
              .sort((a, b) => a.hour - b.hour)
              .at(-1)
          const standing = ['a', 'b'].filter((key) => last(key)?.on)
          expect(
            Object.keys(sum.items)
              .filter((key) => handed(sum.items[key]).length > 0)
              .sort(),
          ).toEqual(standing)
          expect(
            Object.values(sum.items).every(
              (item) => handed(item).length > 0 || seconds(item.at) >= seconds(to) - 7_200,
            ),
          ).toBe(true)
        },
      ),
      { seed: 13, numRuns: 300 },
    )
  })
})
