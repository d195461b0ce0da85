// Sums of windows: the same whatever order they came in, in how many ticks and how often, and honest about what they leave out.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant, plus, seconds } from '../../src/clock.ts'
import { type AnyControl, latest, tally } from '../../src/control.ts'
import { covering, uncovered } from '../../src/evaluate/covered.ts'
import type { Reading } from '../../src/evaluate/readings.ts'
import { type Evaluation, fail, pass, type Slot } from '../../src/model.ts'
import { controls, day, days, evaluated, facts, from, hour, hours, reading, ref, verdictsIn } from './account.ts'

const letters = (text: string) => [...new Set(text)].sort().join('')
/** The letters that any window said; `x` is let go as soon as nothing older can come. */
const seen = {
  ...facts.window,
  id: 'seen',
  join: (a: string, b: string) => letters(a + b),
  forget: (value: string, { to, settled }: { to: string; settled: string }) =>
    settled === to ? value.replace('x', '') : value,
}
const control = {
  ...controls.window,
  id: 'SUM',
  needs: { all: tally(seen) },
  assess: ({ all }: { all: unknown }) =>
    JSON.stringify(all).includes('"bad') ? fail(JSON.stringify(all)) : pass(JSON.stringify(all)),
} as unknown as AnyControl

const window = (n: number, said: Parameters<typeof reading>[2]) => reading('log', hours(n), said)
const judged = (windows: Reading[], standing?: Evaluation, tick = plus(from, 40 * hour)) =>
  evaluated({ tick, controls: [control], windows, standing })
const sum = ({ tallied }: Evaluation) => tallied.seen

