// Text from clusters in every field of the model: it is shown as text, breaks nothing, and the same model gives the same bytes.

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { html } from '../../../../src/report/html/html.ts'
import { page } from '../../../../src/report/html/page.ts'
import { chapters } from '../../../../src/report/paper/sections/chapters.ts'
import type { Told } from '../../../../src/report/paper/sections/told.ts'
import { barriers, deadLinks, hasBrowser, openBrowser, overflow, type Shown, show } from '../../browser.ts'
import { hitMade } from '../../period-made.ts'
import {
  acceptanceMade,
  approvedMade,
  changeMade,
  changesMade,
  configured,
  day,
  incidentMade,
  test as other,
  prod,
  rowsOf,
  toldMade,
} from './made.ts'

const hostile =
  `<img src=x onerror=alert(1)></td></table><script>alert(2)</script>"' onmouseover=alert(3) ]]>&lt;b&gt; =cmd()|' /C calc'!A0 ` +
  `\u202egnp.exe\u2066\u200b\u0000\u001b[31m \ud800 ${'W'.repeat(600)} 𝒳`

/** Free text of the model: names, reasons, what people and AWS wrote. Not the words of the model itself, ids of ours and times. */
const free = new Set([
  ...[
    'name',
    'region',
    'reason',
    'rule',
    'what',
    'why',
    'not',
    'caller',
    'version',
    'commit',
    'actor',
    'id',
    'object',
    'wording',
  ],
  ...[
    'approver',
    'requestedBy',
    'ticket',
    'arn',
    'source',
    'ip',
    'agent',
    'thing',
    'by',
    'reviewedBy',
    'attestedBy',
    'approvedBy',
  ],
  ...[
    'key',
    'versionId',
    'error',
    'auditID',
    'store',
    'account',
    'of',
    'off',
    'fields',
    'marks',
    'principals',
    'keys',
    'sessions',
  ],
  ...['sourceIPs', 'objects', 'findings', 'refused', 'fingerprint', 'commit', 'hits'],
])
// Where a member of that name is a word of the model.
const kept = (path: string): boolean =>
  /(^|\.)(catalog|turns|slots|schedule|controls|detections\.DET)(\.|$)/.test(path) ||
  /incident\.id$|\.collector\.events\.\d+\.by$|controlsMap\.\d+\.id$|\.from$|hits\.\d+\.detection$|lines\.\d+\.hits/.test(
    path,
  )

const poisoned = <T>(value: T, path = '', isFree = false): T => {
  if (typeof value === 'string') return (isFree && !kept(path) ? `${value.slice(0, 8)}${hostile}` : value) as T
  if (Array.isArray(value)) return value.map((one, at) => poisoned(one, `${path}.${at}`, isFree)) as T
  if (value instanceof Map)
    return new Map(
      [...value].map(([name, one]) => [
        path === 'changes.older' ? `${name}${hostile}` : name,
        poisoned(one, `${path}.${name}`),
      ]),
    ) as T
  if (value instanceof Uint8Array || value instanceof Uint32Array || typeof value !== 'object' || value === null)
    return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      poisoned(one, `${path}.${name}`.replace(/^\./, ''), free.has(name)),
    ]),
  ) as T
}

const rich = (): Told => {
  const configs = [
    configured({
      acceptances: [acceptanceMade],
      controlsMap: [{ id: 'AC-1', wording: 'x', criteria: [], tests: ['NET-01'] }],
      controls: { 'ENC-01': { off: 'x' } },
      detections: { 'DET-01': { off: 'x' }, 'DET-22': { allow: [{ principals: ['p'], reason: 'x' }] } },
    }),
    { ...configured({}), from: day(4), changes: [{ what: 'x', loosened: true }], refused: ['x'] },
  ]
  const counts = new Map([
    ['DET-22', { byDay: new Map([['2026-01-05', 2]]), total: 2, allowed: new Map([[hostile, 3]]) }],
  ])
  const states = [
    approvedMade('T'),
    { state: 'not approved' as const, why: 'x' },
    { state: 'unread' as const, why: 'x' },
    { state: 'refused' as const },
  ]
  const told = toldMade(
    {
      configs,
      found: { groups: [hitMade({ detection: 'DET-22' })], more: 1, counts },
      incidents: [incidentMade()],
      owed: [{ id: 'x', name: 'x', reason: 'x', from: day(1) }],
      subjects: [prod, { ...other, excluded: [{ rule: 'x', from: day(1), to: null }] }],
      broken: [
        { name: 'digest', state: 'fail', looked: 1, findings: [{ state: 'fail', at: hostile, what: 'x' }], more: 2 },
      ],
    },
    {
      changes: changesMade({
        events: states.map((approval, nth) => changeMade(nth, nth % 2 === 0 ? 'cluster' : 'access', approval)),
        older: new Map([['eks:X', 2]]),
        byDay: new Map([['cluster', new Map([['2026-01-06', 2]])]]),
        faults: [{ at: hostile, why: 'x' }],
      }),
      overdue: { weeks: [{ to: day(7), overdue: 1, notKnown: 0 }], repositories: 1, more: 0, read: 1 },
    },
  )
  const { catalog, ...rest } = told
  const turns = new Map(
    [...told.period.turns].map(([name, all]) => [name, all.map((turn) => ({ ...turn, reason: hostile }))]),
  )
  const slots = told.period.slots.map((one) => ({ ...one, reasons: new Map([[1, [hostile]], ...one.reasons]) }))
  const whole = poisoned(rest)
  return { ...whole, catalog, period: { ...whole.period, turns, slots } }
}

