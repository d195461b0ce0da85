// estimate: arithmetic that grows with what it is given, in the units that AWS charges; what is not known stays so.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import * as registry from '../../gen/registry.ts'
import { alarmMetrics, assumed, evaluations, memory, metrics, readings } from '../../src/cli/estimate/assumed.ts'
import { type Estimate, estimate } from '../../src/cli/estimate/cost.ts'
import { levers } from '../../src/cli/estimate/levers.ts'
import { prices, readPrices } from '../../src/cli/estimate/prices.ts'
import {
  assumptions,
  type ClusterUse,
  type Inventory,
  readInventory,
  type Usage,
} from '../../src/cli/estimate/usage.ts'
import { EvidenceError } from '../../src/errors.ts'
import { nothing, metricsOf as ofPublish } from '../../src/publish/figures.ts'
import { metricsOf as ofSeal } from '../../src/seal/seal.ts'
import { list, text } from '../layout-tree.ts'

const gib = 2 ** 30
const cluster = (more: Partial<ClusterUse> = {}): ClusterUse => ({
  ...{ name: 'prod', region: 'eu-west-1', loggedBytesPerDay: 10 * gib, measuredBy: 'IncomingBytes of 14 days' },
  ...{ types: ['audit'], storedBytes: 400 * gib, keptDays: 400 },
  ...more,
})
const inventory = (more: Partial<Inventory> = {}): Inventory => ({
  region: 'us-east-1',
  regions: ['eu-west-1', 'us-east-1'],
  clusters: [cluster()],
  repositories: [{ name: 'app', region: 'eu-west-1', images: 20 }],
  assume: {},
  ...more,
})
const usage = (more: Partial<Inventory> = {}, rest: Partial<Usage> = {}): Usage => {
  const { assume, ...of } = inventory(more)
  return {
    ...of,
    assume: assumptions(assume),
    sources: registry.sources.map(({ id, of, every, first }) => ({ id, of, every, first: first === true })),
    controls: { cluster: 20, repository: 8, region: 3 },
    lockDays: 800,
    streams: false,
    ...rest,
  }
}
const of = (more: Partial<Inventory> = {}, rest: Partial<Usage> = {}): Estimate => estimate(usage(more, rest), prices)
const line = ({ lines, already }: Estimate, what: string) => {
  const found = [...lines, ...already].find((one) => one.what === what)
  if (!found) throw new Error(`no line ${what}`)
  return found
}
const counts = { complete: 0, empty: 0, partial: 0, failed: 0, missed: 0 }
const figures = { ...nothing(), counted: '2026-01-05T00:20:00Z', remediated: [], scanned: 0, errors: 0 }
const codeOf = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error instanceof EvidenceError ? [error.code, error.detail.faults] : error
  }
  return undefined
}

describe('an estimate', () => {
  it('charges each byte of log for two scans, by the GB', () => {
    const { amount, cost, price } = line(of(), 'Insights, scanned')
    expect([amount, price.unit]).toEqual([10 * 30.4375 * 2, 'GB'])
    expect(cost).toBeCloseTo(608.75 * 0.005, 10)
  })

  it('charges a third scan of a cluster whose hours hold more rows than a query gives, and of no other', () => {
    const two = [cluster(), cluster({ name: 'large', loggedBytesPerDay: 100 * gib })]
    expect(line(of({ clusters: two }), 'Insights, scanned').amount).toBeCloseTo((10 * 2 + 100 * 3) * 30.4375, 6)
  })

  it('charges requests by the thousand and signatures by the ten thousand', () => {
    for (const what of ['objects put', 'requests', 'transitions']) {
      const { amount, cost, price } = line(of(), what)
      expect(price.price).not.toBeNull()
      expect(cost).toBeCloseTo(((amount ?? 0) * (price.price ?? 0)) / price.per, 10)
    }
    // 7 requests a tick, 730.5 ticks, 0.15 USD for 10,000.
    expect(of().lines.find(({ service, what }) => service === 'KMS' && what === 'requests')?.cost).toBeCloseTo(
      0.0767,
      4,
    )
  })

  it('charges for evidence what it costs as long as it is locked', () => {
    const short = line(of(), 'evidence under lock').cost ?? 0
    expect(line(of({}, { lockDays: 1_600 }), 'evidence under lock').cost).toBeCloseTo(short * 2, 10)
  })

  it('adds up what is known, and says what is not', () => {
    const { lines, total } = of()
    expect(total).toBeCloseTo(
      lines.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
      10,
    )
    expect(line(of(), 'ticks').cost).toBeNull()
    expect(line(of({ clusters: [cluster({ loggedBytesPerDay: null })] }), 'Insights, scanned').cost).toBeNull()
  })

  it('names the cluster whose volume is not known', () => {
    const two = of({ clusters: [cluster(), cluster({ name: 'dark', loggedBytesPerDay: null })] })
    expect(line(two, 'Insights, scanned').assumption).toContain('without dark, of unknown volume')
  })

  it('says with every figure what it rests on', () => {
    for (const { assumption } of of({}, { streams: true }).lines) expect(assumption.length).toBeGreaterThan(5)
  })
})

