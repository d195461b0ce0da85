// The site of a store: every object is found by clicks, every link answers, and it reads and never writes.
import { describe, expect, it } from 'vitest'
import { plus } from '../../../src/clock.ts'
import { page } from '../../../src/report/browse/page.ts'
import { folder } from '../../../src/store/keys.ts'
import type { Store } from '../../../src/store/store.ts'
import { bucketStore, openAccount } from '../../prove/account.ts'
import { bucketSite, crawl, evidence, folderSite, last, linksOf, pinsFor, seen, textOf } from './sites.ts'

describe.each(['bucket', 'folder'] as const)('the site of a %s', (kind) => {
  const open = async () => {
    const { store, publicKey } = await evidence()
    const pins = await pinsFor(store, publicKey)
    return { store, site: kind === 'bucket' ? bucketSite(store, pins) : folderSite(store, pins) }
  }

  it('answers every link, and every stored object is found by following them', { timeout: 60_000 }, async () => {
    const { store, site } = await open()
    const pages = await crawl(site)
    expect([...pages].filter(([, { status }]) => status !== 200).map(([path]) => path)).toEqual([])
    expect([...pages.keys()].filter((path) => path.startsWith('http'))).toEqual([])
    const missing = [...store.objects.keys()].filter((key) => !pages.has(`object/${key}`) || !pages.has(`raw/${key}`))
    expect(missing).toEqual([])
  })

  it('shows every object as what was sealed, with nothing left open', { timeout: 60_000 }, async () => {
    const { store, site } = await open()
    const odd: string[] = []
    const sealed = [...store.objects.keys()].filter((key) => !key.startsWith(folder(plus(last, 3_600))))
    for (const key of sealed) {
      const shown = seen(await page(site, `object/${key}`))
      if (!/It is what was sealed|Held, with deviations/.test(shown) || shown.includes('Not verified')) odd.push(key)
    }
    expect(odd).toEqual([])
  })

  it('says of what was published behind the newest entry that nothing vouches for it yet', async () => {
    const { store, site } = await open()
    const key = [...store.objects.keys()].find((one) => one.startsWith(folder(plus(last, 3_600)))) ?? ''
    const shown = seen(await page(site, `object/${key}`))
    expect(shown).toContain('Not verified')
    expect(shown).toContain('is not sealed: nothing vouches for it yet')
  })

  it('gives the bytes of an object as they are stored', async () => {
    const { store, site } = await open()
    const [key = ''] = [...store.objects.keys()].filter((one) => one.includes('/eks-cluster/'))
    const answer = await page(site, `raw/${key}`)
    expect(answer).toMatchObject({ status: 200, kind: 'bytes', name: key.replaceAll('/', '_') })
    expect(answer.body).toEqual(store.objects.get(key)?.[0]?.body)
  })
})

describe('a page', () => {
  const open = async () => {
    const { store, publicKey } = await evidence()
    return { store, site: bucketSite(store, await pinsFor(store, publicKey)) }
  }
  const objectOf = async (like: RegExp) => {
    const { store, site } = await open()
    const key = [...store.objects.keys()].find((one) => like.test(one)) ?? ''
    return { key, shown: seen(await page(site, `object/${key}`)), site }
  }

  it('of an observation tells its sheet before its answers', async () => {
    const { shown } = await objectOf(/\/eks-cluster\//)
    expect(shown).toMatch(
      /The sheet of this observation.*run by.*run at.*Counts reconciled.*Questions and answers.*eks:DescribeCluster/,
    )
    expect(shown).toContain('aws eks describe-cluster')
  })

  it('of an observation shows answers beyond the first by a link', async () => {
    const { key, site } = await objectOf(/\/eks-cluster\//)
    expect(linksOf(`object/${key}`, await page(site, `object/${key}`))).toContain(`object/from-25/${key}`)
    expect(seen(await page(site, `object/from-25/${key}`))).toMatch(/26 to \d+ of \d+ in this part/)
  })

  it('of an evaluation links each verdict to what it rests on', async () => {
    const { key, site } = await objectOf(/\/evaluations\/staging/)
    const links = linksOf(`object/${key}`, await page(site, `object/${key}`))
    expect(links.filter((one) => /^object\/ticks\/.*\/eks-cluster\//.test(one)).length).toBeGreaterThan(0)
    expect(links).toContain('control/NET-01')
  })

  it('of an entry tells who signed it and what it binds', async () => {
    const { shown } = await objectOf(/^ledger\/000000000002/)
    expect(shown).toMatch(/binds entry 1 by sha256:[0-9a-f]{64}/)
    expect(shown).toMatch(/signed by key [0-9a-f]{64}/)
  })

  it('of a bucket tells the time and the lock that S3 vouches for', async () => {
    const { shown } = await objectOf(/plan\.json$/)
    expect(shown).toMatch(/written 2026-01-05 00:\d\d(:\d\d)? UTC, by S3's clock/)
    expect(shown).toMatch(/COMPLIANCE until 2028-\d\d-\d\d/)
  })

  it('of a day tells the hours without a tick', async () => {
    const { site } = await open()
    expect(seen(await page(site, 'day/2026-01-05'))).toContain('no tick ran from 2026-01-05 03:20 to 2026-01-05 04:20')
  })

  it('of a subject on a day tells what was read of it and what stood', async () => {
    const { key, site } = await objectOf(/\/evaluations\/staging/)
    const slug = key.replace(/^.*\//, '').replace(/\.json$/, '')
    const shown = seen(await page(site, `subject/${slug}/2026-01-05`))
    expect(shown).toMatch(
      /What stood at the end of 2026-01-05.*NET-01.*What was read in the ticks of 2026-01-05.*eks-cluster/,
    )
  })

  it('of what is not there says so, and is no page of evidence', async () => {
    const { site } = await open()
    for (const path of [
      'nothing',
      'day/2026-02-30',
      'day/2027-01-05',
      'control/NO-99',
      'criterion/constructor',
      'object/ticks/2026/01/05/0020Z/nothing.json',
    ])
      expect((await page(site, path)).status).toBe(404)
  })
})

it('opens a bucket of the sandbox through the SDK, and puts nothing into it', { timeout: 60_000 }, async () => {
  const at = await openAccount({ store: bucketStore })
  try {
    await at.tick(0)
    const { publicKey } = await at.signer.describe()
    let listed = 0
    const list: Store['list'] = (prefix, after) => {
      listed += 1
      return at.store.list(prefix, after)
    }
    const site = bucketSite(
      { ...at.store, list, putOnce: () => Promise.reject(new Error('it wrote')) },
      await pinsFor(at.store, publicKey),
    )
    const home = await page(site, '')
    expect(home.status).toBe(200)
    expect(seen(home)).toContain('It is what was sealed')
    expect(listed).toBeLessThan(20)
    expect((await page(site, 'day/2026-01-05')).status).toBe(200)
    expect(textOf(await page(site, 'ledger'))).toContain('ledger/000000000001.dsse.json')
  } finally {
    await at.close()
  }
})
