// One batch after another: evidence first, one finding, and no count that goes down.
import { describe, expect, it } from 'vitest'
import { disableHub } from '../../sandbox/services/security-hub.ts'
import { readTime } from '../../src/clock.ts'
import { type Config, defaults, writeConfig } from '../../src/config.ts'
import { hitId } from '../../src/publish/days-of-hits.ts'
import { configKey, parseKey } from '../../src/store/keys.ts'
import { readStreamed } from '../../src/store/streamed.ts'
import { nextTick } from '../../src/stream/next-tick.ts'
import { isUrgent } from '../../src/stream/tell.ts'
import { account, batch, event, exec, makeRegion, region } from './batches.ts'

const alice = 'arn:aws:sts::111122223333:assumed-role/ClusterAdmin/alice'
const field = (finding: Record<string, unknown> | undefined, name: string): unknown =>
  (finding?.ProductFields as Record<string, unknown> | undefined)?.[`eks-evidence/${name}`]
const at = (minute: string) => ({ received: `2026-01-05T00:${minute}:00.000000Z`, auditID: `a${minute}` })

describe('a hit', () => {
  it('is told under the id that the hourly scan gives it, and cites what was stored', async () => {
    const here = makeRegion()
    const seen = await here.see(batch([event(exec())]))
    const [finding] = here.findings()
    const subject = {
      ...{ scope: 'cluster' as const, name: 'prod', region },
      id: `arn:aws:eks:${region}:${account}:cluster/prod`,
      bornAt: readTime(1_748_851_200.5) ?? '',
    }
    expect(finding?.Id).toBe(
      hitId(subject, { detection: 'DET-23', actor: alice, at: '2026-01-05T00:18:11Z', object: null }),
    )
    expect(field(finding, 'streamed/key')).toBe(seen.stored)
    expect(finding).toMatchObject({ UpdatedAt: '2026-01-05T00:18:11Z', LastObservedAt: '2026-01-05T00:18:11Z' })
  })

  it('lies in the folder of the tick to come, with every hit of the batch and the events that gave them', async () => {
    const here = makeRegion()
    const quiet = exec({ verb: 'list', subresource: '', stage: 'ResponseComplete', code: 200 })
    const { stored } = await here.see(batch([event(quiet), event(exec()), event(quiet)]))
    expect(parseKey(stored ?? '')).toMatchObject({ kind: 'streamed', tick: '2026-01-05T00:20:00Z' })
    const held = await here.store.get({ key: stored ?? '' })
    const { hits, events, batch: of } = readStreamed(held?.body ?? new Uint8Array())
    expect(hits.map(({ detection }) => detection)).toEqual(['DET-22', 'DET-23'])
    expect([events.length, of.events]).toEqual([1, 3])
  })

  it('of medium severity is stored, and left to the scan to tell', async () => {
    const here = makeRegion()
    const seen = await here.see(batch([event(exec({ namespace: 'shop' }))]))
    expect(seen).toMatchObject({ hits: 1, stored: expect.any(String), told: { sent: 0, known: 0, off: false } })
    expect(here.findings()).toEqual([])
  })

  it('withholds secrets as the scan does, in what is stored and in what is told', async () => {
    const here = makeRegion()
    const requestURI = '/api/v1/namespaces/kube-system/pods/x/exec?command=login&command=--password=hunter2'
    await here.see(batch([event(exec({ requestURI }))]))
    expect(here.text()).toContain('"redacted":["results[].@message: looks like a credential"]')
    expect(here.text() + JSON.stringify(here.findings())).not.toContain('hunter2')
  })
})

describe('what waits for nobody', () => {
  it.each([
    ['critical', true],
    ['high', true],
    ['medium', false],
    ['low', false],
  ] as const)('%s: %s', (severity, is) => {
    expect(isUrgent({ severity })).toBe(is)
  })
})

describe('a batch that comes again', () => {
  it('under another configuration is told as it was stored', async () => {
    const here = makeRegion()
    const given = batch([event(exec())])
    here.here.hub = { code: 'TooManyRequestsException' }
    await expect(here.see(given)).rejects.toMatchObject({ code: 'AWS_REFUSED' })
    here.here.hub = undefined
    const detections = { 'DET-23': { off: 'too loud' } }
    await here.store.putOnce(configKey('2026-01-04T23:20:00Z'), writeConfig([], { ...defaults, detections }))
    expect(await here.see(given)).toMatchObject({ hits: 1, told: { sent: 1 } })
    expect([here.findings().length, here.keys().length]).toEqual([1, 2])
  })

  it('and meets something of others under its key is told all the same', async () => {
    const here = makeRegion()
    const given = batch([event(exec())])
    const { stored } = await makeRegion().see(given)
    await here.store.putOnce(stored ?? '', Buffer.from('{}\n'))
    expect(await here.see(given)).toMatchObject({ told: { sent: 1 } })
  })

  it('meets its own key and the finding, and changes neither', async () => {
    const here = makeRegion()
    const given = batch([event(exec())])
    await here.see(given)
    const before = structuredClone(here.findings())
    here.clock.set('2026-01-05T00:19:40Z')
    expect(await here.see(given)).toMatchObject({ told: { sent: 0, known: 1 } })
    expect([here.findings(), here.keys().length]).toEqual([before, 1])
  })

  it('after the tick makes a second object and no second finding', async () => {
    const here = makeRegion()
    const given = batch([event(exec())])
    await here.see(given)
    here.clock.set('2026-01-05T01:05:00Z')
    await here.see(given)
    expect(here.keys().map((key) => parseKey(key))).toMatchObject([
      { tick: '2026-01-05T00:20:00Z' },
      { tick: '2026-01-05T01:20:00Z' },
    ])
    expect(here.findings().map((one) => field(one, 'count'))).toEqual(['1'])
  })

  it('with a new hit adds that one', async () => {
    const here = makeRegion()
    const first = event(exec(at('10')))
    await here.see(batch([first]))
    await here.see(batch([first, event(exec(at('12')))]))
    const [finding] = here.findings()
    expect([field(finding, 'count'), finding?.FirstObservedAt, finding?.LastObservedAt]).toEqual([
      '2',
      '2026-01-05T00:10:00Z',
      '2026-01-05T00:12:00Z',
    ])
  })
})