const amount = fc.integer({ min: 0, max: 1_000 })
const grows: [what: string, of: (more: number) => Estimate][] = [
  ['bytes that a cluster logs', (n) => of({ clusters: [cluster({ loggedBytesPerDay: n * gib })] })],
  ['clusters', (n) => of({ clusters: Array.from({ length: n }, (_, at) => cluster({ name: `c${at}` })) })],
  [
    'repositories',
    (n) => of({ repositories: Array.from({ length: n }, () => ({ name: 'a', region: 'r', images: 3 })) }),
  ],
  ['images', (n) => of({ repositories: [{ name: 'a', region: 'eu-west-1', images: n }] })],
  ['regions', (n) => of({ regions: Array.from({ length: n + 1 }, (_, at) => `r-${at}`) })],
  ['days under lock', (n) => of({}, { lockDays: 800 + n })],
  ['controls', (n) => of({}, { controls: { cluster: n * 1_000 } })],
  ['streams', (n) => of({}, { streams: n > 0 })],
  ['readings', (n) => of({}, { sources: faster(1 + n) })],
  ...Object.entries(assumed)
    // What goes into one batch is what does not go into another; of larger rows there are fewer.
    .filter(([name]) => !['auditShare', 'batchBytes', 'rowBytes'].includes(name))
    .map(([name]): (typeof grows)[number] => [
      `the assumption ${name}`,
      (n) => of({ assume: { [name]: n } }, { streams: true }),
    ]),
]
const faster = (times: number): Usage['sources'] =>
  usage().sources.map((one) => ({ ...one, every: Math.max(3_600, 604_800 / times) }))

describe('a cost', () => {
  it.each(grows)('does not sink with more %s', (_, given) => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const [less, more] = [given(Math.min(a, b)), given(Math.max(a, b))]
        expect(more.total).toBeGreaterThanOrEqual(less.total - 1e-9)
      }),
      { numRuns: 50 },
    )
  })

  it('rises with each of them somewhere', () => {
    const still = grows.filter(([, given]) => !(given(10_000).total > given(0).total)).map(([what]) => what)
    expect(still).toEqual([])
  })
})

describe('levers', () => {
  const saves = (given: Usage, id: string): number | null | undefined =>
    levers(given, prices).find((one) => one.id === id)?.saves

  it('say what the same estimate says of the changed usage', () => {
    const given = usage()
    const weekly = given.sources.map((one) => (one.id === 'ecr-repository' ? { ...one, every: 604_800 } : one))
    expect(saves(given, 'cadence-images')).toBeCloseTo(of().total - of({}, { sources: weekly }).total, 10)
    expect(saves(given, 'exclude-largest')).toBeCloseTo(of().total - of({ repositories: [] }).total, 10)
    expect(saves(usage({}, { streams: true }), 'streams')).toBeCloseTo(of({}, { streams: true }).total - of().total, 10)
  })

  it('count ingestion and storage where they turn the logs themselves', () => {
    const mixed = usage({ clusters: [cluster({ types: ['api', 'audit'] })], assume: { auditShare: 0.5 } })
    const scanned = (608.75 * 0.005) / 2
    const ingested = (10 * 30.4375 * 0.5) / 2
    expect(saves(mixed, 'log-types')).toBeGreaterThan(scanned + ingested)
    expect(saves(usage(), 'retention')).toBeCloseTo(400 * 0.03 * (370 / 400), 10)
  })

  it('are unknown where what they turn is', () => {
    expect(saves(usage({ clusters: [cluster({ types: ['api', 'audit'] })] }), 'log-types')).toBeNull()
    expect(saves(usage({ clusters: [cluster({ storedBytes: null })] }), 'retention')).toBeNull()
  })

  it('offer nothing that is not there', () => {
    const ids = levers(usage({ repositories: [] }), prices).map(({ id }) => id)
    expect(ids).not.toContain('log-types')
    expect(ids).not.toContain('exclude-largest')
    expect(ids).not.toContain('streams')
  })

  it('show what the noise rules save as what it would cost to do without them', () => {
    expect(saves(usage(), 'noise-rules')).toBeLessThan(0)
  })
})

