// The configuration over some hours, for both engines: whom an allow-list lets pass, who is told once, and what verify holds of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { putEvent } from '../../sandbox/services/logs-state.ts'
import { enableHub } from '../../sandbox/services/security-hub.ts'
import { plus } from '../../src/clock.ts'
import { defaults, filesOf, writeConfig } from '../../src/config.ts'
import type { Evaluation, Hit } from '../../src/model.ts'
import type { Verified } from '../../src/prove/verify.ts'
import { readEvaluation } from '../../src/store/documents.ts'
import { configKey, folder, parseKey } from '../../src/store/keys.ts'
import { readStreamed, type Streamed, writeStreamed } from '../../src/store/streamed.ts'
import { stream } from '../../src/stream/stream.ts'
import { account, base, openAccount, catalog as registry, stolen, tickAt, usual } from '../prove/account.ts'
import { check, deviating, failing, payloadOf, said } from '../prove/fixture.ts'
import { forge, refOf } from '../prove/forge.ts'
import { copyOf, type Memory, memorised } from '../prove/memory-store.ts'
import { batch, event, exec, catalog as few } from './batches.ts'

const catalog = { ...registry, ...few }

const region = 'us-east-1'
const lane = 'kube-apiserver-audit-0a1b'
const minute = (hour: number, minutes: number): string => plus(base, hour * 3_600 + minutes * 60)
const allowing = `detections: { DET-22: { allow: [{ principals: [mallory], reason: drill }] }, DET-23: { allow: [{ principals: [mal*], reason: drill }] } }\n`

let at: Awaited<ReturnType<typeof openAccount>>
afterAll(() => at.close())

let made = 0
/** So many sessions of somebody, a second apart: in the log, and `sent` of them to the stream. */
const happens = async (user: string, start: string, count: number, sent = count) => {
  const events = Array.from({ length: count }, (_, n) => {
    const time = plus(start, n)
    const received = time.replace('Z', '.000000Z')
    const message = exec({ user, extra: {}, received, auditID: `id-${++made}` })
    putEvent(at.group, lane, message, time)
    return event(message, time)
  })
  at.clock.set(plus(start, count + 10))
  const on = { ...at.on, region, minute: 20, collector: { version: '1.0.0', commit: 'test' } }
  const given = batch(events.slice(0, sent), { logGroup: '/aws/eks/analytics/cluster', logStream: lane })
  return sent > 0 ? stream(on, given) : undefined
}

const findings = (user: string) =>
  [...(at.hub.hubs[region]?.findings.values() ?? [])]
    .map(({ finding }) => ({ id: String(finding.Id), fields: finding.ProductFields as Record<string, string> }))
    .filter(({ id, fields }) => id.includes('/DET-23/') && fields['eks-evidence/actor'] === user)
const countsOf = (user: string): string[] => findings(user).map(({ fields }) => fields['eks-evidence/count'] ?? '')

const evaluated = async (hour: number): Promise<Evaluation> => {
  for await (const { key } of at.store.list(`${folder(tickAt(hour))}evaluations/analytics-`))
    return readEvaluation((await at.store.get({ key }))?.body ?? new Uint8Array())
  throw new Error('not judged')
}
const hitsOf = async (hour: number, user: string): Promise<Hit[]> =>
  (await evaluated(hour)).hits.filter(({ actor, detection }) => actor === user && detection === 'DET-23')
const streamed = async (key: string | null | undefined): Promise<Streamed> =>
  readStreamed((await at.store.get({ key: key ?? '' }))?.body ?? new Uint8Array())

beforeAll(async () => {
  at = await openAccount({ config: usual, catalog })
  enableHub(at.hub, region, base)
  await at.tick(0)
})

