// Coverage: totals against a count by hand, runs that leave no slot out, and a share that is 100 only where it is.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant, plus, seconds } from '../../../src/clock.ts'
import { continuity, countsOf, noCounts, readOf, sumOf } from '../../../src/report/coverage/counts.ts'
import { coverageOf } from '../../../src/report/coverage/coverage.ts'
import { gapsOf, longestGap, runsOf } from '../../../src/report/coverage/runs.ts'
import { clusterMade, end, periodMade, slotsMade, start, subjectMade, tickAt } from '../period-made.ts'

const spelled = fc.array(fc.constantFrom('n', 'm', 'f', 'p', 'e', 'c', 'c', 'c'), { maxLength: 60 })
const slots = fc
  .tuple(spelled, fc.dictionary(fc.nat(59).map(String), fc.nat(9_000)), fc.nat(2))
  .map(([letters, late, kinds]) => {
    const made = slotsMade('audit-log', 'prod-1', letters.join(''), {
      late: new Map(Object.entries(late).map(([at, by]) => [Number(at), by])),
    })
    // Reasons of a few kinds, so that some neighbours share them and some do not.
    return { ...made, reasons: new Map([...made.reasons].map(([at, own]) => [at, [`${own} ${(at * kinds) % 3}`]])) }
  })

describe('counts', () => {
  it('are those of the letters', () => {
    fc.assert(
      fc.property(spelled, (letters) => {
        const of = (letter: string) => letters.filter((one) => one === letter).length
        const counts = countsOf(slotsMade('s', 'x', letters.join('')))
        const [complete, empty, partial, failed, missed, unaccounted] = ['c', 'e', 'p', 'f', 'm', 'n'].map(of)
        expect(counts).toEqual({
          ...{ expected: letters.length, complete, empty, partial, failed, missed, unaccounted, late: 0 },
        })
      }),
    )
  })

  it('say of a read one alone that it was late', () => {
    const late = new Map([
      [0, 7_200],
      [1, 7_200],
      [2, 0],
    ])
    expect(countsOf(slotsMade('s', 'x', 'cpc', { late })).late).toBe(1)
  })
})

describe('the share that was read', () => {
  it('is 100 where every slot was read, and nowhere else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000_000 }), fc.nat(5_000_000), (expected, unread) => {
        const complete = Math.max(0, expected - unread)
        const percent = continuity({ ...noCounts(), expected, complete, missed: expected - complete })
        expect(percent === 100).toBe(complete === expected)
        expect(percent?.toFixed(2) === '100.00').toBe(complete === expected)
      }),
    )
  })

  it('is cut and not rounded: one of a hundred thousand is 99.99', () => {
    expect(continuity({ ...noCounts(), expected: 100_000, complete: 99_999, missed: 1 })).toBe(99.99)
  })

  it('is none where nothing was expected', () => {
    expect(continuity(noCounts())).toBeNull()
  })
})

describe('runs', () => {
  it('hold every slot once, in order, with its own status', () => {
    fc.assert(
      fc.property(slots, (one) => {
        const held = [...runsOf(one)].flatMap((run) => {
          expect(seconds(run.to) - seconds(run.from)).toBe(run.slots * one.every)
          return Array.from({ length: run.slots }, (_, at) => [seconds(run.from) + at * one.every, run.status])
        })
        const places = [...one.statuses.keys()]
        expect(held.map(([at]) => at)).toEqual(places.map((place) => one.first + place * one.every))
        const counts = countsOf(one)
        for (const status of ['complete', 'empty', 'partial', 'failed', 'missed'] as const)
          expect(held.filter(([, of]) => of === status)).toHaveLength(counts[status])
      }),
    )
  })

  it('are as long as they can be', () => {
    fc.assert(
      fc.property(slots, (one) => {
        const all = [...runsOf(one)]
        for (const [at, run] of all.entries()) {
          const next = all[at + 1]
          const same = [run, next].map((of) => JSON.stringify([of?.status, of?.reasons, (of?.late ?? 0) > 0]))
          if (next) expect(same[0]).not.toBe(same[1])
        }
      }),
    )
  })

  it('that are gaps hold what was not read, and what was read late', () => {
    fc.assert(
      fc.property(slots, (one) => {
        const counts = countsOf(one)
        const sum = [...gapsOf(one)].reduce((all, run) => all + run.slots, 0)
        expect(sum).toBe(counts.expected - readOf(counts) + counts.late)
      }),
    )
  })

  it('tell the most that one of them was late, and the entry of the first', () => {
    const late = new Map([
      [1, 3_600],
      [2, 90_000],
    ])
    expect([...gapsOf(slotsMade('s', 'x', 'cccc', { late }))]).toEqual([
      {
        ...{ source: 's', subject: 'x', every: 3_600, slots: 2, status: 'complete', late: 90_000 },
        ...{ from: plus(start, 3_600), to: plus(start, 10_800), reasons: [], sequence: 3 },
      },
    ])
  })
})

