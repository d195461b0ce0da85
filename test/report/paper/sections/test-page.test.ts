// The page of a test: every number on it is counted again by hand, and nothing that was not known is told as a pass.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant, seconds } from '../../../../src/clock.ts'
import { defaults } from '../../../../src/config.ts'
import { markup } from '../../../../src/report/html/html.ts'
import { cameTo, stateOf } from '../../../../src/report/paper/sections/came-to.ts'
import { testPage } from '../../../../src/report/paper/sections/test-page.ts'
import type { Told } from '../../../../src/report/paper/sections/told.ts'
import { dayStates } from '../../../../src/report/period/tests.ts'
import { configMade, refMade, slotsMade, start, turnMade } from '../../period-made.ts'
import {
  acceptanceMade,
  catalog,
  configured,
  controlOf,
  day,
  prod,
  readable,
  rowsOf,
  test,
  toldMade,
  written,
} from './made.ts'

const pageOf = (told: Told, id: string): string => written(testPage(told, controlOf(id)))

/** Slot by slot and turn by turn, without any of the code under test. */
const counted = ({ period }: Told, control: string, slug: string) => {
  const totals = { expected: 0, pass: 0, fail: 0, accepted: 0, unknown: 0, unread: 0, exempt: 0, late: 0 }
  const turns = period.turns.get(`${slug} ${control}`) ?? []
  for (const slots of period.slots.filter(({ source, subject }) => source === 'eks-cluster' && subject === slug))
    for (let nth = 0; nth < slots.statuses.length; nth++) {
      const at = slots.first + nth * slots.every
      let outcome = 'unknown' // before the first turn nobody judged
      for (const turn of turns) if (seconds(turn.at) <= at) outcome = turn.outcome as string
      if ((slots.statuses[nth] ?? 0) < 4) outcome = 'unread'
      totals.expected += 1
      if (slots.late.has(nth)) totals.late += 1
      if (outcome === 'pass') totals.pass += 1
      if (outcome === 'fail') totals.fail += 1
      if (outcome === 'unknown') totals.unknown += 1
      if (outcome === 'unread') totals.unread += 1
      if (outcome === 'not-applicable') totals.exempt += 1
    }
  return totals
}
const asRow = ({ expected, pass, fail, accepted, unknown, unread, exempt, late }: ReturnType<typeof counted>) =>
  [expected, pass, fail, accepted, unknown, unread, exempt, late].map(String)

