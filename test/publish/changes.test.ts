// What is told, and what is not.
import { describe, expect, it } from 'vitest'
import { instant, plus, seconds } from '../../src/clock.ts'
import type { Verdict } from '../../src/model.ts'
import { type Compared, changes, refreshDue } from '../../src/publish/changes.ts'
import { rulesOf } from '../../src/publish/figures.ts'
import { defaultSla } from '../../src/sla.ts'
import { control, evaluation, verdict } from './examples.ts'

const monday = '2026-01-05T03:20:00Z'
const tuesday = '2026-01-06T03:20:00Z'
const no = { low: 0, medium: 0, high: 0, critical: 0 }
const { stageOf } = rulesOf({ controls: [{ id: 'NET-01', ...control }] })
const compared = (
  of: Pick<Compared, 'standing' | 'evaluation' | 'accepted' | 'acceptedBefore'>,
  at = tuesday,
): Compared => ({
  ...of,
  now: { at, sla: defaultSla },
  before: { at: monday, sla: defaultSla },
  stageOf,
})
const told = (before: Verdict[] | undefined, now: Verdict[]) =>
  changes(compared({ standing: before && evaluation(monday, before), evaluation: evaluation(tuesday, now) })).map(
    ({ why, resolve, verdict: { outcome } }) => [why, outcome, resolve],
  )

const hour = (start: string): Pick<Verdict, 'slot'> => ({ slot: { start, end: plus(start, 3600) } })

describe('a first evaluation', () => {
  it('that passes tells nothing', () => expect(told(undefined, [verdict('pass', 'off')])).toEqual([]))
  it('that does not apply tells nothing', () =>
    expect(told(undefined, [verdict('not-applicable', 'none')])).toEqual([]))
  it('that fails is told', () => expect(told(undefined, [verdict('fail', 'open')])).toEqual([['first', 'fail', false]]))
  it('that could not be read is told', () =>
    expect(told(undefined, [verdict('unknown', 'denied')])).toEqual([['first', 'unknown', false]]))
  it('of a control that was added later is a first one', () => {
    expect(
      told([verdict('pass', 'off')], [verdict('pass', 'off'), verdict('fail', 'x', { control: 'NET-02' })]),
    ).toEqual([['first', 'fail', false]])
  })
})

describe('a later evaluation', () => {
  it.each([
    ['the same failure', verdict('fail', 'a'), verdict('fail', 'a'), []],
    ['a failure for another reason', verdict('fail', 'a'), verdict('fail', 'b'), [['changed', 'fail', false]]],
    [
      'a failure that could not be read again',
      verdict('fail', 'a'),
      verdict('unknown', 'denied'),
      [['changed', 'unknown', false]],
    ],
    ['a failure read again', verdict('unknown', 'denied'), verdict('fail', 'a'), [['changed', 'fail', false]]],
    ['a failure that passes, which resolves', verdict('fail', 'a'), verdict('pass', 'b'), [['changed', 'pass', true]]],
    [
      'an unread control that passes, which resolves',
      verdict('unknown', 'a'),
      verdict('pass', 'b'),
      [['changed', 'pass', true]],
    ],
    [
      'a failure that no longer applies, which resolves nothing',
      verdict('fail', 'a'),
      verdict('not-applicable', 'b'),
      [['changed', 'not-applicable', false]],
    ],
    ['a pass for another reason', verdict('pass', 'a'), verdict('pass', 'b'), []],
    ['a pass that no longer applies', verdict('pass', 'a'), verdict('not-applicable', 'b'), []],
    ['a pass that fails', verdict('pass', 'a'), verdict('fail', 'b'), [['changed', 'fail', false]]],
    ['a pass that could not be read', verdict('pass', 'a'), verdict('unknown', 'b'), [['changed', 'unknown', false]]],
  ])('of %s', (_, before, now, expected) => expect(told([before], [now])).toEqual(expected))

  it('tells an acceptance, and its end', () => {
    const accepted = { 'NET-01': { id: 'ACC-1', until: '2026-06-30T00:00:00Z' } }
    const pair = {
      standing: evaluation(monday, [verdict('fail', 'a')]),
      evaluation: evaluation(tuesday, [verdict('fail', 'a')]),
    }
    expect([
      changes(compared({ ...pair, accepted })).length,
      changes(compared({ ...pair, accepted, acceptedBefore: accepted })).length,
      changes(compared({ ...pair, acceptedBefore: accepted })).length,
    ]).toEqual([1, 0, 1])
  })
})

