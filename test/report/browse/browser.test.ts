// The site in a browser: nothing runs and nothing is fetched, everybody can use it, and objects are found by clicks.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Serving, startServer } from '../../../src/cli/serve/server.ts'
import { page as pageOf } from '../../../src/report/browse/page.ts'
import { barriers, hasBrowser, openBrowser, overflow } from '../browser.ts'
import { bucketSite, evidence, pinsFor } from './sites.ts'

describe.skipIf(!hasBrowser)('in a browser', { timeout: 120_000 }, () => {
  let browser: Browser
  let serving: Serving
  let keys: string[] = []
  beforeAll(async () => {
    const { store, publicKey } = await evidence()
    const site = bucketSite(store, await pinsFor(store, publicKey))
    keys = [...store.objects.keys()]
    serving = await startServer((path) => pageOf(site, path), 0)
    browser = await openBrowser()
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await serving?.close()
  })

  const opened = async (look: { theme?: 'light' | 'dark'; width?: number; script?: boolean } = {}) => {
    const context = await browser.newContext({
      viewport: { width: look.width ?? 1280, height: 900 },
      colorScheme: look.theme ?? 'light',
      javaScriptEnabled: look.script ?? true,
      reducedMotion: 'reduce',
      acceptDownloads: true,
    })
    const page = await context.newPage()
    const noise: string[] = []
    page.on('pageerror', ({ message }) => noise.push(message))
    page.on('console', (message) => {
      if (message.type() === 'error') noise.push(message.text())
    })
    page.on('request', (asked) => {
      if (!asked.url().startsWith(serving.address)) noise.push(`asked for ${asked.url()}`)
    })
    return { page, noise, close: () => context.close() }
  }
  const go = (page: Page, path: string) => page.goto(`${serving.address}${path}`)
  const some = (): [string, string][] => {
    const like = (pattern: RegExp): string => `object/${keys.find((key) => pattern.test(key))}`
    return [
      ['the first page', ''],
      ['a control', 'control/NET-01'],
      ['a year', 'year/2026'],
      ['a day', 'day/2026-01-05'],
      ['how to check', 'check'],
      ['an observation', like(/\/stream\//)],
      ['an entry', like(/^ledger\/000000000002/)],
    ]
  }

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ] as const)('has no serious barrier, no noise and no overflow, %s and %i wide', async (theme, width) => {
    const shown = await opened({ theme, width })
    const found: string[] = []
    for (const [name, path] of some()) {
      await go(shown.page, path)
      const of = { ...shown, close: shown.close }
      found.push(...(await barriers(of)).map((one) => `${name}: ${one}`))
      if ((await overflow(of)) > 0) found.push(`${name}: wider than its window`)
    }
    expect([...found, ...shown.noise]).toEqual([])
    await shown.close()
  })

  it('leads from the first page to the answer that a verdict rests on, by clicks alone and without a script', async () => {
    const { page, close } = await opened({ script: false })
    await go(page, '')
    await page.getByRole('link', { name: 'By criterion' }).first().click()
    await page.getByRole('link', { name: 'CC6.6', exact: true }).first().click()
    await page.getByRole('link', { name: 'NET-01', exact: true }).first().click()
    await page.locator('#verdicts').getByRole('link', { name: 'staging' }).first().click()
    const row = page.locator('tr', { has: page.getByRole('link', { name: 'NET-01', exact: true }) })
    await row
      .getByRole('link', { name: /eks-cluster/ })
      .first()
      .click()
    expect(await page.title()).toContain('What eks-cluster read')
    expect(await page.locator('#answer-1').textContent()).toContain('eks:DescribeCluster')
    expect(await page.locator('main').textContent()).toContain('It is what was sealed')
    await close()
  })

  it('leads from a day to the bytes of an object, saved under a name that says what they are', async () => {
    const { page, close } = await opened()
    await go(page, 'days')
    await page.getByRole('link', { name: 'Jan 2026' }).click()
    await page.getByRole('link', { name: /2026-01-05/ }).click()
    await page.locator('#day-ticks').getByRole('link', { name: '01:20', exact: true }).click()
    await page
      .getByRole('link', { name: /plan\.json/ })
      .first()
      .click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the bytes as they are stored' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('ticks_2026_01_05_0120Z_plan.json')
    await close()
  })
})