describe('the page of a test', () => {
  it('counts its observations as a count by hand does', () => {
    const told = toldMade()
    const [a, b] = [counted(told, 'NET-01', prod.slug), counted(told, 'NET-01', test.slug)]
    const page = pageOf(told, 'NET-01')
    const both = asRow(a).map((one, at) => String(Number(one) + Number(asRow(b)[at])))
    expect(both).toEqual(['28', '14', '2', '0', '10', '2', '0', '1'])
    expect(rowsOf(page, 'test-NET-01-totals')).toEqual([['2 clusters', ...both]])
    expect(rowsOf(page, 'test-NET-01-subjects').slice(0, 2)).toEqual([
      ['prod eu-west-1', ...asRow(a)],
      ['test eu-west-1', ...asRow(b)],
    ])
    expect(readable(page)).toContain(
      'no deviation noted in 14 of 28 expected observations; 1 deviation, 0 open; 10 observations unknown; 2 observations not read.',
    )
  })

  it('counts so whatever was read and whatever it came to', () => {
    const outcomes = fc.constantFrom('pass' as const, 'fail' as const, 'unknown' as const, 'not-applicable' as const)
    const turned = fc.uniqueArray(fc.record({ at: fc.nat(13), outcome: outcomes }), {
      selector: ({ at }) => at,
      minLength: 1,
    })
    const slots = fc.string({ unit: fc.constantFrom(...'nmfpec'), minLength: 14, maxLength: 14 })
    fc.assert(
      fc.property(turned, slots, (all, spelled) => {
        const turns = all.sort((a, b) => a.at - b.at).map(({ at, outcome }) => turnMade(day(at), outcome))
        const told = toldMade({
          subjects: [prod],
          slots: [slotsMade('eks-cluster', prod.slug, spelled, { kind: 'state', every: 86_400 })],
          turns: new Map([[`${prod.slug} NET-01`, turns]]),
        })
        const page = pageOf(told, 'NET-01')
        expect(rowsOf(page, 'test-NET-01-totals')).toEqual([
          ['1 cluster', ...asRow(counted(told, 'NET-01', prod.slug))],
        ])
        const fails = turns.filter(({ outcome }) => outcome === 'fail').length
        const isGreen = page.includes('<p class="lead"><span class="rate"><span class="badge good')
        const allRead =
          /^[ec]*$/.test(spelled) && turns.every(({ outcome }) => outcome === 'pass' || outcome === 'not-applicable')
        expect(isGreen && !(allRead && fails === 0)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('tells every deviation: since when, until when, for how long and what was seen', () => {
    const [row, ...more] = rowsOf(pageOf(toldMade(), 'NET-01'), 'test-NET-01-deviations')
    expect(more).toEqual([])
    expect(row?.slice(0, 5)).toEqual([
      'prod eu-west-1',
      '2026-01-06 00:00:00Z',
      'fixed 2026-01-08 00:00:00Z',
      '2 of 30 allowed',
      'public endpoint open to 0.0.0.0/0',
    ])
  })

  it('names the evidence of what was seen and of what ended it by key, version and digest', () => {
    const told = toldMade()
    const page = pageOf(told, 'NET-01')
    const [, failed, mended] = told.period.turns.get(`${prod.slug} NET-01`) ?? []
    for (const { key, versionId, sha256 } of [failed, mended].flatMap((turn) =>
      turn ? [turn.evaluation, ...turn.basis] : [],
    ))
      for (const text of [key, versionId ?? '', sha256]) expect(page).toContain(`>${text}<`)
  })

  it('says that a deviation is past the deadline that was in force when it was first seen', () => {
    const strict = configured({ sla: { ...defaults.sla, high: 2 } })
    const lax = configMade({ config: { ...defaults, sla: { ...defaults.sla, high: 365 } }, from: day(2), sequence: 40 })
    const [row] = rowsOf(pageOf(toldMade({ configs: [strict, lax] }), 'NET-01'), 'test-NET-01-deviations')
    expect(row?.[3]).toBe('2 of 2 allowed past it')
  })

  it('says that an open one is open, and that it was not known for some time', () => {
    const [row] = rowsOf(pageOf(toldMade(), 'IAM-01'), 'test-IAM-01-deviations')
    expect(row?.[2]).toBe('open')
    expect(row?.[4]).toContain('for some time it was not known whether it stood')
  })

  it('says who accepted it, until when, by which ticket and why, and keeps it a deviation', () => {
    const told = toldMade({ configs: [configured({ acceptances: [acceptanceMade] })] })
    const page = pageOf(told, 'NET-01')
    const [row] = rowsOf(page, 'test-NET-01-deviations')
    for (const said of [
      'by Cleo',
      'asked for by Ben',
      'ticket RISK-7',
      'a partner must reach it',
      acceptanceMade.expires,
    ])
      expect(row?.[4]).toContain(said)
    expect(rowsOf(page, 'test-NET-01-totals')[0]?.slice(3, 5)).toEqual(['2', '2'])
  })

  it('says that one stood before the period', () => {
    const before = instant(seconds(start) - 86_400)
    const turns = new Map([[`${prod.slug} NET-01`, [turnMade(day(0), 'fail', { since: before })]]])
    const [row] = rowsOf(pageOf(toldMade({ turns }), 'NET-01'), 'test-NET-01-deviations')
    expect(row?.[1]).toContain('before the period')
  })

  it('says that the subject went, and not that it was fixed', () => {
    const gone = { ...prod, vanished: day(5) }
    const turns = new Map([[`${prod.slug} NET-01`, [turnMade(day(0), 'fail')]]])
    const [row] = rowsOf(pageOf(toldMade({ turns, subjects: [gone] }), 'NET-01'), 'test-NET-01-deviations')
    expect(row?.[2]).toBe('subject gone 2026-01-10 00:00:00Z not seen fixed')
  })

  it('lists what was not read and what came late, with the reasons', () => {
    const rows = rowsOf(pageOf(toldMade(), 'NET-01'), 'test-NET-01-unread')
    expect(rows.map(([where, when, slots, what]) => [where, when, slots, what])).toEqual([
      ['prod eu-west-1 eks-cluster', '2026-01-10 00:00:00Z 2026-01-11 00:00:00Z', '1', 'late by 2 h'],
      ['test eu-west-1 eks-cluster', '2026-01-06 00:00:00Z 2026-01-07 00:00:00Z', '1', 'missed'],
      ['test eu-west-1 eks-cluster', '2026-01-07 00:00:00Z 2026-01-08 00:00:00Z', '1', 'partial'],
    ])
    expect(rows[1]?.[4]).toBe('logs:StartQuery was missed')
  })

  it('lists what is unknown with its reason, and why what is not applicable is not', () => {
    expect(rowsOf(pageOf(toldMade(), 'NET-01'), 'test-NET-01-unknown')).toEqual([
      ['test eu-west-1', '2026-01-09 00:00:00Z the end of what was observed', 'eks:DescribeCluster was not read'],
    ])
    const [row] = rowsOf(pageOf(toldMade(), 'IAM-01'), 'test-IAM-01-not-applicable')
    expect(row?.slice(0, 2)).toEqual(['a connected cluster has no access entries', '1'])
    expect(row?.[2]).toContain('test eu-west-1: 2026-01-05T00:00:00Z to the end of what was observed')
  })

  it('says that nothing was noted only beside what is not known', () => {
    const turns = new Map([[`${test.slug} NET-01`, [turnMade(day(0), 'pass')]]])
    expect(readable(pageOf(toldMade({ turns }), 'NET-01'))).toContain(
      'None was noted; of 2 observations it is not known.',
    )
  })

  it('shows a failure that came and went within one slot as a deviation, and is not green for it', () => {
    const turns = new Map([
      [`${prod.slug} NET-01`, [turnMade(day(0), 'pass'), turnMade(day(3), 'fail'), turnMade(day(3), 'pass')]],
    ])
    const page = pageOf(toldMade({ turns }), 'NET-01')
    expect(rowsOf(page, 'test-NET-01-totals')[0]?.slice(1, 4)).toEqual(['14', '14', '0'])
    expect(rowsOf(page, 'test-NET-01-deviations')).toHaveLength(1)
    expect(page).toContain('<p class="lead"><span class="rate"><span class="badge bad')
  })

  it('says which settings were in force and when they changed', () => {
    const later = configured({ controls: { 'NET-01': { settings: { widest: 8 } } } })
    const page = readable(
      pageOf(toldMade({ configs: [configMade(), { ...later, from: day(2), caller: 'arn:x' }] }), 'NET-01'),
    )
    expect(page).toContain('changed 1 time in the period')
    expect(page).toContain('widest: 16 (as it comes)')
    expect(page).toContain(`from ${day(2)} on, by arn:x: widest: 8,`)
  })

  it('says when it was switched off, and why', () => {
    const off = configured({ controls: { 'NET-01': { off: 'the firewall does it' } } })
    expect(readable(pageOf(toldMade({ configs: [off] }), 'NET-01'))).toContain(
      'switched off2026-01-05T00:20:00Z to the end of what was observed: the firewall does it',
    )
  })

  it('names who was left out beside the population', () => {
    const left = { ...test, excluded: [{ rule: 'a sandbox', from: day(3), to: null }] }
    const owed = [{ id: 'x', name: 'edge', reason: 'AccessDenied', from: day(1) }]
    const page = readable(pageOf(toldMade({ subjects: [prod, left], owed }), 'NET-01'))
    expect(page).toContain(`left out: test, ${day(3)} to the end of what was observed: a sandbox`)
    expect(page).toContain('found and not identified: edge')
  })

  it('says of a test of which nothing was expected that nothing was', () => {
    expect(readable(pageOf(toldMade(), 'ENC-01'))).toContain('nothing was expected: there was nothing to observe')
  })

  it('shows each day as the worst of it', () => {
    const page = pageOf(toldMade(), 'NET-01')
    expect(page).toContain('<title>Tue 2026-01-06: deviation; at 1 of 2</title>')
    expect(page).toContain('<title>Thu 2026-01-08: no deviation noted; at 2 of 2</title>')
  })

  it('cites objects that it was given and no other', () => {
    const page = pageOf(toldMade(), 'NET-01')
    const cited = [...page.matchAll(/class="take">(ticks\/[^<]+)</g)].map(([, key = '']) => key)
    expect(cited.length).toBeGreaterThan(0)
    for (const key of cited) expect(page).toContain(refMade(key).sha256)
  })

  it('has one page for every control of the registry', () => {
    const told = toldMade()
    for (const { id } of catalog.controls) expect(pageOf(told, id)).toContain(`id="test-${id}"`)
    expect(catalog.controls.length).toBeGreaterThan(100)
  })
})

describe('what a test came to', () => {
  const none = { expected: 0, pass: 0, fail: 0, unknown: 0, notApplicable: 0, unread: 0, late: 0, accepted: 0 }

  it('is a pass where every expected observation was read and came to one, and nowhere else', () => {
    const counts = fc.record({
      pass: fc.nat(3),
      fail: fc.nat(3),
      unknown: fc.nat(3),
      notApplicable: fc.nat(3),
      unread: fc.nat(3),
    })
    fc.assert(
      fc.property(counts, fc.nat(2), fc.subarray([...dayStates.keys()]), (some, deviations, days) => {
        const expected = Object.values(some).reduce((sum, one) => sum + one, 0)
        const state = stateOf({ totals: { ...none, ...some, expected }, deviations, days: Uint8Array.from(days) })
        const isClean = some.fail + some.unknown + some.unread + deviations === 0 && some.pass > 0
        expect(state === 'pass').toBe(isClean && !days.includes(dayStates.indexOf('unknown')))
      }),
    )
  })

  it('is said as passes over what was expected', () => {
    const totals = { ...none, expected: 1_234, pass: 1_000, fail: 234 }
    expect(readable(markup(cameTo({ totals, deviations: 1 })))).toBe(
      'no deviation noted in 1,000 of 1,234 expected observations',
    )
  })
})
