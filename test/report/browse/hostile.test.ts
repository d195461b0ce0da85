// Text from clusters and answers is hostile in every field: pages show it as text, whatever it is.
import { describe, expect, it } from 'vitest'
import * as registry from '../../../gen/registry.ts'
import type { Evaluation, Hit, Ref } from '../../../src/model.ts'
import { page } from '../../../src/report/browse/page.ts'
import { changesParts } from '../../../src/report/browse/views/changes.ts'
import { evaluationParts } from '../../../src/report/browse/views/evaluation.ts'
import { relativeWays } from '../../../src/report/browse/ways.ts'
import { markup } from '../../../src/report/html/html.ts'
import { readEvaluation } from '../../../src/store/documents.ts'
import { forge } from '../../prove/forge.ts'
import { bucketSite, crawl, evidence, linksOf, pinsFor, seen, textOf } from './sites.ts'

const script = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'`<!-- ]]>'
const turned = 'user\u202Egnp.exe\u200B\u0007\u2066'
const hidden = ['\u202E', '\u2066', '\u200B', '\u0007']
const hasHidden = (text: string): boolean => hidden.some((one) => text.includes(one))
const long = 'A'.repeat(200_000)
const nasty = `${script}${turned}`

const hostileHit = (evaluation: Evaluation): Hit => ({
  ...{ detection: 'DET-01', criteria: ['CC7.2'], severity: 'high', reason: nasty, outcome: 'allowed' },
  slot: { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' },
  ...{ actorClass: 'human', actor: nasty, user: long, groups: [nasty], impersonated: nasty, sourceIPs: [nasty] },
  principal: { arn: nasty, canonicalArn: nasty, sessionName: nasty, accessKeyId: nasty },
  ...{ userAgent: nasty, object: { apiGroup: nasty, resource: nasty, subresource: '', namespace: nasty, name: long } },
  ...{ allowed: nasty, auditID: nasty, at: '2026-01-05T00:30:00Z', count: 3, pointers: [nasty] },
  basis: evaluation.read.slice(0, 1),
})

/** Everything that the ledger holds says something nasty, sealed as if it were so. */
const hostile = async () => {
  const { store, publicKey, signer } = await evidence()
  const before = await pinsFor(store, publicKey)
  await forge(store, signer, {
    evaluation(evaluation) {
      for (const verdict of evaluation.verdicts) verdict.reason = nasty
    },
    plan(plan) {
      plan.refused = [nasty, long]
    },
    observation: (lines) =>
      lines.map((line, nth) => {
        if (nth === 0 || nth === lines.length - 1) return line
        const said = JSON.parse(line) as Record<string, unknown>
        return JSON.stringify({
          ...said,
          body: { [script]: nasty, list: [nasty, { deep: long }], json: JSON.stringify({ a: nasty }) },
        })
      }),
  })
  return bucketSite(store, { ...before, ...(await pinsFor(store, publicKey)) })
}

describe('what is hostile', () => {
  it('is text on every page, and leads nowhere', { timeout: 60_000 }, async () => {
    const site = await hostile()
    const pages = [...(await crawl(site))].filter(([, { kind }]) => kind === 'page')
    expect(pages.length).toBeGreaterThan(100)
    for (const [path, answer] of pages) {
      const text = textOf(answer).replace(/<(style|script)>[\s\S]*?<\/\1>/g, '')
      expect(text, path).not.toMatch(/<script|<img|onerror=[^&]*>/i)
      expect(hasHidden(text), path).toBe(false)
      expect(
        linksOf(path, answer).filter((one) => one.startsWith('http')),
        path,
      ).toEqual([])
    }
  })

  it('is shown with its hidden characters told, and bounded', { timeout: 60_000 }, async () => {
    const site = await hostile()
    const key = [...(await crawl(site)).keys()].find((one) => /^object\/.*0020Z\/eks-cluster\//.test(one)) ?? ''
    const answer = await page(site, key)
    expect(seen(answer)).toContain(script)
    expect(textOf(answer).length).toBeLessThan(1_500_000)
  })
})

it('shows bytes that are no document as what they are: not shown, and to be taken along', async () => {
  const { store, publicKey } = await evidence()
  const site = bucketSite(store, await pinsFor(store, publicKey))
  for (const like of [/eks-cluster/, /evaluations/, /plan\.json/, /config\.json/, /^ledger/]) {
    const key = [...store.objects.keys()].find((one) => like.test(one)) ?? ''
    const held = store.objects.get(key) ?? []
    store.objects.set(
      key,
      held.map((one) => ({ ...one, body: Buffer.from('{"__proto__":1}\u0000not this') })),
    )
    const answer = await page(site, `object/${key}`)
    expect(answer.status).toBe(200)
    expect(seen(answer)).toMatch(/cannot be shown/)
    expect((await page(site, `raw/${key}`)).status).toBe(200)
  }
})

it('shows hits as text, in an evaluation and on the page of a day', async () => {
  const { store } = await evidence()
  const key = [...store.objects.keys()].find((one) => /evaluations\/staging/.test(one)) ?? ''
  const evaluation = readEvaluation(store.objects.get(key)?.[0]?.body ?? new Uint8Array())
  const hit = hostileHit(evaluation)
  const at = {
    tick: evaluation.tick,
    subject: evaluation.subject,
    slug: 'staging-x',
    hit,
    evaluation: evaluation.read[0] as Ref,
  }
  const found = { changes: [], first: 0, moreChanges: 0, hits: [at], moreHits: 0, unread: [] }
  const ways = relativeWays({ page: 'home' })
  const views = [...evaluationParts(ways, registry, { ...evaluation, hits: [hit] }), ...changesParts(ways, found)]
  const text = views.flatMap(({ body }) => [...body].map(markup)).join('')
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(text).not.toMatch(/<script|<img/i)
  expect(hasHidden(text)).toBe(false)
  expect(text.length).toBeLessThan(400_000)
})