describe('a sum of windows', () => {
  it('is the same in whatever order, ticks and repetitions the windows come', () => {
    const some = fc.array(
      fc.array(fc.record({ n: fc.nat({ max: 12 }), denied: fc.boolean() }), { minLength: 1, maxLength: 5 }),
      { minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(some, (ticks) => {
        const all = ticks.flat()
        const read = [...new Set(all.filter(({ denied }) => !denied).map(({ n }) => n))].sort((a, b) => a - b)
        const inTicks = ticks.reduce<Evaluation | undefined>((standing, one) => {
          const known = [...new Map(one.map((each) => [each.n, each])).values()].sort((a, b) => a.n - b.n)
          return judged(
            known.map(({ n, denied }) => window(n, denied ? { denied: 'no' } : saidIn(n))),
            standing,
          )
        }, undefined)
        // Of two in one tick the last is what was read.
        const kept = ticks.flatMap((one) => [...new Map(one.map((each) => [each.n, each.denied]))])
        const counted = read.filter((n) => kept.some(([at, denied]) => at === n && !denied))
        const tried = [...new Set(kept.map(([at]) => at))].sort((a, b) => a - b)
        const windows = tried.map((n) => window(n, counted.includes(n) ? saidIn(n) : { denied: 'no' }))
        const atOnce = sum(judged(windows))
        const found = inTicks && sum(inTicks)
        expect(found?.value).toEqual(atOnce?.value)
        expect(found?.covered).toEqual(atOnce?.covered)
        expect(found?.tried).toEqual(atOnce?.tried)
      }),
      { seed: 7, numRuns: 300 },
    )
  })

  it('names what it does not cover', () => {
    const { verdicts } = judged([window(0, 'a'), window(1, { denied: 'no' }), window(3, 'b')])
    expect(JSON.parse(verdicts.at(-1)?.reason ?? '')).toEqual({
      value: 'ab',
      from: hours(0).start,
      to: hours(3).end,
      unread: [{ start: hours(1).start, end: hours(2).end }],
    })
  })

  it('is unknown, by its reason, as long as no window could be read', () => {
    const { verdicts, tallied } = judged([window(0, { denied: 'Throttling' })])
    expect(verdicts[0]).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('Throttling') })
    expect(tallied.seen).toMatchObject({ tried: hours(0), covered: [], value: null })
  })

  it('does not lose sight of a window at its edges that could not be read', () => {
    const first = judged([window(0, { denied: 'Throttling' })])
    const { verdicts } = judged([window(1, 'a'), window(2, { denied: 'Throttling' })], first)
    expect(JSON.parse(verdicts.at(-1)?.reason ?? '')).toMatchObject({
      ...{ value: 'a', from: hours(0).start, to: hours(2).end },
      unread: [hours(0), hours(2)],
    })
  })

  it('is judged for each new window with what was known then', () => {
    const { verdicts } = judged([window(0, 'a'), window(1, 'b')])
    expect(verdicts.map(({ reason }) => (JSON.parse(reason) as { value: string }).value)).toEqual(['a', 'ab'])
  })

  it('has the newest window judged again when one comes late', () => {
    const first = judged([window(0, 'a'), window(2, 'c')])
    const second = judged([window(1, 'b')], first, plus(from, 4 * hour))
    expect(verdictsIn(second)).toEqual([
      [hours(1).start, 'pass', hours(0).start],
      [hours(2).start, 'pass', hours(0).start],
    ])
    expect(JSON.parse(second.verdicts.at(-1)?.reason ?? '')).toMatchObject({ value: 'abc', unread: [] })
  })

  it('judges what comes late by itself, and not by what came after it', () => {
    const first = judged([window(0, 'a'), window(3, 'd')])
    const second = judged([window(1, 'b'), window(2, { denied: 'no' })], first, plus(from, 5 * hour))
    expect(JSON.parse(second.verdicts[0]?.reason ?? '')).toEqual({
      ...{ value: 'b', from: hours(1).start, to: hours(1).end, unread: [] },
    })
    expect(second.verdicts.map(({ slot, outcome }) => [slot.start, outcome])).toEqual([
      [hours(1).start, 'pass'],
      [hours(2).start, 'unknown'],
      [hours(3).start, 'pass'],
    ])
  })

  it('tells what was done in a window that is let go as soon as it comes', () => {
    const short = { ...seen, forget: (_: string, { to }: { to: string }) => (to === hours(9).end ? '' : 'bad') }
    const brief = {
      ...control,
      needs: { all: tally(short) },
      assess: ({ all }: { all: { value: string } }) => (all.value.includes('z') ? fail('z') : pass('none')),
    } as unknown as AnyControl
    const on = (windows: Reading[], standing?: Evaluation) =>
      evaluated({ tick: plus(from, 11 * hour), controls: [brief], windows, standing })
    const second = on([window(1, 'z')], on([window(9, 'a')]))
    expect(verdictsIn(second)).toEqual([
      [hours(1).start, 'fail', hours(1).start],
      [hours(9).start, 'pass', hours(9).start],
    ])
  })

  it('rests on the evaluation before it and on its newest window', () => {
    const first = judged([window(0, 'a')])
    const { verdicts } = judged([window(1, 'b')], first)
    expect(verdicts[0]?.basis).toEqual([ref(`evaluation/${first.tick}`), ref(`log/${hours(1).start}`)])
  })

  it('stands while no window was read, until it is too old', () => {
    const first = judged([window(0, 'a')])
    expect(judged([], first, plus(from, 2 * hour)).verdicts).toEqual(first.verdicts)
    expect(judged([], first, plus(from, day)).verdicts[0]?.outcome).toBe('unknown')
  })

  it('keeps what an older window could still change, and lets it go when that one was read', () => {
    const first = judged([window(0, 'a'), window(2, 'x')])
    expect(sum(first)?.value).toBe('ax')
    expect(sum(judged([window(1, 'b')], first))?.value).toBe('ab')
  })

  it('lets go what only a lost window could have changed', () => {
    const late = plus(from, 31 * day)
    const n = 31 * 24 - 2
    const first = judged([window(0, 'a')])
    expect(sum(judged([window(n - 2, 'b'), window(n, 'x')], first, late))?.value).toBe('abx')
    expect(sum(judged([window(n - 1, 'b'), window(n, 'x')], first, plus(late, 40 * day)))?.value).toBe('ab')
  })

  it('starts anew when its control was off', () => {
    const first = judged([window(0, 'a')])
    const off = evaluated({
      tick: plus(from, 3 * hour),
      controls: [control],
      windows: [window(1, 'b')],
      standing: first,
      settings: { SUM: { off: { reason: 'x' } } } as never,
    })
    expect(off.tallied).toEqual({})
    expect(sum(judged([window(2, 'c')], off))).toMatchObject({ value: 'c', covered: [hours(2)] })
  })
})