// In this order: each goes on from what was before.
describe('from hour to hour', () => {
  it('the stream judges by the configuration of the newest tick, and says which', async () => {
    const seen = await happens('mallory', minute(0, 25), 30, 5)
    expect((await streamed(seen?.stored)).config).toEqual(refOf(at.store as Memory, configKey(tickAt(0))))
    expect(countsOf('mallory')).toEqual(['5'])
  })

  it('the scan tells the same finding, with all of the thirty hits that it keeps as twenty-one', async () => {
    await at.tick(1)
    expect((await hitsOf(1, 'mallory')).length).toBe(21)
    expect(countsOf('mallory')).toEqual(['30'])
    expect(findings('mallory')[0]?.fields).toHaveProperty('eks-evidence/evaluation/key')
  })

  it('a scan under an allow-list that came in between tells nothing more, and counts what it lets pass', async () => {
    await happens('mallory', minute(1, 25), 25)
    await happens('eve', minute(1, 30), 2)
    expect([countsOf('mallory'), countsOf('eve')]).toEqual([['55'], ['2']])
    at.state.config = usual + allowing
    await at.tick(2)
    expect(await hitsOf(2, 'mallory')).toMatchObject([{ allowed: 'drill', count: 25, slot: { start: minute(1, 0) } }])
    expect([countsOf('mallory'), countsOf('eve')]).toEqual([['55'], ['2']])
    expect((await hitsOf(1, 'mallory')).map(({ allowed }) => allowed)).toEqual(Array(21).fill(null))
  })

  it('is another configuration for what is judged from then on, and for nothing before', async () => {
    const [before, after] = [await evaluated(1), await evaluated(2)]
    expect(before.by.config).toBe(refOf(at.store as Memory, configKey(tickAt(1))).sha256)
    expect(after.by.config).toBe(refOf(at.store as Memory, configKey(tickAt(2))).sha256)
    expect(after.by.config).not.toBe(before.by.config)
  })

  it('the stream neither stores nor tells what the allow-list lets pass', async () => {
    expect(await happens('mallory', minute(2, 25), 40)).toMatchObject({ events: 40, hits: 0, stored: null, told: null })
    const seen = await happens('eve', minute(2, 30), 1)
    expect((await streamed(seen?.stored)).config?.key).toBe(configKey(tickAt(2)))
    expect([countsOf('mallory'), countsOf('eve')]).toEqual([['55'], ['3']])
  })

  it('a scan that lets nobody pass any more tells what the stream kept to itself, in the one finding', async () => {
    at.state.config = usual
    await at.tick(3)
    expect([countsOf('mallory'), countsOf('eve')]).toEqual([['70'], ['3']])
    await happens('mallory', minute(3, 25), 2)
    expect(countsOf('mallory')).toEqual(['72'])
  })

  it('a configuration in a folder that no tick ran with is the newest all the same', async () => {
    at.clock.set(minute(4, 20))
    const files = filesOf((await at.store.get({ key: configKey(tickAt(3)) }))?.body ?? new Uint8Array())
    const odd = { ...defaults, detections: { 'DET-22': { off: 'nobody sealed this' } } }
    await at.store.putOnce(configKey(tickAt(4)), writeConfig(files, odd))
    expect(await happens('eve', minute(4, 25), 1)).toMatchObject({ hits: 1 })
    await at.tick(5)
    await at.tick(6)
  })

  it('none is looked for further back than six ticks', async () => {
    const seen = await happens('eve', minute(13, 25), 1)
    expect((await streamed(seen?.stored)).config).toBeNull()
    await at.tick(14)
  })
})

