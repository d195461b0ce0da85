// A bundle holds what was drawn and whatever that rests on; verify checks that in full, and so does whoever follows its page.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Pins } from '../../../src/prove/pins.ts'
import { defaultSizes } from '../../../src/report/bundle/sizes.ts'
import { verifyBundle } from '../../../src/report/bundle/verify.ts'
import { catalog, tickAt, version } from '../../prove/account.ts'
import { deviating, failing, fixture, honest, said } from '../../prove/fixture.ts'
import type { Memory } from '../../prove/memory-store.ts'
import { whatOf } from '../../prove/threats/tools.ts'
import { bundled, type Made, nonce, page, unpacked, verifying } from './bundled.ts'
import { byHand, missing, steps } from './by-hand.ts'

let made: Made
let root = ''
beforeAll(async () => {
  await fixture()
  made = await bundled()
  root = mkdtempSync(join(tmpdir(), 'bundle-'))
}, 120_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const text = (store: Memory, name: string): string => Buffer.from(store.objects.get(name)?.[0]?.body ?? []).toString()
const put = (store: Memory, name: string, body: string | Uint8Array): void =>
  void store.objects.set(name, [{ versionId: null, body: Buffer.from(body), at: null, custody: null }])
const rows = (store: Memory, name: string): string[][] =>
  text(store, name)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))

describe('a bundle', () => {
  it('is the same bytes every time', async () => {
    expect(Buffer.compare((await bundled()).zip, made.zip)).toBe(0)
  })

  it('holds, and says how much it leaves out', async () => {
    const store = await unpacked(made.zip)
    const verified = await verifying(store, made.pins)
    expect(failing(verified), said(verified).join('\n')).toEqual([])
    expect(verified).toMatchObject({ result: 'intact', assurance: 'content', entries: 8 })
    expect(verified.leftOut?.objects).toBeGreaterThan(15)
    for (const name of ['sample-reproduces', 'zip-strict', 'verdict-reproduces', 'completeness-recomputed'])
      expect(verified.checks.find((one) => one.name === name)).toMatchObject({ state: 'pass' })
  })

  it('is verified as the zip, too', async () => {
    const zip = join(root, 'honest.zip')
    writeFileSync(zip, made.zip)
    const verified = await verifyBundle({ of: { zip }, pins: made.pins, nonce, catalog, version, page })
    expect([verified.result, failing(verified)]).toEqual(['intact', []])
  })

  it('has every expected slot of the period in its population, and draws of each source as many as were asked for', async () => {
    const store = await unpacked(made.zip)
    const population = rows(store, 'population.csv')
    const inventory = population.filter(([item]) => item?.startsWith('inventory '))
    expect(inventory).toHaveLength(7 * 2) // seven hours, two regions
    expect(made.populations.find(({ source }) => source === 'inventory')).toMatchObject({ items: 14, drawn: 3 })
    expect(inventory.filter(([, , , drawn]) => drawn === 'yes')).toHaveLength(3)
    expect(made.populations.every(({ items, drawn }) => drawn === Math.min(3, items))).toBe(true)
  })

  it('holds everything where everything is asked for, and needs no nonce', async () => {
    const all = await bundled({ size: 'all', nonce: null })
    const verified = await verifyBundle({
      of: await unpacked(all.zip),
      pins: all.pins,
      nonce: undefined,
      catalog,
      version,
      page,
    })
    expect(failing(verified), said(verified).join('\n')).toEqual([])
    expect(all.populations.every(({ items, drawn }) => items === drawn)).toBe(true)
  })

  it('is of the controls that are asked for', async () => {
    const one = await bundled({ controls: ['NET-01'] })
    const verified = await verifying(await unpacked(one.zip), one.pins)
    expect(failing(verified), said(verified).join('\n')).toEqual([])
    expect(one.populations.map(({ source, tests }) => [source, tests])).toEqual([['eks-cluster', ['NET-01']]])
    await expect(bundled({ controls: ['NET-99'] })).rejects.toMatchObject({ code: 'UNKNOWN_ID' })
  })

  it('is of the subjects that are asked for', async () => {
    const one = await bundled({ subjects: 'arn:aws:eks:*:cluster/analytics' })
    const verified = await verifying(await unpacked(one.zip), one.pins)
    expect(failing(verified), said(verified).join('\n')).toEqual([])
    const named = rows(await unpacked(one.zip), 'population.csv').map(([item = '']) => item.split(' ')[1])
    expect(new Set(named).size).toBe(1)
    expect(named[0]).toMatch(/^analytics-/)
  })

  it('holds evidence of before the period where something in it rests on that', async () => {
    const { store, pins } = await honest(8)
    const late: Pins = { ...pins, period: { ...pins.period, start: tickAt(4).replace(':20:', ':00:') } }
    const of = await bundled({}, { store, pins: late })
    const verified = await verifying(await unpacked(of.zip), late)
    expect(failing(verified), said(verified).join('\n')).toEqual([])
    expect(verified.leftOut?.entries).toBeGreaterThan(0)
  })

  it('is not made of a ledger that is broken', async () => {
    const { store, pins } = await honest(8)
    store.objects.delete('ledger/000000000004.dsse.json')
    await expect(bundled({}, { store, pins })).rejects.toMatchObject({ code: 'LEDGER_BROKEN' })
  })

  it('is not made of evidence that is not what was sealed', async () => {
    const { store, pins } = await honest(8)
    const key = [...store.objects.keys()].find((name) => name.includes('/regions/')) ?? ''
    put(store, key, 'another')
    await expect(bundled({}, { store, pins })).rejects.toMatchObject({ code: 'LEDGER_BROKEN' })
  })

  it('is not made without a nonce', async () => {
    await expect(bundled({ nonce: null })).rejects.toMatchObject({ code: 'USAGE' })
  })

  it('is not verified without the nonce, or without pins', async () => {
    const store = await unpacked(made.zip)
    const none = verifyBundle({ of: store, pins: made.pins, nonce: undefined, catalog, version, page })
    await expect(none).rejects.toMatchObject({
      code: 'PINS_MISSING',
      hint: expect.stringContaining("auditor's own nonce"),
    })
    await expect(verifying(store, {})).rejects.toMatchObject({ code: 'PINS_MISSING' })
  })
})