const pageOf = (told: Told): string =>
  [
    ...page({
      title: 'Report',
      running: { left: 'a', right: 'b' },
      masthead: html`<h1>Report</h1>`,
      foot: 'foot',
      contents: chapters(told).map(({ at, title, below }, nth) => ({
        at: `#${at}`,
        title,
        number: String(nth + 1),
        below: below.map((one) => ({ ...one, at: `#${one.at}` })),
      })),
      body: chapters(told).flatMap(({ body }, nth) => [...body(String(nth + 1))]),
    }),
  ].join('')

describe('hostile text in every field of the model', () => {
  const text = pageOf(rich())

  it('is nowhere markup', () => {
    const body = text.slice(text.indexOf('<body>'), text.lastIndexOf('<script>'))
    expect(body).not.toMatch(/<img|<script|<[^>]*\sonmouseover=/)
    expect(body.match(/&lt;img src=x onerror=alert\(1\)&gt;/g)?.length).toBeGreaterThan(60)
  })

  it('hides nothing: what cannot be seen is shown by its code', () => {
    for (const hidden of ['\u202e', '\u2066', '\u200b', '\u0000', '\u001b', '\ud800 '])
      expect(text).not.toContain(hidden)
    expect(text).toContain('\\u{202E}')
  })

  it('ends no table, so that every row has its cells', () => {
    for (const [, id = ''] of text.matchAll(/<table id="([^"]+)"/g)) {
      const [head = ''] = /<thead>[\s\S]*?<\/thead>/.exec(text.slice(text.indexOf(`<table id="${id}"`))) ?? []
      const columns = head.match(/<th /g)?.length
      const rows = rowsOf(text, id).filter((row) => row.length > 1)
      for (const row of rows) expect([id, row.length]).toEqual([id, columns])
    }
  })

  it('gives the same bytes each time', () => {
    expect(pageOf(rich())).toBe(text)
  })

  it('leaves every id once, and every tag closed', () => {
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
    for (const tag of ['section', 'table', 'details', 'div', 'ul', 'dl', 'figure', 'tr'])
      expect([tag, text.match(new RegExp(`<${tag}[ >]`, 'g'))?.length]).toEqual([
        tag,
        text.match(new RegExp(`</${tag}>`, 'g'))?.length,
      ])
  })
})

describe('the words of the body', () => {
  it('promise nothing that evidence cannot show', () => {
    const never =
      /\b(compliant|certified|audit-ready|guarantees?|tamper-?proof|immutable|continuous(ly)?|all events|criteri(on|a) met|effective(ly|ness)?|no incidents)\b/i
    const text = pageOf(toldMade())
    expect(text.slice(text.indexOf('<main'), text.indexOf('</main>')).match(never)?.[0]).toBeUndefined()
  })
})

// Folds are opened, and what is far from the window is laid out too.
const openAll = `
for (const one of document.querySelectorAll('details')) one.open = true
for (const one of document.querySelectorAll('section')) one.style.contentVisibility = 'visible'`

describe.skipIf(!hasBrowser)('the body in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  const looked = async (
    told: Told,
    look: Parameters<typeof show>[2],
    by: (shown: Shown) => Promise<void>,
  ): Promise<void> => {
    const shown = await show(browser, pageOf(told), look)
    try {
      await by(shown)
    } finally {
      await shown.close()
    }
  }

  it('asks the network for nothing, and runs nothing of hostile text', () =>
    looked(rich(), {}, async (shown) => {
      await shown.page.evaluate(openAll)
      expect(shown.noise).toEqual([])
      expect(await shown.page.$$('main img, main script')).toHaveLength(0)
    }))

  it.each([
    ['wide', 1_280],
    ['narrow', 360],
  ])('is no wider than its window: %s', (_, width) =>
    looked(rich(), { width }, async (shown) => {
      await shown.page.evaluate(openAll)
      expect(await overflow(shown)).toBe(0)
    }),
  )

  it('leads with each of its links to a place that is there', () =>
    looked(toldMade(), {}, async (shown) => {
      expect(await deadLinks(shown)).toEqual([])
    }))

  // axe-core looks at every element: a few of each kind of page are enough.
  const told = toldMade({ incidents: [incidentMade()] })
  const tested = ['NET-01', 'IAM-01', 'EVD-03']
  const small: Told = {
    ...told,
    catalog: {
      ...told.catalog,
      controls: told.catalog.controls.filter(({ id }) => tested.includes(id)),
      detections: told.catalog.detections.slice(0, 3),
    },
  }

  it.each(['light', 'dark'] as const)('has no barrier that axe-core finds: %s', (theme) =>
    looked(small, { theme }, async (shown) => {
      await shown.page.evaluate(openAll)
      expect(await barriers(shown)).toEqual([])
    }),
  )

  it('can be read without its script', () =>
    looked(toldMade(), { script: false }, async ({ page: shown }) => {
      expect(await shown.textContent('#test-NET-01 .lead')).toContain(
        'no deviation noted in 14 of 28 expected observations',
      )
    }))
})