describe('prices', () => {
  it('each have a place where they were found, or are unknown', () => {
    for (const { price, source, per } of Object.values(prices.of)) {
      expect(price === null).toBe(source === null)
      expect(per).toBeGreaterThan(0)
    }
    expect(prices).toMatchObject({ region: 'us-east-1', taken: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) })
  })

  it('of a file stand alone: what it does not name is unknown, for it is of another region', () => {
    const own = readPrices({ region: 'eu-west-1', taken: '2026-01-31', prices: { 'insights-gb': 0.0057 } }, 'own.json')
    expect(own.of['insights-gb']).toMatchObject({ price: 0.0057, per: 1, unit: 'GB', source: 'own.json' })
    expect(own.of['s3-put'].price).toBeNull()
    expect(line(estimate(usage(), own), 'objects put').cost).toBeNull()
  })

  it('of a file are refused with every fault', () => {
    const bad = { region: 'eu-west-1', taken: '2026-01-31', prices: { 'insights-gb': -1, gold: 2 } }
    expect(codeOf(() => readPrices(bad, 'bad.json'))).toEqual([
      'USAGE',
      ['prices.insights-gb: expected at least 0', expect.stringContaining('prices.gold: there is no such price')],
    ])
  })
})

describe('an inventory', () => {
  it('is read as it is printed', () => {
    expect(readInventory(JSON.parse(JSON.stringify(inventory())), 'i.json')).toEqual(inventory())
  })

  it.each([
    ['a member that nobody knows', { ...inventory(), color: 1 }, 'color: no such member'],
    [
      'bytes below nought',
      inventory({ clusters: [cluster({ loggedBytesPerDay: -1 })] }),
      'clusters.0.loggedBytesPerDay',
    ],
    ['no region', inventory({ regions: [] }), 'regions'],
    ['an assumption that is none', inventory({ assume: { luck: 1 } }), 'assume.luck: there is no such assumption'],
  ])('with %s is refused', (_, given, says) => {
    expect(codeOf(() => readInventory(given, 'i.json'))).toEqual(['USAGE', [expect.stringContaining(says)]])
  })
})

describe('what is assumed', () => {
  it('knows no source and no kind of subject that is gone', () => {
    const ids = registry.sources.map(({ id }) => id)
    expect(Object.keys(readings).filter((id) => !ids.includes(id))).toEqual([])
    const kinds = new Set<string>(registry.controls.map((one) => one.of))
    expect(Object.keys(evaluations).filter((of) => !kinds.has(of))).toEqual([])
  })

  it('counts the alarms that the stacks make', () => {
    const alarms = (...paths: string[]): number =>
      paths.flatMap((path) => text(path).match(/Type: AWS::CloudWatch::Alarm$/gm) ?? []).length
    // Of the stack's, two watch two metrics.
    expect(alarms(...list('infra/*.yml'))).toBe(alarmMetrics.stack - 2)
    expect(alarms(...list('infra/stream/*.yml'))).toBe(alarmMetrics.stream)
  })

  it('counts the metrics that seal and publish write', () => {
    expect(metrics).toBe(Object.keys({ ...ofSeal({ counts }), ...ofPublish(figures) }).length)
  })

  it('knows how much memory the functions have', () => {
    type Stack = { functions: Record<string, { memorySize: number }> }
    const { functions } = parse(text('serverless.yml')) as Stack
    expect([functions.collect?.memorySize, functions.evaluate?.memorySize]).toEqual(
      [memory.collect, memory.evaluate].map((gb) => gb * 1_024),
    )
    for (const name of ['plan', 'seal', 'publish']) expect(functions[name]?.memorySize).toBe(memory.rest * 1_024)
    const streams = parse(text('serverless-stream.yml')) as Stack
    expect(streams.functions.stream?.memorySize).toBe(memory.stream * 1_024)
  })
})