const flip = (store: Memory, name: string): void => {
  const body = Buffer.from(store.objects.get(name)?.[0]?.body ?? [])
  body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1
  put(store, name, body)
}
/** An object of the first item of a source that was drawn. */
const evidence = (store: Memory, source = 'eks-cluster'): string =>
  rows(store, 'sample.csv').find(([item = '', , , key]) => item.startsWith(`${source} `) && key)?.[3] ?? ''
const evaluation = (store: Memory): string => {
  const [item = '', , , key = ''] =
    rows(store, 'sample.csv').find(([name = '']) => name.startsWith('eks-cluster ')) ?? []
  return `${key.split('/').slice(0, 5).join('/')}/evaluations/${item.split(' ')[1]}.json`
}
const replaced = (store: Memory, name: string, from: string | RegExp, to: string): void =>
  put(store, name, text(store, name).replace(from, to))

/** What somebody does to a bundle, which checks of verify fail with it, and at which step of the page it stops (0: at none). */
type Tampering = [string, (store: Memory, pins: Pins) => unknown, string[], number]
const tamperings: Tampering[] = [
  [
    'an object of the sample taken away',
    (store) => store.objects.delete(evidence(store)),
    ['object-present', 'verdict-inputs'],
    5,
  ],
  ['an evaluation of the sample taken away', (store) => store.objects.delete(evaluation(store)), ['object-present'], 5],
  ['a byte of an object', (store) => flip(store, evidence(store)), ['digest'], 2],
  ['a byte of a statement', (store) => flip(store, 'ledger/000000000005.dsse.json'), ['chain-complete'], 1],
  ['a statement taken away', (store) => store.objects.delete('ledger/000000000005.dsse.json'), ['chain-complete'], 1],
  [
    'the last statement taken away',
    (store) => store.objects.delete('ledger/000000000008.dsse.json'),
    ['sample-reproduces'],
    1,
  ],
  [
    'an index taken away',
    (store) => store.objects.delete('ticks/2026/01/05/0220Z/index.ndjson'),
    ['object-present', 'sample-reproduces'],
    2,
  ],
  [
    'a byte of an index',
    (store) => flip(store, 'ticks/2026/01/05/0220Z/index.ndjson'),
    ['digest', 'sample-reproduces'],
    2,
  ],
  [
    'something laid beside the evidence',
    (store) => put(store, 'ticks/2026/01/05/0220Z/x.json', '{}'),
    ['object-listed', 'key-derives'],
    2,
  ],
  ['a file beside it', (store) => put(store, 'notes.txt', 'x'), ['object-listed', 'key-derives'], 2],
  ['a report that bundle.json does not name', (store) => put(store, 'report/report.html', 'x'), ['zip-strict'], 2],
  ['VERIFY.md changed', (store) => replaced(store, 'VERIFY.md', '# Verify', '# Believe'), ['zip-strict'], 0],
  [
    'an item of the population left out',
    (store) => replaced(store, 'population.csv', /\n[^\n]+\n/, '\n'),
    ['sample-reproduces'],
    3,
  ],
  [
    'a status of the population changed',
    (store) => replaced(store, 'population.csv', ',complete,', ',missed,'),
    ['sample-reproduces'],
    0,
  ],
  [
    'an item of the sample exchanged',
    (store) => replaced(store, 'sample.csv', /\n([a-z-]+ [^ ]+ 2026-01-05T0)\d/, '\n$18'),
    ['sample-reproduces'],
    4,
  ],
  [
    'an item of the sample called missed',
    (store) => replaced(store, 'sample.csv', ',complete,', ',missed,'),
    ['sample-reproduces'],
    5,
  ],
  [
    'a smaller sample called as large',
    (store) => replaced(store, 'bundle.json', '"drawn":3', '"drawn":2'),
    ['sample-reproduces'],
    4,
  ],
  [
    'a source left out',
    (store) =>
      replaced(
        store,
        'bundle.json',
        /\{"drawn":\d+,"every":86400,"frequency":"daily","items":\d+,"source":"regions","tests":\[[^\]]*\]\},/,
        '',
      ),
    ['sample-reproduces'],
    3,
  ],
  [
    'a subject left out',
    (store) => replaced(store, 'bundle.json', /"subjects":\[\{[^}]*\},/, '"subjects":['),
    ['sample-reproduces'],
    3,
  ],
  [
    'another head named',
    (store) => replaced(store, 'bundle.json', /("sealedAt":"[^"]*","sequence":8,"sha256":"sha256:)./, '$1x'),
    ['zip-strict'],
    1,
  ],
  ['another account pinned', (_, pins) => Object.assign(pins, { account: '999999999999' }), ['account'], 1],
]