describe('the longest gap', () => {
  it('is that of a count by hand', () => {
    fc.assert(
      fc.property(slots, (one) => {
        const rows = [...one.statuses].map((status) => (status < 4 ? 'x' : '.')).join('')
        const longest = Math.max(0, ...(rows.match(/x+/g) ?? []).map((row) => row.length))
        expect(longestGap([one])?.slots ?? 0).toBe(longest)
        if (longest > 0)
          expect(longestGap([one])?.from).toBe(instant(one.first + rows.indexOf('x'.repeat(longest)) * one.every))
      }),
    )
  })

  it('goes on over statuses, and from one cadence to the next', () => {
    const hourly = slotsMade('s', 'x', 'cmf')
    const daily = slotsMade('s', 'x', 'pc', { every: 86_400, from: plus(start, 3 * 3_600) })
    expect(longestGap([daily, hourly])).toEqual({ from: plus(start, 3_600), to: plus(start, 97_200), slots: 3 })
  })
})

describe('coverage', () => {
  const cluster = subjectMade()
  const other = subjectMade(clusterMade('other', { region: 'us-east-1' }))

  it('of a period that was read whole is whole', () => {
    const { result, totals, percent, longest, outside } = coverageOf(periodMade())
    expect([result, readOf(totals), totals.expected, percent]).toEqual(['whole', 75, 75, 100])
    expect([longest, outside]).toEqual([null, []])
  })

  it.each([
    ['missed', 'm'],
    ['failed', 'f'],
    ['partial', 'p'],
    ['not accounted for', 'n'],
  ])('has a gap where a slot is %s, and the slot stays in the denominator', (_, letter) => {
    const made = periodMade({ slots: [slotsMade('audit-log', cluster.slug, `${'c'.repeat(71)}${letter}`)] })
    const { result, totals, percent, longest } = coverageOf(made)
    expect([result, readOf(totals), totals.expected, percent]).toEqual(['gaps', 71, 72, 98.61])
    expect(longest).toMatchObject({ slots: 1, to: end, source: 'audit-log', subject: { slug: cluster.slug } })
  })

  it.each([
    [
      'was read late',
      { slots: [slotsMade('audit-log', cluster.slug, 'c'.repeat(72), { late: new Map([[1, 7_200]]) })] },
    ],
    ['had an outage', { outages: [{ from: tickAt(3), to: tickAt(4), ticks: 2, sequence: 4 }] }],
    ['owes somebody', { owed: [{ id: 'x', name: 'x', reason: 'denied', from: tickAt(1) }] }],
    ['expects nothing', { slots: [] }],
  ])('has a gap where it %s', (_, changed) => {
    expect(coverageOf(periodMade(changed)).result).toBe('gaps')
  })

  it('is broken where the walk found integrity broken, whatever was read', () => {
    const broken = [{ name: 'digest' as const, state: 'fail' as const, looked: 1, findings: [], more: 0 }]
    expect(coverageOf(periodMade({ broken })).result).toBe('broken')
  })

  it('names the parts of the period that the ledger does not reach over', () => {
    const { first, head } = periodMade()
    if (!first || !head) throw new Error('no entries')
    const made = periodMade({ first: { ...first, tick: tickAt(2) }, head: { ...head, tick: tickAt(60) } })
    expect(coverageOf(made)).toMatchObject({
      result: 'gaps',
      outside: [
        { start, end: tickAt(2) },
        { start: tickAt(61), end },
      ],
    })
    expect(coverageOf(periodMade({ first: null, head: null })).outside).toEqual([{ start, end }])
  })

  it('tells what ends in the period and was not due by the last tick, and is not whole with it', () => {
    const made = periodMade({ slots: [slotsMade('audit-log', cluster.slug, 'c'.repeat(70))] })
    expect(coverageOf(made)).toMatchObject({ result: 'gaps', notDue: 2, percent: 100, totals: { expected: 70 } })
  })

  it.each([
    ['is gone', { vanished: tickAt(69) }],
    ['is left out', { excluded: [{ rule: 'x', from: tickAt(70), to: null }] }],
  ])('waits for nothing of a subject that %s', (_, changed) => {
    const slots = [slotsMade('audit-log', cluster.slug, 'c'.repeat(70))]
    expect(coverageOf(periodMade({ subjects: [subjectMade(clusterMade(), changed)], slots })).notDue).toBe(0)
  })

  it('puts the cadences of a source at a subject together, and sorts by source and slug', () => {
    const slots = [
      slotsMade('eks-cluster', other.slug, 'c', { kind: 'state', every: 86_400 }),
      slotsMade('eks-cluster', cluster.slug, 'cm', { kind: 'state', every: 86_400, from: plus(start, 7_200) }),
      slotsMade('eks-cluster', cluster.slug, 'ce', { kind: 'state' }),
      slotsMade('audit-log', other.slug, 'c'),
    ]
    const { at, sources } = coverageOf(periodMade({ subjects: [cluster, other], slots }))
    const names = [cluster.slug, other.slug].sort()
    expect(at.map(({ source, subject }) => [source, subject.slug])).toEqual([
      ['audit-log', other.slug],
      ...names.map((name) => ['eks-cluster', name]),
    ])
    expect(at.find(({ subject, source }) => source === 'eks-cluster' && subject.slug === cluster.slug)).toMatchObject({
      ...{ every: [3_600, 86_400], first: start, last: plus(start, 7_200 + 2 * 86_400), percent: 75 },
    })
    expect(sources.map(({ source, subjects, counts }) => [source, subjects, counts.expected])).toEqual([
      ['audit-log', 1, 1],
      ['eks-cluster', 2, 5],
    ])
  })

  it('sums what it lists, and lists what it sums', () => {
    fc.assert(
      fc.property(fc.array(slots, { maxLength: 6 }), (all) => {
        const subjects = all.map((_, at) => subjectMade(clusterMade(`c${at}`)))
        const made = all.map((one, at) => ({ ...one, subject: subjects[at]?.slug ?? '' }))
        const { totals, at, sources } = coverageOf(periodMade({ subjects, slots: made }))
        expect(totals).toEqual(sumOf(all.map(countsOf)))
        expect(sumOf(at.map(({ counts }) => counts))).toEqual(totals)
        expect(sumOf(sources.map(({ counts }) => counts))).toEqual(totals)
      }),
    )
  })

  it('is asked for one source and for subjects by their ARN', () => {
    const both = ['audit-log', 'eks-cluster'].flatMap((source) =>
      [cluster, other].map(({ slug }) => slotsMade(source, slug, 'c')),
    )
    const made = periodMade({ subjects: [cluster, other], slots: both })
    const asked = coverageOf(made, { source: 'audit-log', subject: 'arn:aws:eks:us-east-1:*' })
    expect(asked.at.map(({ source, subject }) => [source, subject.slug])).toEqual([['audit-log', other.slug]])
    expect(asked.totals.expected).toBe(1)
  })

  it('tells why, the most frequent first', () => {
    const made = slotsMade('audit-log', cluster.slug, 'mffm')
    const { at } = coverageOf(
      periodMade({ slots: [{ ...made, reasons: new Map([...made.reasons, [0, ['throttled']]]) }] }),
    )
    expect(at[0]?.reasons).toEqual([
      { reason: 'logs:StartQuery was failed', slots: 2 },
      { reason: 'logs:StartQuery was missed', slots: 1 },
      { reason: 'throttled', slots: 1 },
    ])
  })

  it('tells who came and who went, and takes nobody for new who was there when the ledger began', () => {
    const late = subjectMade(clusterMade('late'), { from: tickAt(30) })
    const gone = subjectMade(clusterMade('gone'), { vanished: tickAt(40) })
    const first = subjectMade(clusterMade('first'), { from: tickAt(0) })
    const { came, went } = coverageOf(periodMade({ subjects: [first, gone, late] }))
    expect([came, went].map((all) => all.map(({ subject }) => subject.name))).toEqual([['late'], ['gone']])
  })
})