describe('what the Hub knows', () => {
  it('is never told as less', async () => {
    const here = makeRegion()
    await here.see(batch([event(exec(at('10')))]))
    const [known] = here.findings()
    Object.assign(known?.ProductFields ?? {}, { 'eks-evidence/count': '41' })
    await here.see(batch([event(exec(at('12')))]))
    expect(field(here.findings()[0], 'count')).toBe('42')
  })

  it('is dated later than the hourly publish said it, and earlier than the next one will', async () => {
    const here = makeRegion()
    await here.see(batch([event(exec(at('10')))]))
    Object.assign(here.findings()[0] ?? {}, { UpdatedAt: '2026-01-05T00:20:00Z' })
    here.clock.set('2026-01-05T00:23:00Z')
    await here.see(batch([event(exec(at('19')))]))
    expect(here.findings()[0]).toMatchObject({
      UpdatedAt: '2026-01-05T00:20:00.001Z',
      LastObservedAt: '2026-01-05T00:19:00Z',
    })
  })

  it('is not overwritten by an entry of a future that has not come', async () => {
    const here = makeRegion()
    await here.see(batch([event(exec({ received: '2026-01-05T00:59:00.000000Z' }))]))
    expect(here.findings()[0]).toMatchObject({ UpdatedAt: '2026-01-05T00:18:20Z' })
  })
})

describe('an entry of a time to come', () => {
  it('does not hush what happens until then', async () => {
    const here = makeRegion()
    await here.see(batch([event(exec({ received: '2026-01-05T00:59:00.000000Z', auditID: 'later' }))]))
    here.clock.set('2026-01-05T00:19:30Z')
    expect(await here.see(batch([event(exec(at('19')))]))).toMatchObject({ told: { sent: 1, known: 0 } })
    expect(field(here.findings()[0], 'count')).toBe('2')
    expect(here.findings()[0]).toMatchObject({ LastObservedAt: '2026-01-05T00:59:00Z' })
  })
})