describe('a bundle with', () => {
  it.each(tamperings)('%s is found by verify', async (_, tamper, checks) => {
    const store = await unpacked(made.zip)
    const pins = { ...made.pins }
    await tamper(store, pins)
    const verified = await verifying(store, pins)
    expect(verified.result).toBe('broken')
    expect(failing(verified), said(verified).slice(0, 12).join('\n')).toEqual(expect.arrayContaining(checks))
  })

  it("the preparer's own nonce is not the auditor's sample", async () => {
    const own = await bundled({ nonce: 'the preparer tried many' })
    const verified = await verifying(await unpacked(own.zip), own.pins)
    expect(failing(verified)).toEqual(expect.arrayContaining(['sample-reproduces', 'object-present']))
    expect(whatOf(verified, 'sample-reproduces')).toContain('"the preparer tried many", which is not yours')
  })

  it("the auditor's nonce written over the preparer's lacks what it draws", async () => {
    const own = await bundled({ nonce: 'the preparer tried many' })
    const store = await unpacked(own.zip)
    replaced(store, 'bundle.json', 'the preparer tried many', nonce)
    const verified = await verifying(store, own.pins)
    expect(failing(verified)).toEqual(expect.arrayContaining(['sample-reproduces', 'object-present']))
  })

  it.each([
    ['fewer items', { size: 2 as const }, { size: 3 as const }],
    ['other sizes', { size: null }, { sizes: { ...defaultSizes, daily: 100 } }],
  ])('%s is not what was asked for', async (_, drawn, asked) => {
    const own = await bundled(drawn)
    const of = await unpacked(own.zip)
    const on = { of, pins: own.pins, nonce, catalog, version, page }
    expect(failing(await verifyBundle(on))).toEqual([])
    const verified = await verifyBundle({ ...on, asked })
    expect(failing(verified)).toEqual(['sample-reproduces'])
    expect(whatOf(verified, 'sample-reproduces')).toContain('was asked for')
  })

  it('another period is not that of the pins', async () => {
    const period = { ...made.pins.period, end: tickAt(5).replace(':20:', ':00:') }
    const verified = await verifying(await unpacked(made.zip), { ...made.pins, period })
    expect(whatOf(verified, 'sample-reproduces')).toContain('is of the period from')
  })

  it('another version named in it, so that a lie passes for a difference, is found all the same', async () => {
    const store = await unpacked(made.zip)
    replaced(store, 'bundle.json', /"version":"[^"]*"/, '"version":"0.0.9"')
    replaced(store, 'population.csv', ',complete,', ',missed,')
    expect(failing(await verifying(store, made.pins))).toEqual(['sample-reproduces'])
  })

  it('other tests named by another version is no breach', async () => {
    const { store, pins } = await honest(8)
    const controls = catalog.controls.slice(0, 60)
    const other = await bundled({}, { store, pins, version: '0.0.9', catalog: { ...catalog, controls } })
    const verified = await verifying(await unpacked(other.zip), pins)
    expect(deviating(verified)).toContain('sample-reproduces')
  })

  it('a page of another version is no breach', async () => {
    const other = await bundled({}, { version: '0.0.9', page: '# Another page\n' })
    const verified = await verifying(await unpacked(other.zip), other.pins)
    expect([failing(verified), deviating(verified)]).toEqual([[], ['zip-strict']])
  })

  it('a report names its digest, and another is found', async () => {
    const report = [{ name: 'report.html', pieces: () => [Buffer.from('<p>as it '), Buffer.from('was</p>')] }]
    const with_ = await bundled({}, { report })
    const store = await unpacked(with_.zip)
    expect(failing(await verifying(store, with_.pins))).toEqual([])
    put(store, 'report/report.html', '<p>painted green</p>')
    expect(failing(await verifying(store, with_.pins))).toEqual(['zip-strict'])
  })

  it('an entry of the zip that is not what it says is found by its name', async () => {
    const zip = join(root, 'altered.zip')
    const at = made.zip.indexOf('VERIFY.md') + 'VERIFY.md'.length + 10
    const bytes = Buffer.from(made.zip)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(zip, bytes)
    const verified = await verifyBundle({ of: { zip }, pins: made.pins, nonce, catalog, version, page })
    expect([verified.result, failing(verified)]).toEqual(['broken', ['zip-strict']])
    expect(whatOf(verified, 'zip-strict')).toContain('VERIFY.md')
  })

  it('no bundle in it is refused, and nothing of it looked at', async () => {
    const zip = join(root, 'no.zip')
    writeFileSync(zip, Buffer.concat([made.zip, Buffer.from('tail')]))
    const verified = await verifyBundle({ of: { zip }, pins: made.pins, nonce, catalog, version, page })
    expect([verified.result, verified.entries, failing(verified)]).toEqual(['broken', 0, ['zip-strict']])
  })
})

