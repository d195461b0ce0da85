// From an event in the log to one finding, told twice: the stream at once, the hourly scan for good; and to evidence that verify examines.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { putEvent } from '../../sandbox/services/logs-state.ts'
import { enableHub } from '../../sandbox/services/security-hub.ts'
import { plus, seconds } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import { open } from '../../src/ledger/dsse.ts'
import { readStatement } from '../../src/ledger/statement.ts'
import type { Verified } from '../../src/prove/verify.ts'
import { isSlotLine, type ObjectLine, readIndex } from '../../src/store/documents.ts'
import { indexKey, ledgerKey, parseKey } from '../../src/store/keys.ts'
import { readStreamed, type Streamed, writeStreamed } from '../../src/store/streamed.ts'
import { stream } from '../../src/stream/stream.ts'
import { account, base, bucketStore, openAccount, stolen, tickAt } from '../prove/account.ts'
import { check, failing, payloadOf, said } from '../prove/fixture.ts'
import { type Edits, forge } from '../prove/forge.ts'
import { copyOf, memorised } from '../prove/memory-store.ts'
import { batch, event, exec } from './batches.ts'

const region = 'us-east-1'
const logGroup = '/aws/eks/analytics/cluster'
const lane = 'kube-apiserver-audit-0a1b'
const hour = (offset: number): string => plus(base, offset)

let at: Awaited<ReturnType<typeof openAccount>>
beforeAll(async () => {
  at = await openAccount({ store: bucketStore })
  enableHub(at.hub, region, base)
  await at.tick(0)
})
afterAll(() => at.close())

const finding = () =>
  [...(at.hub.hubs[region]?.findings.values() ?? [])]
    .map((one) => one.finding)
    .filter(({ Id }) => String(Id).includes('/DET-23/'))
    .find(({ ProductFields }) => (ProductFields as Record<string, string>)['eks-evidence/actor'] === 'mallory')
const told = () => {
  const { ProductFields, FirstObservedAt, LastObservedAt, UpdatedAt } = finding() ?? {}
  const fields = ProductFields as Record<string, string> | undefined
  return {
    count: fields?.['eks-evidence/count'],
    by: fields && ('eks-evidence/streamed/key' in fields ? 'stream' : 'scan'),
    ...{ FirstObservedAt, LastObservedAt, UpdatedAt },
  }
}

/** Something happens in the cluster: it is in the log, and the stream gets it ten seconds later. */
const happens = async (time: string, sentAt = plus(time, 10)) => {
  const stamp = time.replace('Z', '.000000Z')
  const message = exec({ user: 'mallory', extra: {}, received: stamp, auditID: `m${seconds(time)}` })
  putEvent(at.group, lane, message, time)
  const given = batch([event(message, time)], { logGroup, logStream: lane })
  return { given, seen: await sends(given, sentAt) }
}
const sends = (given: unknown, time: string) => {
  at.clock.set(time)
  return stream({ ...at.on, region, minute: 20, collector: { version: '1.0.0', commit: 'test' } }, given)
}
const linesOf = async (tick: string): Promise<ObjectLine[]> =>
  readIndex((await at.store.get({ key: indexKey(tick) }))?.body ?? new Uint8Array()).filter(
    (line): line is ObjectLine => !isSlotLine(line),
  )
const streamedIn = async (tick: string) =>
  (await linesOf(tick)).filter(({ object }) => parseKey(object.key)?.kind === 'streamed').map(({ role }) => role)

const pinsOf = async (hours: number) => {
  const { publicKey } = await at.signer.describe()
  return {
    publicKey,
    account,
    ledger: await payloadOf(at.store, 1),
    period: { start: base, end: hour(hours * 3_600) },
    sandbox: true,
  }
}
const looked = ({ checks }: Verified): number => checks.find(({ name }) => name === 'streamed-reproduces')?.looked ?? 0

