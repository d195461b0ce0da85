// The parts of pages in a browser: what the script adds, what the keyboard reaches, what hostile text can and cannot do.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { severityBadge } from '../../../src/report/html/badge.ts'
import { command, evidenceList } from '../../../src/report/html/evidence.ts'
import { heatMap } from '../../../src/report/html/heat-map.ts'
import { type Html, html, link } from '../../../src/report/html/html.ts'
import { page } from '../../../src/report/html/page.ts'
import { plot } from '../../../src/report/html/plot.ts'
import { facts, notice, section } from '../../../src/report/html/section.ts'
import { allStates } from '../../../src/report/html/states.ts'
import { table } from '../../../src/report/html/table.ts'
import {
  barriers,
  cutOff,
  deadLinks,
  hasBrowser,
  type Look,
  openBrowser,
  overflow,
  printed,
  type Shown,
  show,
} from '../browser.ts'
import { refMade } from '../period-made.ts'

const hostile = [
  '<img src=x onerror=alert(1)><script>alert(2)</script>"\' onmouseover=alert(3) x=`',
  '</td></tr></table></section></main><h1>Compliant</h1>',
  '\u202e\u2066gnp.exe\u0000\u001b[2J\ud800',
  'W'.repeat(100_000),
]
const year = Array.from({ length: 365 }, (_, nth) => allStates[nth % allStates.length] ?? 'pass')
const rows = Array.from({ length: 30 }, (_, nth) => [
  `cluster-${30 - nth}`,
  String(nth * 100),
  refMade(`ticks/${nth}`).key,
])

function* body(text: string): Generator<Html> {
  yield* section({ id: 'one', title: text, number: '1', search: true }, [
    notice('bad', text, html`<p>${text}</p>`),
    facts([
      [text, text],
      ['severity', severityBadge('critical')],
    ]),
    command(`npx eks-evidence verify ${text}`),
    html`<p>${link('#two', 'the second')} ${link('javascript:alert(4)', text)} ${link(text, 'x')}</p>`,
    evidenceList(Array.from({ length: 5 }, (_, nth) => refMade(`${nth} ${text}`))),
  ])
  yield* section(
    { id: 'two', title: 'Second', number: '2', search: true, leaf: true },
    table({
      ...{ id: 'rows', caption: text, filters: true },
      columns: [{ head: 'name' }, { head: 'count', kind: 'figure' }, { head: 'evidence', kind: 'key' }],
      rows: [...rows, [text, '7', text]],
    }),
  )
  yield* section({ id: 'three', title: 'Third', number: '3', search: true }, [
    heatMap({
      id: 'map',
      caption: text,
      label: text.slice(0, 100),
      first: '2026-01-01',
      states: year,
      says: () => text.slice(0, 99),
    }),
    plot({
      ...{ id: 'plot', caption: 'x', label: 'a plot', unit: 'hits', from: '2026-01-01T00:00:00Z' },
      ...{ to: '2027-01-01T00:00:00Z' },
      series: [
        { name: text.slice(0, 80), kind: 'step', points: [{ at: '2026-03-01T00:00:00Z', value: 3 }] },
        { name: 'b', kind: 'line', points: [{ at: '2026-03-01T00:00:00Z', value: 4 }] },
      ],
    }),
  ])
}

const pageOf = (text = 'plain'): string =>
  [
    ...page({
      ...{
        title: text,
        running: { left: text, right: text },
        masthead: html`<h1>${text.slice(0, 200)}</h1>`,
        foot: text,
      },
      contents: ['one', 'two', 'three'].map((id) => ({ at: `#${id}`, title: text.slice(0, 90) })),
      body: body(text),
    }),
  ].join('')