describe.skipIf(missing.length > 0)(
  `its page (skipped where tools are missing: ${missing.join(', ') || 'none'})`,
  () => {
    let copies = 0
    const followed = async (zip: Buffer, pins: Pins, tamper: Tampering[1] = () => undefined, more = {}) => {
      const store = await unpacked(zip)
      const own = { ...pins }
      await tamper(store, own)
      return byHand(join(root, `${copies++}`), store, own, more)
    }

    it('holds for an honest bundle, every step', async () => {
      const result = await followed(made.zip, made.pins)
      expect(result).toMatchObject({ status: 0, said: '', steps })
      expect(result.told).toMatch(/^\{"action":"[a-z]+:[A-Za-z]+"/m)
    })

    it('holds for one of some controls and subjects', async () => {
      const some = await bundled({ controls: ['NET-01', 'LOG-06'], subjects: 'arn:aws:eks:*' })
      expect(await followed(some.zip, some.pins)).toMatchObject({ status: 0, said: '', steps })
    })

    it('holds where everything was taken, without a nonce', async () => {
      const all = await bundled({ size: 'all', nonce: null })
      expect(await followed(all.zip, all.pins, undefined, { NONCE: '' })).toMatchObject({ status: 0, said: '', steps })
    })

    it.each(tamperings.filter(([, , , step]) => step > 0))('stops at %s', async (_, tamper, __, step) => {
      const result = await followed(made.zip, made.pins, tamper)
      expect([result.steps, result.status === 0], result.said).toEqual([steps.slice(0, step - 1), false])
      expect(result.said).not.toBe('')
    })

    it("stops at the preparer's own nonce", async () => {
      const own = await bundled({ nonce: 'the preparer tried many' })
      const result = await followed(own.zip, own.pins)
      expect([result.steps, result.said]).toEqual([
        steps.slice(0, 3),
        expect.stringContaining('drawn by another nonce'),
      ])
    })
  },
)
