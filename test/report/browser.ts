// A browser for pages: Chromium as the system has it, with the network cut off. Where there is none, tests of pages are skipped.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

export const executable = process.env.CHROMIUM ?? '/usr/bin/chromium'
/** For `describe.skipIf(!hasBrowser)`. */
export const hasBrowser = existsSync(executable)
if (!hasBrowser) process.stderr.write(`tests of pages are skipped: no Chromium at ${executable} (set CHROMIUM)\n`)

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: executable, args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'] })

export type Shown = {
  page: Page
  /** What the page asked the network for, what its policy refused, and what its script threw: of a good page nothing. */
  noise: string[]
  close(): Promise<void>
}
export type Look = { theme?: 'light' | 'dark'; width?: number; height?: number; script?: boolean }

/** Loads a page from its text, as a file would be. */
export const show = async (browser: Browser, text: string, look: Look = {}): Promise<Shown> => {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: look.height ?? 900 },
    colorScheme: look.theme ?? 'light',
    javaScriptEnabled: look.script ?? true,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const noise: string[] = []
  const own = 'https://report.invalid/'
  await page.route('**/*', (route) => {
    if (route.request().url() === own)
      return route.fulfill({ body: text, headers: { 'content-type': 'text/html; charset=utf-8' } })
    noise.push(`asked for ${route.request().url()}`)
    return route.abort()
  })
  page.on('pageerror', ({ message }) => noise.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error') noise.push(message.text())
  })
  page.on('dialog', (dialog) => {
    noise.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(own)
  return { page, noise, close: () => context.close() }
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe-core finds against WCAG 2.2 AA and good practice: `rule: where`, of serious and critical ones. */
export const barriers = async ({ page }: Shown): Promise<string[]> => {
  // The page's policy lets no other script in: it comes by the debugger.
  const client = await page.context().newCDPSession(page)
  const { readFile } = await import('node:fs/promises')
  await client.send('Runtime.evaluate', { expression: await readFile(axe, 'utf8') })
  const { violations } = await page.evaluate(
    (): Promise<AxeResults> => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    )
}

// In the page's own words: there is no document here.
const asked = <T>({ page }: Shown, expression: string): Promise<T> => page.evaluate(expression) as Promise<T>

/** Links of the page to places within it that are not there. */
export const deadLinks = (shown: Shown): Promise<string[]> =>
  asked(
    shown,
    `[...document.querySelectorAll('a[href^="#"]')].map((link) => link.getAttribute('href')).filter((href) => !document.getElementById(href.slice(1)))`,
  )

/** By how many pixels the page is wider than its window. */
export const overflow = (shown: Shown): Promise<number> =>
  asked(shown, 'document.documentElement.scrollWidth - document.documentElement.clientWidth')

/**
 * What on paper reaches over the paper's edge, A4 with the margins of the sheet: nothing there can be scrolled to. What is cut off in
 * a cell of a table is its own.
 */
export const cutOff = async (shown: Shown): Promise<string[]> => {
  await shown.page.emulateMedia({ media: 'print', colorScheme: 'light' })
  await shown.page.setViewportSize({ width: 680, height: 960 }) // 180 mm
  const cut = await asked<string[]>(
    shown,
    `[...document.querySelectorAll('table, svg.calendar, .plot svg, dl, p, .command, .notice')]
      .filter((one) => one.getBoundingClientRect().right > 681).map((one) => one.id || one.className || one.textContent.slice(0, 60))`,
  )
  await shown.page.emulateMedia({ media: 'screen' })
  return cut
}

/** How many pages it has on paper. */
export const printed = async ({ page }: Shown): Promise<{ pdf: Buffer; pages: number }> => {
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: false })
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
  return { pdf, pages }
}
