// The pages of the work bucket: the same from the same store, linked through the console, and costing what their days hold.
import { describe, expect, it } from 'vitest'
import * as registry from '../../../gen/registry.ts'
import { type Refreshing, refresh } from '../../../src/report/browse/refresh.ts'
import { copyOf, type Memory } from '../../prove/memory-store.ts'
import { evidence, last } from './sites.ts'

const buckets = { region: 'eu-west-1', evidence: 'evidence-111122223333', work: 'work' }
const day = { from: '2026-01-05', to: '2026-01-06' }

const made = async (more: Partial<Refreshing> = {}, given?: Memory) => {
  const { store, publicKey } = await evidence()
  const pages = new Map<string, string>()
  const types = new Set<string>()
  const read: string[] = []
  const from = given ?? store
  const refreshed = await refresh({
    store: {
      ...from,
      get: (at) => {
        read.push(at.key)
        return from.get(at)
      },
    },
    pages: {
      put: async (key, body, contentType) => {
        pages.set(key, Buffer.from(body).toString())
        types.add(contentType)
      },
    },
    ...{ catalog: registry, days: day, console: buckets, publicKey },
    ...more,
  })
  return { pages, types, read, refreshed, store }
}

const linksIn = (page: string): string[] =>
  [...page.matchAll(/ href="([^"#][^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))

describe('a refresh', () => {
  it('puts the same bytes again', async () => {
    const [a, b] = [await made(), await made()]
    expect([...b.pages]).toEqual([...a.pages])
    expect(a.refreshed.pages).toBe(a.pages.size)
    expect(a.types).toEqual(new Set(['text/html; charset=utf-8']))
    expect(a.refreshed.head).toMatchObject({ sequence: 4, tick: last })
  })

  it('links every page through the console to pages that are there', async () => {
    const { pages } = await made()
    const missing = new Set<string>()
    for (const page of pages.values()) {
      for (const href of linksIn(page)) {
        const { origin, pathname, searchParams } = new URL(href)
        expect(origin).toBe('https://eu-west-1.console.aws.amazon.com')
        if (pathname === '/s3/object/work' && !pages.has(searchParams.get('prefix') ?? '')) missing.add(href)
      }
    }
    expect([...missing]).toEqual([])
  })

  it('leads to every stored object of the day, by its version and with its digest', async () => {
    const { pages, store } = await made()
    const all = [...pages.values()].join('')
    const found = new Set(
      linksIn(all)
        .map((href) => new URL(href))
        .filter(({ pathname }) => pathname === '/s3/object/evidence-111122223333')
        .map(({ searchParams }) => `${searchParams.get('prefix')} ${searchParams.get('versionId') ?? ''}`),
    )
    const missing = [...store.objects].flatMap(([key, [held]]) =>
      found.has(`${key} ${held?.versionId ?? ''}`) || (key.startsWith('ledger/') && found.has(`${key} `)) ? [] : [key],
    )
    expect(missing).toEqual([])
  })

  it('says on each page that it is no evidence, and how to check', async () => {
    const { pages } = await made()
    for (const [key, page] of pages) expect(page, key).toMatch(/it is not evidence/)
    expect(pages.get('pages/check.html')).toContain('npx eks-evidence verify s3://evidence-111122223333')
  })

  it('reads nothing of days that were not asked for, but what stands now', async () => {
    const { read } = await made({ days: { from: '2026-01-06', to: '2026-01-07' } })
    expect(read.filter((key) => key.endsWith('index.ndjson'))).toEqual(['ticks/2026/01/05/0520Z/index.ndjson'])
    expect(read.filter((key) => key.endsWith('.ndjson.gz'))).toEqual([])
  })

  it('makes no page of a day without anything', async () => {
    const { pages } = await made({ days: { from: '2026-01-04', to: '2026-01-08' } })
    expect([...pages.keys()].filter((key) => key.startsWith('pages/day/'))).toEqual(['pages/day/2026-01-05.html'])
  })

  it('links nothing where there is no bucket', async () => {
    const { pages } = await made({ console: null })
    expect(linksIn([...pages.values()].join(''))).toEqual([])
  })

  it('makes pages of an empty store', async () => {
    const { store } = await evidence()
    const empty = copyOf(store)
    empty.objects.clear()
    const { pages, refreshed } = await made({}, empty)
    expect(refreshed.head).toBeNull()
    expect(pages.get('pages/index.html')).toContain('There is no entry in this store')
  })

  it('tells of an index that was changed, and goes on', async () => {
    const { store } = await evidence()
    const key = 'ticks/2026/01/05/0120Z/index.ndjson'
    const [held] = store.objects.get(key) ?? []
    if (!held) throw new Error('no index')
    store.objects.set(key, [{ ...held, body: Buffer.from('{}\n') }])
    const { pages } = await made({}, store)
    expect(pages.get('pages/day/2026-01-05.html')).toMatch(/it was sealed as sha256:[0-9a-f]{64} and is sha256:/)
  })

  it('never puts into the evidence', async () => {
    const { store } = await evidence()
    const before = [...store.objects.keys()]
    await made({}, store)
    expect([...store.objects.keys()]).toEqual(before)
  })
})
