// A few honest hours in a bucket of the sandbox, and sites over them: made once in a process, copied for each test.
import * as registry from '../../../gen/registry.ts'
import { plus } from '../../../src/clock.ts'
import type { Pins } from '../../../src/prove/pins.ts'
import { type Answer, page } from '../../../src/report/browse/page.ts'
import { makeSite, type Site } from '../../../src/report/browse/site.ts'
import type { Store } from '../../../src/store/store.ts'
import { account, base, bucketStore, openAccount, stolen, tickAt } from '../../prove/account.ts'
import { payloadOf } from '../../prove/fixture.ts'
import { copyOf, downloaded, type Memory, memorised } from '../../prove/memory-store.ts'

/** Ticks of the hours 0, 1, 2 and 5: two were missed between them. */
const hours = [0, 1, 2, 5]
export const last = tickAt(5)

const build = async () => {
  const at = await openAccount({ store: bucketStore, deployed: true })
  try {
    for (const hour of hours) await at.tick(hour)
    const { publicKey, describeKey } = await at.signer.describe()
    return { memory: await memorised(at.store), publicKey, signer: stolen(at.key, describeKey) }
  } finally {
    await at.close()
  }
}
let built: ReturnType<typeof build> | undefined
export const evidence = async () => {
  built ??= build()
  const { memory, ...more } = await built
  return { store: copyOf(memory), ...more }
}

export const pinsFor = async (store: Store, publicKey: string): Promise<Pins> => ({
  ...{ publicKey, laterKeys: [], account, ledger: await payloadOf(store, 1) },
  ...{ period: { start: base, end: plus(base, 86_400) }, anchors: [], configs: [], sandbox: true },
})

/** Of a bucket as the sandbox answers for it; `pins` may be fewer. */
export const bucketSite = (store: Store, pins: Partial<Pins>): Site =>
  makeSite({ store, catalog: registry, pins, endpoint: '127.0.0.1' })

/** Of what somebody downloaded. */
export const folderSite = (store: Memory, pins: Partial<Pins>): Site =>
  makeSite({ store: downloaded(store), catalog: registry, pins, endpoint: null })

export const textOf = (answer: Answer): string => String(answer.body)

/** What a reader sees of a page: its text, without markup. */
export const seen = (answer: Answer): string =>
  textOf(answer)
    .replace(/<(style|script)>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39|#96);/g, (_, name: string) => entities[name] ?? '')
    .replace(/\s+/g, ' ')
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#96': '`' }

/** Every link of a page to another one, as a browser resolves it; what leads out of the site stands as it is. */
export const linksOf = (path: string, answer: Answer): string[] =>
  [...textOf(answer).matchAll(/ href="([^"]*)"/g)]
    .map(([, href = '']) => href.replaceAll('&amp;', '&'))
    .filter((href) => !href.startsWith('#'))
    .map((href) => new URL(href, `http://site/${path}`).href.replace(/^http:\/\/site\//, '').replace(/#.*$/, ''))

/** Follows every link from the first page on. */
export const crawl = async (site: Site): Promise<Map<string, Answer>> => {
  const found = new Map<string, Answer>()
  const waiting = ['']
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue
    const answer = await page(site, path)
    found.set(path, answer)
    if (answer.kind === 'page') waiting.push(...linksOf(path, answer).filter((one) => !found.has(one)))
  }
  return found
}