describe('what changes with the clock alone', () => {
  const old = (days: number) => verdict('fail', 'a', { since: plus(tuesday, -days * 86_400) })
  const over = (of: Verdict, more: Partial<Compared> = {}) =>
    changes({
      ...compared({ standing: evaluation(monday, [of]), evaluation: evaluation(tuesday, [of]) }),
      ...more,
    }).map(({ why }) => why)

  it('is told when a failure passes its deadline, and not again the day after', () => {
    expect([over(old(29.5)), over(old(30)), over(old(31.5))]).toEqual([[], ['changed'], []])
  })
  it('is told when a failure was open for thirty days, and for ninety', () => {
    const none = { now: { at: tuesday, sla: no }, before: { at: monday, sla: no } }
    expect([30.5, 45, 90.5, 120].map((days) => over(old(days), none).length)).toEqual([1, 0, 1, 0])
  })
  it('is told where the deadlines are others', () => {
    const shorter = { ...defaultSla, high: 1 }
    expect(over(old(10), { now: { at: tuesday, sla: shorter } })).toEqual(['changed'])
  })
  it('is told of a failure that cannot be read: whoever denies the reading does not stop the clock', () => {
    const unread = verdict('unknown', 'denied', {
      since: '2026-01-05T00:00:00Z',
      standing: { outcome: 'fail', since: plus(tuesday, -30 * 86_400) },
    })
    expect(over(unread)).toEqual(['changed'])
  })
  it('is told when an acceptance is about to end', () => {
    const by = (state?: 'ends' | 'ended') => ({
      'NET-01': { id: 'A', until: '2026-02-01T00:00:00Z', ...(state && { state }) },
    })
    expect([
      over(old(1), { acceptedBefore: by(), accepted: by('ends') }).length,
      over(old(1), { acceptedBefore: by('ends'), accepted: by('ends') }).length,
      over(old(1), { acceptedBefore: by('ends'), accepted: by('ended') }).length,
    ]).toEqual([1, 0, 1])
  })
})

describe('several slots in one evaluation', () => {
  it('tell the newest, whatever their order in the file', () => {
    const now = [
      verdict('fail', 'late', hour('2026-01-06T02:00:00Z')),
      verdict('pass', 'early', hour('2026-01-06T01:00:00Z')),
    ]
    expect(told([verdict('pass', 'x')], now)).toEqual([['changed', 'fail', false]])
  })
  it('tell a failure in their middle as failed and resolved', () => {
    const now = [verdict('fail', 'a', hour('2026-01-06T01:00:00Z')), verdict('pass', 'b', hour('2026-01-06T02:00:00Z'))]
    expect(told([verdict('pass', 'x')], now)).toEqual([['changed', 'pass', true]])
  })
  it('tell nothing of a slot older than what was told', () => {
    expect(
      told([verdict('pass', 'x', hour('2026-01-06T02:00:00Z'))], [verdict('fail', 'a', hour('2026-01-06T01:00:00Z'))]),
    ).toEqual([])
  })
})

describe('an unchanged failure', () => {
  const day = (at: number): string => instant(seconds(monday) + at * 86_400)
  const days = Array.from({ length: 360 }, (_, at) => at)
  const sentOn = (id: string, every = 1): number[] =>
    days.filter((at) => at % every === 0 && at > 0 && refreshDue(id, day(at - every), day(at)))

  it('is told again every sixty days, once', () => {
    const on = sentOn('some id')
    expect(on.slice(1).map((at, i) => at - (on[i] ?? 0))).toEqual([60, 60, 60, 60, 60])
  })
  it('is told once on its day, at the first of that day’s evaluations', () => {
    const on = day(sentOn('some id')[0] ?? 0).slice(0, 10)
    const hours = Array.from({ length: 24 }, (_, at) => `${on}T${String(at).padStart(2, '0')}:20:00Z`)
    expect(hours.filter((at) => refreshDue('some id', plus(at, -3600), at))).toEqual([`${on}T00:20:00Z`])
  })
  it('is told after an outage over its day, and so never ninety days late', () => {
    expect(sentOn('some id', 7)).toHaveLength(6)
  })
  it('has a day of its own: a thousand findings do not come together', () => {
    const perDay = days
      .slice(1, 61)
      .map(
        (at) =>
          Array.from({ length: 1_000 }, (_, id) => refreshDue(`finding ${id}`, day(at - 1), day(at))).filter(Boolean)
            .length,
      )
    expect([Math.max(...perDay) < 40, perDay.reduce((a, b) => a + b, 0)]).toEqual([true, 1_000])
  })
  it('is a change called refresh; a pass has none', () => {
    const later = plus(monday, 60 * 86_400)
    const over = (of: Verdict) =>
      changes(compared({ standing: evaluation(monday, [of]), evaluation: evaluation(later, [of]) }, later)).map(
        ({ why }) => why,
      )
    expect([
      over(verdict('fail', 'a', { since: '2025-01-01T00:00:00Z' })),
      over(verdict('unknown', 'a')),
      over(verdict('pass', 'a')),
    ]).toEqual([['refresh'], ['refresh'], []])
  })
})
