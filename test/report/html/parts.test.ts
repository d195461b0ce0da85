// The parts of pages by their bytes: rates that promise nothing, days where they belong, tables row by row, a policy that fits.
import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plus } from '../../../src/clock.ts'
import { badge, count, type Rate, rate, rateState } from '../../../src/report/html/badge.ts'
import { axisDays, dayName, dayNumber, monthName, weekdayName } from '../../../src/report/html/calendar.ts'
import { evidence, evidenceList } from '../../../src/report/html/evidence.ts'
import { type HeatMap, heatMap } from '../../../src/report/html/heat-map.ts'
import { html, markup } from '../../../src/report/html/html.ts'
import { page } from '../../../src/report/html/page.ts'
import { type Plot, plot } from '../../../src/report/html/plot.ts'
import { allStates, type State } from '../../../src/report/html/states.ts'
import { table } from '../../../src/report/html/table.ts'
import { readable, rowsOf, written } from '../paper/sections/made.ts'
import { refMade } from '../period-made.ts'

describe('a rate', () => {
  const some: Rate = { expected: 10, pass: 10, fail: 0, unknown: 0, unread: 0, notApplicable: 0 }

  it('says of how many expected observations none deviated', () => {
    expect(readable(markup(rate({ ...some, expected: 12_345, unread: 12_335 })))).toBe(
      'no deviation noted in 10 of 12,345 expected observations',
    )
  })

  it('is green only where everything that was expected was read and told', () => {
    const part = fc.nat({ max: 3 })
    const any = fc.record({ pass: part, fail: part, unknown: part, unread: part, notApplicable: part })
    fc.assert(
      fc.property(any, part, (parts, lost) => {
        const expected = Object.values(parts).reduce((sum, one) => sum + one, lost)
        const isClean = parts.fail + parts.unknown + parts.unread + lost === 0 && parts.pass > 0
        expect(rateState({ ...parts, expected }) === 'pass').toBe(isClean)
      }),
    )
  })

  it.each([
    [{ fail: 1, pass: 8, unknown: 1 }, 'fail'],
    [{ pass: 9, unknown: 1 }, 'unknown'],
    [{ pass: 9, unread: 1 }, 'unread'],
    [{ pass: 0, notApplicable: 10 }, 'not-applicable'],
    [{ expected: 0, pass: 0 }, 'unknown'],
  ] as [Partial<Rate>, State][])('of %j is told as %s', (changed, state) => {
    expect(rateState({ ...some, ...changed })).toBe(state)
  })
})

describe('a badge', () => {
  it.each(allStates)('has its word and its shape beside its colour: %s', (state) => {
    expect(markup(badge(state))).toMatch(/^<span class="badge [a-z]+ [a-z]+">[a-z, ]+<\/span>$/)
  })
})

it('counts in thousands, in no locale', () => {
  expect([0, 999, 1_000, 1_234_567, -1_234].map(count)).toEqual(['0', '999', '1,000', '1,234,567', '-1,234'])
})

describe('the calendar', () => {
  it('knows the days of the week, before 1970 too', () => {
    expect(['2026-01-05', '2024-02-29', '1969-12-31'].map((one) => weekdayName(dayNumber(one)))).toEqual([
      'Mon',
      'Thu',
      'Wed',
    ])
  })

  it('names the year where one begins, and where it is asked', () => {
    expect([monthName('2026-01-01'), monthName('2026-02-01'), monthName('2026-02-01', true)]).toEqual([
      'Jan 2026',
      'Feb',
      'Feb 2026',
    ])
  })

  it('marks a time axis at firsts of months, as many as have room', () => {
    const [from, to] = [dayNumber('2026-01-01'), dayNumber('2026-12-31')]
    expect(axisDays(from, to, 12).map(dayName)).toEqual(
      Array.from({ length: 12 }, (_, nth) => `2026-${String(nth + 1).padStart(2, '0')}-01`),
    )
    expect(axisDays(from, to, 5)).toHaveLength(4)
    expect(axisDays(from, from, 12)).toEqual([from])
  })
})

const map = (states: readonly State[], changed: Partial<HeatMap> = {}): string =>
  markup(heatMap({ id: 'map', caption: 'NET-01', label: 'NET-01', first: '2026-01-05', states, ...changed }))
