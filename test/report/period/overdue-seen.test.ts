// Vulnerabilities past their deadline by week: of each repository the newest judgement of that week, and no more reads than that.
import { describe, expect, it } from 'vitest'
import { instant, seconds } from '../../../src/clock.ts'
import type { Instant, Subject, Verdict } from '../../../src/model.ts'
import { makeOverdue, overdueIn } from '../../../src/report/period/overdue-seen.ts'
import { entryOf, evaluationLine, lineOf } from './walked.ts'

const start = '2026-01-05T00:00:00Z'
const at = (day: number): Instant => instant(seconds(start) + day * 86_400 + 1_200)
const period = { start, end: '2026-01-26T00:00:00Z' }
const repository = (name: string): Subject => ({
  ...{ scope: 'repository', id: `arn:aws:ecr:eu-west-1:111122223333:repository/${name}`, name },
  ...{ region: 'eu-west-1', bornAt: '2025-01-01T00:00:00Z' },
})
const [app, web] = [repository('app'), repository('web')]

const judged = (day: number, subject: Subject, reason: string, outcome: Verdict['outcome'] = 'fail') => {
  const tick = at(day)
  const slot = { start: instant(seconds(tick) - 1_200), end: instant(seconds(tick) + 85_200) }
  const verdict: Verdict = {
    ...{ control: 'VUL-01', criteria: ['CC7.1'], outcome, reason, slot, since: slot.start, standing: null, basis: [] },
  }
  const read = lineOf({ source: 'ecr-repository', subject, start: slot.start, every: 86_400, tick, exchanges: [] })
  return entryOf(tick, [read, evaluationLine({ tick, subject, verdicts: [verdict] })])
}

const seenOf = async (entries: ReturnType<typeof entryOf>[], most?: number) => {
  const overdue = makeOverdue(period, most)
  for (const { seen } of entries) await overdue.enter(seen)
  return overdue.seen()
}

describe('vulnerabilities past their deadline', () => {
  it('are what the newest judgement of each week counted, and stay so where nothing was judged anew', async () => {
    const { weeks } = await seenOf([
      judged(0, app, '5 overdue, 1 fixed in time; x'),
      judged(6, app, '2 overdue, 1 fixed in time; x'),
      judged(6, web, '1 overdue; x'),
      judged(20, app, '0 overdue, 3 fixed in time; x', 'pass'),
    ])
    expect(weeks).toEqual([
      { to: '2026-01-12T00:00:00Z', overdue: 3, notKnown: 0 },
      { to: '2026-01-19T00:00:00Z', overdue: 3, notKnown: 0 },
      { to: at(20), overdue: 1, notKnown: 0 },
    ])
  })

  it('are read once a week of each repository', async () => {
    const entries = Array.from({ length: 7 }, (_, day) => judged(day, app, '1 overdue; x'))
    const { read } = await seenOf(entries)
    expect(read).toBe(1)
    expect(entries.flatMap(({ reads }) => reads)).toHaveLength(1)
  })

  it('are not known where the judgement is unknown', async () => {
    const { weeks } = await seenOf([
      judged(0, app, 'not scanned: x; 0 overdue', 'unknown'),
      judged(0, web, '4 overdue; x'),
    ])
    expect(weeks).toEqual([{ to: at(0), overdue: 4, notKnown: 1 }])
  })

  it('are of so many repositories, and it says how many are left', async () => {
    const entries = ['a', 'b', 'c'].map((name) => judged(0, repository(name), '1 overdue; x'))
    const { weeks, repositories, more } = await seenOf(entries, 2)
    expect([weeks[0]?.overdue, repositories, more]).toEqual([2, 2, 1])
  })

  it('are nothing before the first entry, and not zero', async () => {
    const { weeks } = await seenOf([judged(8, app, '1 overdue; x')])
    expect(weeks.map(({ overdue }) => overdue)).toEqual([null, 1])
  })

  it('are none of what is read after the period', async () => {
    const { weeks } = await seenOf([judged(0, app, '1 overdue; x'), judged(30, app, '9 overdue; x')])
    expect(weeks.map(({ overdue }) => overdue)).toEqual([1, 1, 1])
  })

  it.each([
    ['fail', '12 overdue, 3 fixed in time; 2 of 3 images run', 12],
    ['pass', '0 overdue, 0 fixed in time', 0],
    ['not-applicable', 'no image runs; 0 overdue', 0],
    ['unknown', '7 overdue; x', null],
    ['fail', 'CVE-1; 9 overdue, x', null],
  ] as const)('of a verdict are counted where it says so itself: %s %s', (outcome, reason, expected) => {
    expect(overdueIn({ outcome, reason })).toBe(expected)
  })
})