describe('verify', () => {
  const verified = async (
    edit?: (one: Streamed, key: string, store: Memory) => Streamed | undefined,
    more: Parameters<typeof check>[2] = {},
  ): Promise<Verified> => {
    const store = copyOf(await memorised(at.store))
    const { publicKey, describeKey } = await at.signer.describe()
    if (edit)
      await forge(store, stolen(at.key, describeKey), {
        object: (body, key) => {
          if (parseKey(key)?.kind !== 'streamed') return body
          const next = edit(readStreamed(body), key, store)
          return next && writeStreamed(next)
        },
      })
    const period = { start: base, end: minute(14, 0) }
    return check(
      store,
      { publicKey, account, ledger: await payloadOf(store, 1), period, sandbox: true },
      { catalog, ...more },
    )
  }
  const told = (one: Verified): string[] => said(one).filter((line) => line.includes('streamed-'))
  const inTick = (hour: number, edit: (one: Streamed, store: Memory) => Partial<Streamed>) =>
    verified((one, key, store) => ({ ...one, ...(key.startsWith(folder(tickAt(hour))) && edit(one, store)) }))

  it('judges each batch by its own configuration, and names the one of no tick', async () => {
    const one = await verified()
    expect(failing(one), said(one).join('\n')).toEqual([])
    expect(told(one)).toEqual([
      expect.stringMatching(/^deviation streamed-config .*judged by ticks.*0420Z.config.json, which no tick ran with$/),
    ])
    expect(one.checks.find(({ name }) => name === 'streamed-reproduces')).toMatchObject({ state: 'pass', looked: 7 })
    expect(deviating(one)).toContain('config-weakened')
  })

  it('goes on from an entry that was verified before, whose configuration a later batch was judged by', async () => {
    const sha256 = await payloadOf(at.store, 4)
    const one = await verified(undefined, { since: { sequence: 4, sha256 } })
    expect([failing(one), told(one).length]).toEqual([[], 1])
    expect(one.checks.find(({ name }) => name === 'streamed-config')).toMatchObject({ looked: 3 })
  })

  it('shows a batch that was judged by an older configuration than was sealed', async () => {
    const one = await inTick(3, (_, store) => ({ config: refOf(store, configKey(tickAt(1))) }))
    expect(failing(one)).toEqual([])
    expect(told(one)[0]).toContain(`although that of ${tickAt(2)} was sealed`)
  })

  it('shows one that was judged by none', async () => {
    const one = await inTick(3, () => ({ config: null }))
    expect(failing(one)).toEqual([])
    expect(told(one)[0]).toContain(`by no configuration, although that of ${tickAt(2)} was sealed`)
  })

  it('shows one that was judged by what no stream looks for', async () => {
    const one = await inTick(14, (_, store) => ({ config: refOf(store, configKey(tickAt(6))) }))
    expect(failing(one)).toEqual([])
    expect(told(one).at(-1)).toContain('which is older than a stream looks back')
  })

  it('says nothing where the older one says the same', async () => {
    const one = await inTick(2, (_, store) => ({ config: refOf(store, configKey(tickAt(0))) }))
    expect(told(one)).toHaveLength(1)
  })

  it.each<[string, (one: Streamed, store: Memory) => Partial<Streamed>]>([
    ['that nobody sealed', ({ config }) => ({ config: config && { ...config, sha256: `sha256:${'0'.repeat(64)}` } })],
    ['under another key', ({ config }) => ({ config: config && { ...config, key: configKey(tickAt(0)) } })],
    ['of a tick to come', (_, store) => ({ config: refOf(store, configKey(tickAt(3))) })],
  ])('refuses a configuration %s', async (_, edit) => {
    const one = await inTick(3, edit)
    expect(failing(one), said(one).join('\n')).toEqual(['streamed-config'])
  })

  it('shows what was judged by another configuration than it says', async () => {
    const one = await inTick(2, (_, store) => ({ config: refOf(store, configKey(tickAt(2))) }))
    expect(failing(one)).toEqual(['streamed-config'])
    const hushed = await inTick(2, (doc, store) => ({
      ...{ tick: doc.tick, at: doc.at, config: refOf(store, configKey(tickAt(1))) },
      hits: doc.hits.map((hit) => ({ ...hit, allowed: 'drill' })),
    }))
    expect(failing(hushed)).toEqual(['streamed-reproduces'])
  })

  it('refuses a time that is not in the hour before its tick', async () => {
    expect(failing(await inTick(3, () => ({ at: minute(1, 50) })))).toEqual(['key-derives'])
  })
})