const cellsOf = (text: string) =>
  [...text.matchAll(/<rect class="fill-([a-z-]+)" x="(\d+)" y="(\d+)"[^>]*><title>([^<]*)</g)].map(
    ([, state, x, y, title]) => ({ state, x: Number(x), y: Number(y), title }),
  )

describe('a heat map', () => {
  it('has each day once, whatever the period, on the row of its weekday and in the column of its week', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 1, max: 800 }), (first, length) => {
        const cells = cellsOf(map(Array(length).fill('pass'), { first: dayName(first) }))
        expect(cells.map(({ title }) => title)).toEqual(
          Array.from({ length }, (_, nth) => `${weekdayName(first + nth)} ${dayName(first + nth)}: no deviation noted`),
        )
        const rows = new Set(cells.map(({ y, title }) => `${(y - 16) / 16} ${title?.slice(0, 3)}`))
        expect(rows.size).toBe(Math.min(7, length))
        for (const { x } of cells) expect((x - 32) / 16).toBeLessThan(53)
      }),
      { numRuns: 40 },
    )
  })

  it('begins a week on Monday', () => {
    const cells = cellsOf(map(Array(8).fill('pass'), { first: '2026-01-10' })) // a Saturday
    expect(cells.map(({ x, y }) => [(x - 32) / 16, (y - 16) / 16])).toEqual([
      [0, 5],
      [0, 6],
      ...[0, 1, 2, 3, 4, 5].map((row) => [1, row]),
    ])
  })

  it('says in words how many days came to what, and what else is known of one', () => {
    const text = map(['pass', 'pass', 'fail', 'idle'], { says: (nth) => (nth === 2 ? 'prod <b>' : undefined) })
    expect(text).toContain('aria-label="NET-01: 2 no deviation noted, 1 deviation, 1 nothing expected"')
    expect(cellsOf(text)[2]?.title).toBe('Wed 2026-01-07: deviation; prod &lt;b&gt;')
  })

  it('tells the same as a table, a row for days in a row', () => {
    expect(rowsOf(map(['pass', 'pass', 'unknown', 'pass']), 'map-days')).toEqual([
      ['2026-01-05', '2026-01-06', '2', 'no deviation noted'],
      ['2026-01-07', '2026-01-07', '1', 'unknown'],
      ['2026-01-08', '2026-01-08', '1', 'no deviation noted'],
    ])
  })

  it('explains the states that it has, and no other', () => {
    const [, legend = ''] = /<ul class="legend">(.*?)<\/ul>/s.exec(map(['pass', 'unread'])) ?? []
    expect([...legend.matchAll(/<li><span class="badge [^"]*">([^<]*)/g)].map(([, word]) => word)).toEqual([
      'no deviation noted',
      'not read',
    ])
  })

  it('of no day is an empty one', () => {
    expect(cellsOf(map([]))).toEqual([])
  })
})

const start = '2026-01-01T00:00:00Z'
const plotted = (values: readonly (number | null)[], kind: 'line' | 'step' = 'line'): string => {
  const points = values.map((value, nth) => ({ at: plus(start, nth * 86_400), value }))
  const of: Plot = {
    ...{ id: 'plot', caption: 'Open', label: 'open', unit: 'vulnerabilities', from: start },
    ...{ to: plus(start, values.length * 86_400), series: [{ name: 'critical', kind, points }] },
  }
  return markup(plot(of))
}
const pathOf = (text: string): string => /<path class="series s0" d="([^"]*)"/.exec(text)?.[1] ?? ''