describe.skipIf(!hasBrowser)('a page in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  const looked = async (text: string, look: Look, by: (shown: Shown) => Promise<void>): Promise<void> => {
    const shown = await show(browser, pageOf(text), look)
    try {
      await by(shown)
      expect(shown.noise).toEqual([])
    } finally {
      await shown.close()
    }
  }

  describe.each(hostile)('with hostile text in every place: %.20j', (text) => {
    it.each([1_280, 340])('runs nothing of it, adds no element and is no wider than its window of %i', (width) =>
      looked(text, { width }, async (shown) => {
        await shown.page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
        expect(await overflow(shown)).toBe(0)
        expect(await shown.page.$$('img, script:not(body > script), iframe, [onmouseover], [onerror]')).toEqual([])
        expect(await shown.page.$$eval('h1', (all) => all.length)).toBe(1)
        expect(await shown.page.$$eval('a', (all) => all.map((one) => one.getAttribute('href')))).toEqual([
          ...['#content', '#one', '#two', '#three', '#two'],
        ])
      }),
    )
  })

  it.each(['light', 'dark'] as const)('has no barrier that axe-core finds: %s', (theme) =>
    looked('plain', { theme }, async (shown) => {
      await shown.page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
      expect(await barriers(shown)).toEqual([])
    }),
  )

  it('would be found with a barrier in it', () =>
    looked('plain', {}, async (shown) => {
      await shown.page.evaluate('document.querySelector("main p").innerHTML = "<button></button>"')
      expect(await barriers(shown)).toEqual([expect.stringContaining('button-name')])
    }))

  it('leads with its links to places that are there', () =>
    looked('plain', {}, async (shown) => {
      expect(await deadLinks(shown)).toEqual([])
    }))

  it('filters rows by every word, in any order, and says how many are left', () =>
    looked('plain', {}, async ({ page: shown }) => {
      await shown.fill('#rows-filter', 'ticks/3  CLUSTER-27')
      await shown.waitForSelector('.filter output:has-text("1 of 31 rows")')
      expect(await shown.locator('#rows tbody tr:visible th').allTextContents()).toEqual(['cluster-27'])
      await shown.fill('#rows-filter', '')
      await shown.waitForSelector('.filter output:text-is("")', { state: 'attached' })
      expect(await shown.locator('#rows tbody tr:visible').count()).toBe(31)
    }))

  it('sorts by a column, figures as figures, there and back', () =>
    looked('plain', {}, async ({ page: shown }) => {
      const names = (): Promise<string[]> => shown.locator('#rows tbody th').allTextContents()
      const head = shown.locator('#rows thead th').nth(1)
      await head.locator('button').click()
      expect(await head.getAttribute('aria-sort')).toBe('ascending')
      expect((await names()).slice(0, 3)).toEqual(['cluster-30', 'plain', 'cluster-29'])
      await head.locator('button').click()
      expect(await head.getAttribute('aria-sort')).toBe('descending')
      expect((await names())[0]).toBe('cluster-1')
    }))

  it('searches its sections', () =>
    looked('plain', {}, async ({ page: shown }) => {
      await shown.fill('#search', 'cluster-7')
      await shown.waitForSelector('.tools output:has-text("1 of 3 parts")')
      expect(await shown.locator('main > section:visible').getAttribute('id')).toBe('two')
    }))

  it('opens and closes all that is folded', () =>
    looked('plain', {}, async ({ page: shown }) => {
      const open = (): Promise<number> => shown.locator('main details[open]').count()
      const all = await shown.locator('main details').count()
      await shown.click('button:has-text("Open all")')
      expect(await open()).toBe(all)
      await shown.click('button:has-text("Close all")')
      expect(await open()).toBe(0)
    }))

  it('opens what is folded where a link leads into it', () =>
    looked('plain', {}, async ({ page: shown }) => {
      await shown.evaluate('location.hash = "map-days"')
      await shown.waitForSelector('#map-days', { state: 'visible' })
    }))

  it('turns dark and light again', () =>
    looked('plain', {}, async ({ page: shown }) => {
      const paper = (): Promise<unknown> => shown.evaluate('getComputedStyle(document.documentElement).backgroundColor')
      const before = await paper()
      await shown.click('button:has-text("Dark")')
      expect(await paper()).toBe('rgb(21, 24, 27)')
      await shown.click('button:has-text("Light")')
      expect(await paper()).toBe(before)
    }))

  it('is reached by the keyboard in all its parts, the way past the contents first', () =>
    looked('plain', {}, async ({ page: shown }) => {
      const reached: unknown[] = []
      for (let nth = 0; nth < 60; nth++) {
        await shown.keyboard.press('Tab')
        reached.push(
          await shown.evaluate(
            'document.activeElement.id || document.activeElement.className || document.activeElement.textContent.trim()',
          ),
        )
      }
      expect(reached[0]).toBe('skip')
      expect(reached).toEqual(
        expect.arrayContaining(['search', 'rows-filter', 'count', 'evidence', 'sheet', 'scroll', 'Copy', 'the second']),
      )
      expect(reached).toContain('5 stored objects')
      expect(reached).toContain('The same as a table')
    }))

  it('shows all without its script, and none of what needs it', () =>
    looked('plain', { script: false }, async ({ page: shown }) => {
      expect(await shown.locator('main button, main input, .tools button').count()).toBe(0)
      expect(await shown.locator('#rows tbody tr:visible').count()).toBe(31)
      await shown.locator('summary').first().click()
      expect(await shown.locator('.refs').isVisible()).toBe(true)
    }))

  it('is printed on several pages, with what is folded open and nothing beyond the edge', () =>
    looked('plain', {}, async (shown) => {
      expect(await cutOff(shown)).toEqual([])
      const { pages } = await printed(shown)
      expect(pages).toBeGreaterThan(2)
      expect(await shown.page.locator('main details[open]').count()).toBe(0) // as before
    }))

  // A button is a box of its own, and Chromium draws no box in a head that it repeats.
  it('is printed with the heads of its tables as text, which each page then repeats', () =>
    looked('plain', {}, async ({ page: shown }) => {
      await shown.emulateMedia({ media: 'print' })
      const style = (of: string, name: string): Promise<unknown> =>
        shown.evaluate(`getComputedStyle(document.querySelector('${of}'))['${name}']`)
      expect(await style('#rows thead button', 'display')).toBe('contents')
      expect(await style('#rows thead', 'breakInside')).toBe('avoid')
    }))

  it('is printed with hostile text, nothing beyond the edge', () =>
    looked(hostile[0] ?? '', {}, async (shown) => {
      expect(await cutOff(shown)).toEqual([])
    }))
})