describe('an event', () => {
  it('is a finding and an object in seconds', async () => {
    const { seen } = await happens(hour(2_400))
    expect(seen).toMatchObject({ hits: 2, told: { sent: 1 } })
    expect(told()).toEqual({
      ...{ count: '1', by: 'stream', UpdatedAt: hour(2_400) },
      ...{ FirstObservedAt: hour(2_400), LastObservedAt: hour(2_400) },
    })
  })

  it('is listed by the tick to come, whose scan confirms the same finding', async () => {
    await at.tick(1)
    expect(await streamedIn(tickAt(1))).toEqual(['streamed'])
    expect(told()).toMatchObject({ count: '1', by: 'scan', UpdatedAt: tickAt(1) })
  })

  it('of the next hour adds to what the scan said, and the next scan says the same', async () => {
    await happens(hour(5_400))
    expect(told()).toMatchObject({ count: '2', by: 'stream', LastObservedAt: hour(5_400) })
    await at.tick(2)
    expect(told()).toEqual({
      ...{ count: '2', by: 'scan', UpdatedAt: tickAt(2) },
      ...{ FirstObservedAt: hour(2_400), LastObservedAt: hour(5_400) },
    })
  })

  it('that is delivered again hours later changes nothing but the evidence', async () => {
    const { given } = await happens(hour(9_000))
    await at.tick(3)
    const before = told()
    expect(await sends(given, hour(13_000))).toMatchObject({ told: { sent: 0, known: 1 } })
    await at.tick(4)
    expect(await streamedIn(tickAt(4))).toEqual(['streamed'])
    // The tick sealed the timeline of the hit, and the finding names it now.
    expect(told()).toEqual({ ...before, UpdatedAt: tickAt(4) })
  })

  it('that was put into a folder already sealed is the next one’s stray, and examined all the same', async () => {
    await happens(hour(15_000), plus(tickAt(4), -1))
    await at.tick(5)
    expect(await streamedIn(tickAt(5))).toEqual(['stray'])
    const { body } = (await at.store.get({ key: ledgerKey(6) })) ?? { body: new Uint8Array() }
    expect(readStatement(open(body).payload).strays).toBe(1)
  })

  it('leaves evidence that verify finds intact', async () => {
    const verified = await check(at.store, await pinsOf(5))
    expect(failing(verified), said(verified).join('\n')).toEqual([])
    expect(verified.result).toBe('intact')
    expect(looked(verified)).toBe(5)
  })
})

describe('verify', () => {
  const forged = async (change: (streamed: Streamed) => Streamed | undefined): Promise<Verified> => {
    const store = copyOf(await memorised(at.store))
    let left = 1
    const edits: Edits = {
      object(body, key) {
        if (parseKey(key)?.kind !== 'streamed' || left-- <= 0) return body
        const next = change(readStreamed(body))
        return next && writeStreamed(next)
      },
    }
    await forge(store, stolen(at.key, (await at.signer.describe()).describeKey), edits)
    return check(store, { ...(await pinsOf(5)), ledger: await payloadOf(store, 1) })
  }
  const other = sha256('other')

  it.each<[string, (streamed: Streamed) => Streamed, string[]]>([
    ['a hit that was taken away', (one) => ({ ...one, hits: one.hits.slice(1) }), ['streamed-reproduces']],
    [
      'a hit that was softened',
      (one) => ({ ...one, hits: one.hits.map((hit) => ({ ...hit, outcome: 'denied' as const })) }),
      ['streamed-reproduces'],
    ],
    [
      'an event put there that gives no hit',
      (one) => ({
        ...one,
        events: [...one.events, { id: '9', at: base, message: exec({ verb: 'list', subresource: '' }) }],
      }),
      ['streamed-reproduces'],
    ],
    ['another batch under this key', (one) => ({ ...one, batch: { ...one.batch, sha256: other } }), ['key-derives']],
    ['another cluster', (one) => ({ ...one, subject: { ...one.subject, name: 'staging' } }), ['key-derives']],
    [
      'a redaction that nobody declares',
      (one) => ({ ...one, events: one.events.map((event) => ({ ...event, redacted: ['all of it'], raw: other })) }),
      ['redaction-known'],
    ],
    [
      'a secret that was left',
      (one) => ({
        ...one,
        events: one.events.map((event) => ({
          ...event,
          message: event.message.replace('exec', 'exec?token=abcdefghijk'),
        })),
      }),
      ['redaction-known'],
    ],
  ])('shows %s', async (_, change, names) => {
    const verified = await forged(change)
    expect(failing(verified), said(verified).slice(0, 9).join('\n')).toEqual(names)
  })

  it('shows one that is none of ours', async () => {
    const store = copyOf(await memorised(at.store))
    const edits: Edits = {
      object: (body, key) => (parseKey(key)?.kind === 'streamed' ? Buffer.from('{"x":1}\n') : body),
    }
    await forge(store, stolen(at.key, (await at.signer.describe()).describeKey), edits)
    expect(failing(await check(store, { ...(await pinsOf(5)), ledger: await payloadOf(store, 1) }))).toEqual([
      'json-strict',
    ])
  })

  it('shows one that was taken away', async () => {
    const store = copyOf(await memorised(at.store))
    const [key] = [...store.objects.keys()].filter((one) => parseKey(one)?.kind === 'streamed')
    store.objects.delete(key ?? '')
    expect(failing(await check(store, await pinsOf(5)))).toEqual(['object-present'])
  })
})