describe('a plot', () => {
  it('is interrupted where a value was not known', () => {
    expect(pathOf(plotted([1, 2, null, 3, 4])).match(/M/g)).toHaveLength(2)
    expect(pathOf(plotted([1, null, 3], 'step')).match(/M/g)).toHaveLength(2)
  })

  it('holds every value within its axes, from 0 up', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1_000_000 }), { minLength: 2, maxLength: 60 }), (values) => {
        const text = plotted(values)
        const numbers = [...pathOf(text).matchAll(/[ML](\S+) (\S+?)(?=[ML]|$)/g)]
        expect(numbers).toHaveLength(values.length)
        for (const [, x, y] of numbers) {
          expect(Number(x)).toBeGreaterThanOrEqual(56)
          expect(Number(x)).toBeLessThanOrEqual(848)
          expect(Number(y)).toBeGreaterThanOrEqual(24)
          expect(Number(y)).toBeLessThanOrEqual(212)
        }
        expect(text.match(/class="tick"[^>]*text-anchor="end"/g)?.length).toBeLessThanOrEqual(7)
      }),
    )
  })

  it('tells the same as a table, with what was not known', () => {
    expect(rowsOf(plotted([1_234, null]), 'plot-points')).toEqual([
      ['critical', '2026-01-01T00:00:00Z', '1,234'],
      ['critical', '2026-01-02T00:00:00Z', 'unknown'],
    ])
  })

  it.each([[[]], [[0]], [[null, null]]])('of %j is drawn without a number that is none', (values) => {
    expect(plotted(values)).not.toMatch(/NaN|Infinity|undefined/)
  })
})

describe('a table', () => {
  const columns = [{ head: 'name' }, { head: 'count', kind: 'figure' }] as const

  it('is written row by row, each made when its turn comes', () => {
    let made = 0
    const rows = function* () {
      for (;;) yield [`row ${++made}`, made]
    }
    const pieces = table({ id: 't', caption: 'c', columns, rows: rows() })
    const first = pieces.take(4).map(markup).toArray().join('')
    expect(first).toContain('row 3')
    expect(made).toBe(3)
  })

  it('names its columns and its rows', () => {
    const text = written(table({ id: 't', caption: 'c', columns, rows: [['<b>', { show: '1 d', sort: 86_400 }]] }))
    expect(text).toContain('<th scope="col" class="figure">count</th>')
    expect(text).toContain('<th scope="row" class="text" >&lt;b&gt;</th><td class="figure" data-sort="86400">1 d</td>')
  })

  it('without a row says so', () => {
    expect(rowsOf(written(table({ id: 't', caption: 'c', columns, rows: [], none: 'no gap' })), 't')).toEqual([
      ['no gap'],
    ])
  })
})

describe('evidence', () => {
  it('is told by key, version and digest, each to be taken as a whole', () => {
    const ref = refMade('ticks/a')
    const taken = [...markup(evidence(ref)).matchAll(/<code class="take">([^<]*)</g)].map(([, one]) => one)
    expect(taken).toEqual([ref.key, ref.versionId, ref.sha256])
    expect(markup(evidence({ ...ref, versionId: null }))).not.toContain('version')
  })

  it('is folded where it is much, and said to be none where it is', () => {
    const many = ['a', 'b', 'c', 'd'].map(refMade)
    expect(markup(evidenceList(many))).toContain('<summary>4 stored objects</summary>')
    expect(markup(evidenceList([]))).toBe('<p class="none">none</p>')
  })
})

describe('a page', () => {
  const written = (running = { left: 'left', right: 'right' }): string =>
    [...page({ title: '<t>', running, masthead: html`<h1>x</h1>`, body: [], foot: 'f' })].join('')
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

  it('lets in its own sheet and its own script, by their digests, and nothing else', () => {
    const text = written()
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text) ?? []
    const [, sheet = ''] = /<style>(.*?)<\/style>/s.exec(text) ?? []
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(text) ?? []
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hash(sheet)}`,
      `script-src ${hash(script)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ])
    expect(text.match(/<script|<style/g)).toHaveLength(2)
  })

  it('names no address of the network in its sheet and its script', () => {
    expect(written()).not.toMatch(/https?:\/\/|url\((?!#)|@import|src=/)
  })

  it('keeps hostile text of its running heads within their strings', () => {
    const text = written({ left: '"}body{display:none}</style><script>\\', right: '\u202e\n' })
    const [, head = ''] = /@top-left\{content:"([^"]*)"/.exec(text) ?? []
    expect(head).toBe('}body{display:none}/stylescript')
    expect(text.match(/<script|<\/style/g)).toHaveLength(2)
  })

  it('has the same bytes each time', () => {
    expect(written()).toBe(written())
  })
})