describe("a sum of a region's windows", () => {
  const words = {
    ...facts.regionWindow,
    id: 'words',
    join: (a: string, b: string) => [...new Set([...a.split(', '), ...b.split(', ')])].sort().join(', '),
    forget: (value: string) => value,
  }
  const ofCluster = {
    ...controls.latest,
    id: 'WORDS',
    needs: { is: latest(facts.state), all: tally(words) },
    assess: (given: object) => (JSON.stringify(given).includes('bad') ? fail(JSON.stringify(given)) : pass('x')),
  } as unknown as AnyControl
  const region = {
    scope: 'region',
    id: 'aws://1/eu-west-1',
    name: 'eu-west-1',
    region: 'eu-west-1',
    bornAt: null,
  } as const
  const now = plus(from, 2 * hour)
  const verdict = (...said: string[]) => {
    const windows = said.map((one, n) => reading('trail', hours(n), one))
    const { carried, tallied } = evaluated({ tick: now, controls: [ofCluster], windows, of: region })
    const above = { region: { carried, tallied, ref: ref('region') } }
    return evaluated({
      ...{ tick: now, controls: [ofCluster], above, latest: { config: [reading('config', days(0), 'fine')] } },
    }).verdicts[0]
  }

  it('is carried by the region and narrowed to the cluster that is judged', () => {
    expect(verdict('prod good', 'other bad')).toMatchObject({ outcome: 'pass' })
    expect(verdict('prod bad', 'other good')).toMatchObject({ outcome: 'fail' })
    expect(verdict('prod good')?.basis.map(({ key }) => key)).toContain('region')
  })

  it('says nothing of a cluster that it does not know', () => {
    expect(verdict('other good')).toMatchObject({ outcome: 'unknown', reason: 'nothing said of prod' })
  })
})

const saidIn = (n: number) => 'abcdefghijklm'.slice(n, n + 2)

describe('the intervals that a sum covers', () => {
  const slots = fc.array(fc.nat({ max: 60 }).map((n) => hours(n)))
  const covers = (covered: Slot[], at: number) =>
    covered.some((one) => seconds(one.start) <= at && at < seconds(one.end))

  it('and those it leaves out make up the whole, without overlap', () => {
    fc.assert(
      fc.property(slots, (all) => {
        const covered = all.reduce<Slot[]>((sum, one) => covering(sum, one), [])
        const holes = uncovered(covered, from, plus(from, 70 * hour))
        for (let n = 0; n < 70; n++) {
          const at = seconds(from) + n * hour
          const read = all.some(({ start }) => seconds(start) === at)
          expect([covers(covered, at), covers(holes, at)], instant(at)).toEqual([read, !read])
        }
        for (const [at, one] of covered.entries())
          if (at > 0) expect(seconds(one.start)).toBeGreaterThan(seconds(covered[at - 1]?.end ?? ''))
      }),
      { seed: 3, numRuns: 200 },
    )
  })

  it('are at most a hundred, and the oldest go first', () => {
    const all = Array.from({ length: 150 }, (_, n) => hours(2 * n))
    const covered = all.reduce<Slot[]>((sum, one) => covering(sum, one), [])
    expect(covered).toEqual(all.slice(-100))
  })
})
