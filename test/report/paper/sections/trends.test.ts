// The trends: what the plots draw stands in their tables, and is what the survey counted.
import { describe, expect, it } from 'vitest'
import { trendsChapter } from '../../../../src/report/paper/sections/trends.ts'
import { hitMade } from '../../period-made.ts'
import { day, readable, rowsOf, toldMade, written } from './made.ts'

const pageOf = (told = toldMade()): string => written(trendsChapter(told).body('6'))

describe('the trends', () => {
  it('draw what stood by severity at the end of each week, and end where it was observed', () => {
    const rows = rowsOf(pageOf(), 'trends-open-points')
    expect(rows.filter(([name]) => name === 'high')).toEqual([
      ['high', day(0), '1'],
      ['high', day(7), '0'],
      ['high', day(14), '0'],
    ])
    expect([...new Set(rows.map(([name]) => name))]).toEqual(['critical', 'high', 'medium', 'low'])
  })

  it('draw who is not known beside who has a deviation', () => {
    const rows = rowsOf(pageOf(), 'trends-access-points')
    expect(rows.map(([name, , value]) => [name, value])).toEqual([
      ...['1', '1', '1'].map((value) => ['with a deviation', value]),
      ...['1', '1', '1'].map((value) => ['with none, and something unknown or not read', value]),
    ])
  })

  it('have no value where the ledger does not reach', () => {
    const { head } = toldMade().period
    const rows = rowsOf(pageOf(toldMade({ head: head && { ...head, tick: day(5) } })), 'trends-open-points')
    expect(rows.filter(([name]) => name === 'low')).toEqual([
      ['low', day(0), '1'],
      ['low', day(5), '1'],
      ['low', day(7), 'unknown'],
    ])
  })

  it('draw hits by week, and say where groups are missing', () => {
    const groups = [hitMade({ outcomes: { denied: 2 } })]
    const page = pageOf(toldMade({ found: { groups, more: 4, counts: new Map() } }))
    expect(rowsOf(page, 'trends-hits-points').filter(([name]) => name === 'denied')[0]?.[2]).toBe('2')
    expect(readable(page)).toContain('of 4 groups of hits only the counts by detection are kept')
  })

  it('draw vulnerabilities past their deadline, and say of how many repositories', () => {
    const weeks = [
      { to: day(7), overdue: 5, notKnown: 1 },
      { to: day(14), overdue: 3, notKnown: 0 },
    ]
    const page = pageOf(toldMade({}, { overdue: { weeks, repositories: 250, more: 12, read: 480 } }))
    expect(
      rowsOf(page, 'trends-overdue-points')
        .filter(([name]) => name === 'past their deadline')
        .map((row) => row[2]),
    ).toEqual(['5', '3', '3'])
    expect(readable(page)).toContain(
      'From 480 stored evaluations: the newest of each week of 250 repositories; partial: 12 more are not followed',
    )
  })

  it('say that vulnerabilities were not read where nobody did', () => {
    expect(readable(pageOf())).toContain('was not read for this report')
  })
})
