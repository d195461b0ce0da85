// A whole report of thirty hours with hostile text planted in the evidence: its words, its sums, and in a browser.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageName } from '../../../src/report/reported.ts'
import { check, honest, pinsOf } from '../../prove/fixture.ts'
import { forge } from '../../prove/forge.ts'
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
import { type Files, made } from '../handed.ts'
import { parseCsv } from '../tables/rfc4180.ts'
import { factsOf, shownText } from './shown.ts'

const markup = `<img src=x onerror=alert(1)></td></table></section></main><script>alert(2)</script>"' onmouseover=alert(3) \``
const planted = `${markup} \u202egnp.exe\u2066\u200b\u0000\u001b[31m javascript:alert(4) ${'W'.repeat(400)}`

let files: Files
let text = ''

beforeAll(async () => {
  const at = await honest()
  await forge(at.store, at.signer, {
    evaluation(evaluation) {
      for (const verdict of evaluation.verdicts) verdict.reason = planted
      for (const hit of evaluation.hits) Object.assign(hit, { reason: planted, actor: planted })
    },
    plan(plan) {
      plan.refused = [planted]
    },
  })
  const pins = await pinsOf(at.store, at.pins.publicKey)
  files = await made(at.store, pins, await check(at.store, pins))
  text = files.get(pageName) ?? ''
}, 200_000)