describe('what is refused', () => {
  it('by Security Hub ends in AWS_REFUSED with the evidence stored; the next attempt tells once', async () => {
    const here = makeRegion()
    const given = batch([event(exec())])
    here.here.hub = { code: 'TooManyRequestsException' }
    await expect(here.see(given)).rejects.toMatchObject({ code: 'AWS_REFUSED' })
    expect([here.keys().length, here.findings().length]).toEqual([1, 0])
    here.here.hub = undefined
    expect(await here.see(given)).toMatchObject({ told: { sent: 1 } })
    expect(here.keys()).toHaveLength(1)
  })

  it('for one finding is tried again by whoever invokes', async () => {
    const here = makeRegion()
    await here.see(batch([event(exec(at('10')))]))
    const id = String(here.findings()[0]?.Id)
    here.state.refusals.push({ id, code: 'InternalFailure', message: 'no', times: 2 })
    await expect(here.see(batch([event(exec(at('12')))]))).rejects.toMatchObject({
      detail: { code: 'InternalFailure' },
    })
  })

  it('where Security Hub is off is no failure: the hourly publish owes it', async () => {
    const here = makeRegion()
    disableHub(here.state, region)
    expect(await here.see(batch([event(exec())]))).toMatchObject({
      told: { sent: 0, off: true },
      stored: expect.any(String),
    })
  })

  it('by EKS ends in AWS_REFUSED with the evidence stored', async () => {
    const here = makeRegion()
    here.here.eks = { code: 'AccessDeniedException' }
    await expect(here.see(batch([event(exec())]))).rejects.toMatchObject({ code: 'AWS_REFUSED' })
    expect([here.keys().length, here.findings().length]).toEqual([1, 0])
  })

  it.each([
    ['an answer without anything', {}],
    [
      'an answer without a birth',
      { cluster: { name: 'prod', arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod' } },
    ],
  ])('as %s ends in AWS_REFUSED with the evidence stored', async (_, body) => {
    const here = makeRegion()
    here.here.eks = { body }
    await expect(here.see(batch([event(exec())]))).rejects.toMatchObject({ detail: { code: 'MalformedResponse' } })
    expect(here.keys()).toHaveLength(1)
  })

  it('by the store ends in its error, and nothing is told that nothing shows', async () => {
    const here = makeRegion()
    const store = { ...here.store, putOnce: () => Promise.reject(new Error('refused')) }
    await expect(here.see(batch([event(exec())]), { store })).rejects.toThrow('refused')
    expect(here.findings()).toEqual([])
  })
})

describe('a cluster', () => {
  it('that is gone is not told under a name that nobody confirms', async () => {
    const here = makeRegion()
    here.here.eks = { code: 'ResourceNotFoundException' }
    const seen = await here.see(batch([event(exec())]))
    expect(seen).toMatchObject({ stored: expect.any(String), told: null, nothing: expect.stringContaining('gone') })
    expect(here.findings()).toEqual([])
  })

  const excluded = { period: undefined, regions: 'all' as const, cadence: {}, controls: {} }
  it.each([
    ['by its ARN', { ...excluded, exclude: [{ subject: '*:cluster/prod', reason: 'theirs' }] }],
    ['with its region', { ...excluded, exclude: [{ subject: `aws://${account}/${region}`, reason: 'theirs' }] }],
    ['by a list of regions', { ...excluded, regions: ['eu-central-1'], exclude: [] }],
  ])('that is left out %s is left alone', async (_, config) => {
    const here = makeRegion()
    await here.store.putOnce(configKey('2026-01-04T22:20:00Z'), writeConfig([], { ...defaults, ...config }))
    expect(await here.see(batch([event(exec())]))).toMatchObject({ stored: null, told: null, nothing: 'excluded' })
    expect(here.findings()).toEqual([])
  })
})

describe('the configuration', () => {
  const put = (here: ReturnType<typeof makeRegion>, hour: string, detections: Config['detections']) =>
    here.store.putOnce(configKey(`2026-01-${hour}:20:00Z`), writeConfig([], { ...defaults, detections }))
  const off = { 'DET-23': { off: 'too loud' } }

  it('of the newest tick decides, and is named in what is stored', async () => {
    const here = makeRegion()
    await put(here, '04T21', {})
    const { ref } = await put(here, '04T22', off)
    const seen = await here.see(batch([event(exec())]))
    expect(seen).toMatchObject({ hits: 1, told: { sent: 0 } })
    const held = await here.store.get({ key: seen.stored ?? '' })
    expect(readStreamed(held?.body ?? new Uint8Array()).config).toEqual(ref)
  })

  it('is read once, until the next tick has one', async () => {
    const here = makeRegion()
    await put(here, '04T23', off)
    const asked: string[] = []
    const get: typeof here.store.get = (at) => {
      asked.push(at.key)
      return here.store.get(at)
    }
    const store = { ...here.store, get }
    const see = () => here.see(batch([event(exec())]), { store })
    for (const hits of [1, 1]) expect(await see()).toMatchObject({ hits })
    expect(asked).toEqual([configKey('2026-01-04T23:20:00Z')])
    here.clock.set('2026-01-05T00:20:30Z')
    expect(await see()).toMatchObject({ hits: 1 })
    await put(here, '05T00', {})
    expect(await see()).toMatchObject({ hits: 2 })
    expect(asked.slice(1)).toEqual(Array(2).fill(configKey('2026-01-05T00:20:00Z')))
  })

  it('of more than six ticks ago decides nothing', async () => {
    const here = makeRegion()
    await put(here, '04T17', off)
    const seen = await here.see(batch([event(exec())]))
    expect(seen).toMatchObject({ hits: 2, told: { sent: 1 } })
    const held = await here.store.get({ key: seen.stored ?? '' })
    expect(readStreamed(held?.body ?? new Uint8Array()).config).toBeNull()
  })

  it('that cannot be asked for fails the batch, which comes again', async () => {
    const here = makeRegion()
    const store = { ...here.store, get: () => Promise.reject(new Error('no store')) }
    await expect(here.see(batch([event(exec())]), { store })).rejects.toThrow('no store')
  })
})

describe('a configuration that cannot be read', () => {
  it('leaves out nobody', async () => {
    const here = makeRegion()
    await here.store.putOnce(configKey('2026-01-04T23:20:00Z'), Buffer.from('{}'))
    expect(await here.see(batch([event(exec())]))).toMatchObject({ told: { sent: 1 } })
  })
})

describe('the tick to come', () => {
  it.each([
    ['2026-01-05T00:19:59Z', 20, '2026-01-05T00:20:00Z'],
    ['2026-01-05T00:20:00Z', 20, '2026-01-05T01:20:00Z'],
    ['2026-01-05T23:59:59Z', 20, '2026-01-06T00:20:00Z'],
    ['2026-01-05T00:04:59Z', 5, '2026-01-05T00:05:00Z'],
    ['2026-01-05T00:00:00Z', 0, '2026-01-05T01:00:00Z'],
  ])('after %s at minute %i is %s', (now, minute, tick) => {
    expect(nextTick(now, minute)).toBe(tick)
  })
})
