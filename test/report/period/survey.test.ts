// The survey of all tests and its weeks, held against a count by hand.
import { describe, expect, it } from 'vitest'
import { plus, seconds } from '../../../src/clock.ts'
import { hitTrends } from '../../../src/report/period/hit-trends.ts'
import { surveyOf } from '../../../src/report/period/survey.ts'
import { testOf } from '../../../src/report/period/tests.ts'
import { stepsOf, stoodAt, weekOf, weeksOf } from '../../../src/report/period/weeks.ts'
import { catalog, day, prod, toldMade } from '../paper/sections/made.ts'
import { hitMade, start, turnMade } from '../period-made.ts'

const head = (tick: string) => ({
  sequence: 9,
  tick,
  sha256: 'sha256:00' as const,
  sealedAt: tick,
  key: 'ledger/000000000009.dsse.json',
})

describe('the weeks of a period', () => {
  it('are seven days each from its start on, and the last ends with it', () => {
    const slot = { start, end: day(17) }
    expect(weeksOf({ slot, head: head(day(30)) }).map(({ from, to, ahead }) => [from, to, ahead])).toEqual([
      [day(0), day(7), false],
      [day(7), day(14), false],
      [day(14), day(17), false],
    ])
  })

  it('end with what was observed, and those behind it are ahead', () => {
    const slot = { start, end: day(21) }
    expect(weeksOf({ slot, head: head(day(9)) }).map(({ to, ahead }) => [to, ahead])).toEqual([
      [day(7), false],
      [day(9), false],
      [day(21), true],
    ])
    expect(weeksOf({ slot, head: null }).every(({ ahead }) => ahead)).toBe(true)
  })

  it('hold every instant, also those dated outside of the period', () => {
    const slot = { start, end: day(17) }
    expect(
      [plus(start, -5), start, day(7), plus(day(7), -1), day(16), day(40)].map((at) => weekOf({ slot }, at)),
    ).toEqual([0, 0, 1, 0, 2, 2])
  })

  it('are drawn as steps that end where they end', () => {
    const weeks = weeksOf({ slot: { start, end: day(21) }, head: head(day(9)) })
    expect(stepsOf(weeks, (nth) => nth)).toEqual([
      { at: day(0), value: 0 },
      { at: day(7), value: 1 },
      { at: day(9), value: 1 },
      { at: day(14), value: 2 },
    ])
  })
})

describe('the survey', () => {
  it('tells of each test what the test itself tells', () => {
    const { period } = toldMade()
    const { tests } = surveyOf(period, catalog)
    for (const control of catalog.controls) {
      const { at, totals } = testOf(period, catalog, control)
      const own = tests.get(control.id)
      expect(own?.totals).toEqual(totals)
      expect([own?.subjects, own?.deviations.all]).toEqual([at.length, at.flatMap((one) => one.deviations).length])
    }
    expect(tests.size).toBe(catalog.controls.length)
  })

  it('counts by severity what stood at the end of each week, as a count by hand does', () => {
    const { period } = toldMade()
    const { trends } = surveyOf(period, catalog)
    const ends = [day(7), day(14)]
    for (const severity of ['low', 'medium', 'high', 'critical'] as const) {
      const own = catalog.controls.filter((one) => one.severity === severity && !one.id.startsWith('EVD-'))
      const all = own.flatMap((one) => testOf(period, catalog, one).at.flatMap(({ deviations }) => deviations))
      const stood = ends.map(
        (end) => all.filter((one) => one.since < end && (one.until === null || one.until >= end)).length,
      )
      expect(trends.open[severity]).toEqual(stood)
    }
    expect(trends.open.high).toEqual([1, 0])
    expect(trends.open.low).toEqual([1, 1])
  })

  it('leaves out the tests of the information', () => {
    expect(surveyOf(toldMade().period, catalog).trends.open.critical).toEqual([0, 0])
  })

  it('counts what is past the deadline at the end of the week', () => {
    const { period } = toldMade({ turns: new Map([[`${prod.slug} IAM-03`, [turnMade(day(0), 'fail')]]]) })
    expect(surveyOf(period, catalog).trends.pastSla).toEqual([1, 1]) // critical: seven days, at the end of the first week
  })

  it('tells subjects that fail apart from those of which something is not known', () => {
    const { access, vulnerabilities } = surveyOf(toldMade().period, catalog).trends
    expect([access.failing, access.notKnown, access.subjects]).toEqual([[1, 1], [1, 1], 2])
    expect([vulnerabilities.failing, vulnerabilities.subjects]).toEqual([[1, 0], 1])
  })

  it('has no number for a week that the ledger does not reach', () => {
    const { trends } = surveyOf(toldMade({ head: head(day(5)) }).period, catalog)
    expect(trends.open.low).toEqual([1, null])
    expect(trends.access.failing[1]).toBeNull()
  })
})

describe('what stood at the end of a week', () => {
  const week = { from: day(0), to: day(7) }
  it.each([
    ['began in it and is open', day(3), null, true],
    ['ended in it', day(3), day(5), false],
    ['ended with it', day(3), day(7), true],
    ['began with the next', day(7), null, false],
    ['began before the period', plus(start, -86_400), day(9), true],
  ])('%s', (_, since, until, expected) => {
    expect(stoodAt({ since, until }, week)).toBe(expected)
  })
})

describe('hits by week', () => {
  it('are counted as they are kept, without what an allow-list let pass', () => {
    const group = (nth: number, changed: Parameters<typeof hitMade>[0]) =>
      hitMade({ first: day(nth), last: day(nth), day: day(nth).slice(0, 10), ...changed })
    const groups = [
      group(1, { count: 5, outcomes: { denied: 3, allowed: 2 }, severity: 'high' }),
      group(2, { count: 2, outcomes: { allowed: 2 }, severity: 'low', actorClass: 'anonymous' }),
      group(8, { count: 7, outcomes: { allowed: 7 }, severity: 'critical' }),
      group(9, { count: 99, outcomes: { allowed: 99 }, allowed: 'pipelines' }),
    ]
    const { period } = toldMade({ found: { groups, more: 0, counts: new Map() } })
    expect(hitTrends(period)).toEqual({
      all: [7, 7],
      denied: [3, 0],
      anonymous: [2, 0],
      privileged: [2, 7],
      isWhole: true,
    })
    expect(seconds(period.slot.end)).toBeGreaterThan(seconds(period.slot.start))
  })

  it('say so where groups are missing', () => {
    const { period } = toldMade({ found: { groups: [], more: 3, counts: new Map() } })
    expect(hitTrends(period).isWhole).toBe(false)
  })
})