describe('a whole report', () => {
  it('promises nothing that evidence cannot show', () => {
    const never =
      /\b(compliant|certified|audit-ready|guarantees?|tamper-?proof|immutable|continuous(ly)?|all events|criteri(on|a) met|effective(ly|ness)?|no incidents)\b/i
    expect(shownText(text).match(never)?.[0]).toBeUndefined()
    expect(text.match(/(?:title|aria-label|placeholder)="[^"]*"/g)?.filter((one) => never.test(one))).toEqual([])
  })

  it('has each id once', () => {
    const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(ids.length).toBeGreaterThan(200)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
  })

  it('says on its first page what its tables come to', () => {
    const rows = (name: string): Record<string, string>[] => {
      const [heads = [], ...all] = parseCsv((files.get(name) ?? '').replace('\ufeff', ''))
      return all.map((row) => Object.fromEntries(heads.map((head, at) => [head, row[at] ?? ''])))
    }
    const sum = (all: Record<string, string>[], name: string): string =>
      String(all.reduce((total, row) => total + Number(row[name]), 0)).replace(/\B(?=(\d{3})+$)/g, ',')
    const facts = factsOf(text)
    const tests = rows('tests.csv').filter(({ control }) => !control?.startsWith('EVD-'))
    expect(facts.get('came to')).toContain(
      `no deviation noted in ${sum(tests, 'pass')} of ${sum(tests, 'expected')} expected observations, by ${tests.length} tests`,
    )
    expect(facts.get('came to')).toContain(
      `${sum(tests, 'unknown')} observations unknown, ${sum(tests, 'unread')} not read`,
    )
    const coverage = rows('coverage.csv')
    expect(facts.get('read')).toContain(
      `${sum(coverage, 'read')} of ${sum(coverage, 'expected')} expected slots were read`,
    )
  })

  it('has of what was planted nothing but text, and shows what hides by its code', () => {
    const body = text.slice(text.indexOf('<body>'), text.lastIndexOf('<script>'))
    expect(body).not.toMatch(/<img|<script|\sonmouseover=alert\(3\)[^&]*>|[\u202e\u2066\u200b]/)
    for (const hidden of ['\0', '\u001b']) expect(body).not.toContain(hidden)
    expect(body.match(/&lt;img src=x onerror=alert\(1\)&gt;/g)?.length).toBeGreaterThan(20)
    expect(body).toContain('\\u{202E}gnp.exe')
  })
})

describe.skipIf(!hasBrowser)('a whole report in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  const looked = async (look: Look, by: (shown: Shown) => Promise<void>): Promise<void> => {
    const shown = await show(browser, text, look)
    try {
      await by(shown)
      expect(shown.noise).toEqual([])
    } finally {
      await shown.close()
    }
  }
  // Folds are opened, and what is far from the window is laid out too.
  const unfold = ({ page }: Shown): Promise<unknown> =>
    page.evaluate(`
for (const one of document.querySelectorAll('details')) one.open = true
for (const one of document.querySelectorAll('section')) one.style.contentVisibility = 'visible'`)

  it('runs nothing that was planted, asks the network for nothing, and leads nowhere but to itself', () =>
    looked({}, async (shown) => {
      await unfold(shown)
      expect(await shown.page.$$('main img, main script, iframe, [onmouseover], [onerror]')).toEqual([])
      expect(await deadLinks(shown)).toEqual([])
      const out = await shown.page.$$eval('a[href]', (all) => all.map((one) => one.getAttribute('href') ?? ''))
      expect(out.filter((href) => !/^(#|https:\/\/)/.test(href))).toEqual([])
      expect(await shown.page.locator('h1').count()).toBe(1)
    }))

  it.each(['light', 'dark'] as const)('has no barrier that axe-core finds: %s', (theme) =>
    looked({ theme }, async (shown) => {
      // axe looks at every element: of what is made alike two stay, and of each table and list a few lines.
      await shown.page.evaluate(`
for (const kind of ['test', 'criterion', 'detection', 'incident'])
  for (const one of [...document.querySelectorAll('section[id^=' + kind + '-]')].slice(2)) one.remove()
for (const one of document.querySelectorAll('tbody tr:nth-child(n+6), li:nth-child(n+6), rect:nth-of-type(n+9)')) one.remove()`)
      await unfold(shown)
      expect(await barriers(shown)).toEqual([])
    }),
  )

  it('is no wider than a window of 360', () =>
    looked({ width: 360 }, async (shown) => {
      await unfold(shown)
      expect(await overflow(shown)).toBe(0)
    }))

  it('is used by the keyboard alone: past the contents, searched, turned dark, filtered, sorted, folded', () =>
    looked({}, async ({ page }) => {
      const at = (): Promise<unknown> => page.evaluate('document.activeElement.textContent.trim()')
      await page.keyboard.press('Tab')
      expect(await at()).toBe('Skip to the content')
      await page.keyboard.press('Enter')
      expect(await page.evaluate('document.activeElement.id')).toBe('content')
      const background = (): Promise<unknown> =>
        page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
      const before = await background()
      await page.locator('.tools button').first().press('Enter')
      expect(await background()).not.toBe(before)
      await page.locator('#search').focus()
      await page.keyboard.type('net-01')
      await page.waitForSelector('.tools output:has-text("parts")')
      expect(await page.locator('#test-NET-01').isVisible()).toBe(true)
      expect(await page.locator('#test-LOG-01').isVisible()).toBe(false)
      await page.locator('#search').fill('')
      await page.waitForSelector('#test-LOG-01', { state: 'visible' })
      const head = page.locator('#criteria-overview thead th').nth(2)
      await head.locator('button').press('Enter')
      expect(await head.getAttribute('aria-sort')).toBe('ascending')
      const figures = await page.locator('#criteria-overview tbody tr td:nth-child(3)').allTextContents()
      expect(figures.map(Number)).toEqual(figures.map(Number).sort((a, b) => a - b))
      const share = page.locator('#reliability-slots thead th').last().locator('button')
      await share.press('Enter')
      const shares = await page.locator('#reliability-slots tbody tr td:last-child').allTextContents()
      const parsed = shares.map((one) => Number.parseFloat(one)).filter((one) => !Number.isNaN(one))
      expect(parsed).toEqual([...parsed].sort((a, b) => a - b))
      expect(parsed.length).toBeGreaterThan(5)
      const rows = await page.locator('#subjects tbody tr').allTextContents()
      const wanted = rows.filter((row) => row.includes(':cluster/')).length
      expect(wanted).toBeGreaterThan(0)
      await page.locator('#subjects-filter').focus()
      await page.keyboard.type(':CLUSTER/')
      await page.waitForSelector(`.filter output:has-text("${wanted} of ${rows.length} rows")`)
      expect(await page.locator('#subjects tbody tr:visible').count()).toBe(wanted)
      const fold = page.locator('main details').first()
      await fold.evaluate((one) => one.scrollIntoView())
      const open = await fold.getAttribute('open')
      await fold.locator('summary').first().press('Enter')
      expect(await fold.getAttribute('open')).not.toBe(open)
    }))

  it('is whole without its script: every part is there, and nothing that only a script would do', () =>
    looked({ script: false }, async ({ page }) => {
      expect(await page.locator('main button, main input, .tools button').count()).toBe(0)
      expect(await page.locator('section[data-search]').count()).toBeGreaterThan(100)
      expect(await page.locator('#test-NET-01').isVisible()).toBe(true)
      expect(await page.locator('section[hidden], tr[hidden]').count()).toBe(0)
    }))

  it('is printed whole, whatever was searched and filtered on the screen', () =>
    looked({}, async ({ page }) => {
      await page.locator('#search').fill('net-01')
      await page.waitForSelector('.tools output:has-text("parts")')
      await page.locator('#subjects-filter').fill('nothing of that name')
      await page.waitForSelector('.filter output:has-text("0 of")')
      const seen = (): Promise<boolean[]> =>
        Promise.all(['#test-LOG-01', '#subjects tbody tr >> nth=0'].map((one) => page.locator(one).isVisible()))
      expect(await seen()).toEqual([false, false])
      await page.emulateMedia({ media: 'print' })
      expect(await seen()).toEqual([true, true])
    }))

  it('is printed on many sheets, nothing beyond their edge', () =>
    looked({}, async (shown) => {
      expect(await cutOff(shown)).toEqual([])
      expect((await printed(shown)).pages).toBeGreaterThan(50)
    }))
})
