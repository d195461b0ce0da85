// The pages of the criteria: all of them in the AICPA's order, what of each is not evidenced, and sums that are counted again.
import { describe, expect, it } from 'vitest'
import { criteria } from '../../../../src/criteria.ts'
import { criteriaChapter } from '../../../../src/report/paper/sections/criteria.ts'
import { testOf } from '../../../../src/report/period/tests.ts'
import { hitMade } from '../../period-made.ts'
import { catalog, configured, partOf, readable, rowsOf, toldMade, written } from './made.ts'

const pageOf = (told = toldMade()): string => written(criteriaChapter(told).body('1'))

describe('the criteria', () => {
  it('stand in their order, each with what of it is not evidenced', () => {
    const page = pageOf()
    const at = [...page.matchAll(/<section id="criterion-([^"]+)"/g)].map(([, id]) => id)
    expect(at).toEqual(Object.keys(criteria))
    for (const [id, { not }] of Object.entries(criteria))
      expect(readable(partOf(page, `criterion-${id}`))).toContain(not)
  })

  it('stand in the contents as they stand in the chapter', () => {
    expect(criteriaChapter(toldMade()).below.map(({ at }) => at)).toEqual(
      Object.keys(criteria).map((id) => `criterion-${id}`),
    )
  })

  it('list every test that is relevant to them, and none of the information itself', () => {
    const page = pageOf()
    for (const id of Object.keys(criteria)) {
      const own = catalog.controls.filter(
        (one) => (one.criteria as string[]).includes(id) && !one.id.startsWith('EVD-'),
      )
      if (own.length === 0) continue
      const rows = rowsOf(page, `criterion-${id}-tests`)
      expect(rows.slice(0, -1).map(([name = '']) => name.split(' ')[0])).toEqual(own.map((one) => one.id).sort())
    }
  })

  it('sum up their tests, and leave out those of the information itself', () => {
    const told = toldMade()
    const own = catalog.controls.filter((one) => one.criteria.includes('CC6.1') && !one.id.startsWith('EVD-'))
    const all = own.map((one) => testOf(told.period, catalog, one))
    const add = (of: (one: (typeof all)[number]) => number): number => all.reduce((sum, one) => sum + of(one), 0)
    const deviations = all.flatMap(({ at }) => at.flatMap((one) => one.deviations))
    const open = deviations.filter(({ until }) => until === null).length
    const foot = rowsOf(pageOf(told), 'criterion-CC6.1-tests').at(-1)
    expect(foot).toEqual([
      ...['all', '', `${add(({ totals }) => totals.pass)} of ${add(({ totals }) => totals.expected)}`],
      `${deviations.length} (${open} open)`,
      ...[add(({ totals }) => totals.unknown), add(({ totals }) => totals.unread)].map(String),
      String(add(({ totals }) => totals.notApplicable)),
    ])
    expect(add(({ totals }) => totals.expected)).toBe(56)
  })

  it('name tests of the information beside, with a link and no number', () => {
    const told = readable(partOf(pageOf(), 'criterion-CC8.1'))
    expect(told).toMatch(/of the information itself\s*EVD-08/)
  })

  it("name management's own controls in its words, with the tests of each", () => {
    const controlsMap = [
      { id: 'AC-1', wording: 'Nobody opens the <API>', criteria: [], tests: ['NET-01'] },
      { id: 'BC-2', wording: 'Backups', criteria: ['A1.2' as const], tests: ['IAM-01'] },
    ]
    const page = pageOf(toldMade({ configs: [configured({ controlsMap })] }))
    expect(rowsOf(page, 'criterion-CC6.6-management')).toEqual([['AC-1', 'Nobody opens the <API>', 'NET-01']])
    expect(rowsOf(page, 'criterion-A1.2-management')).toEqual([['BC-2', 'Backups', 'IAM-01']])
    expect(page).toContain('href="#test-NET-01"')
  })

  it('name their detections with their hits', () => {
    const counts = new Map([['DET-22', { byDay: new Map([['2026-01-05', 3]]), total: 3, allowed: new Map() }]])
    const found = { groups: [hitMade({ detection: 'DET-22' })], more: 0, counts }
    expect(readable(partOf(pageOf(toldMade({ found })), 'criterion-CC7.2'))).toContain('DET-22 (3 hits)')
  })

  it('say that nothing was expected where nothing was, and not that nothing was noted', () => {
    const lead = readable(partOf(pageOf(), 'criterion-CC1.3')).slice(0, 120)
    expect(lead).toContain('nothing was expected, 5 tests')
    expect(lead).not.toContain('0 of 0')
  })
})
