// An object that no index lists: a worker's that slept too long is named, and whatever could have been listed is a breach.
import { expect, it } from 'vitest'
import { sha256 } from '../../../src/digest.ts'
import { writeJson } from '../../../src/json.ts'
import { indexKey, planKey } from '../../../src/store/keys.ts'
import { tickAt } from '../account.ts'
import { check, deviating, honest } from '../fixture.ts'
import { fromLines, keysOf, linesOf } from '../forge.ts'
import { downloaded, type Held, type Memory } from '../memory-store.ts'
import { attacked, fails, planted, whatOf } from './tools.ts'

const ticks = 8
/** The folder that the object lies in, and the last whose index could list it. */
const [slept, last] = [1, 4]

const original = (store: Memory): string => {
  const key = keysOf(store, 'inventory').find((one) => one.includes('/0120Z/'))
  if (!key) throw new Error('no inventory of the second tick')
  return key
}

/** A second part of an inventory of the second tick, as its worker would have put it. */
const part = (store: Memory): { key: string; body: Uint8Array } => {
  const from = original(store)
  const [head = '', ...rest] = linesOf(from, store.objects.get(from)?.[0]?.body ?? new Uint8Array())
  const key = from.replace('.1.ndjson', '.2.ndjson')
  return { key, body: fromLines(key, [writeJson({ ...JSON.parse(head), part: 2 }), ...rest]) }
}

const put = (
  store: Memory,
  { key, body }: { key: string; body: Uint8Array },
  at: string,
  changes: object = {},
): void => {
  const held = planted(store, original(store), body, at)
  const custody = held.custody && { ...held.custody, sha256: sha256(body), ...changes }
  store.objects.set(key, [{ ...held, custody } as Held])
}

export const late = (): void => {
  it('is named, and no breach, where S3 says that it came when no index could list it any more', async () => {
    const verified = await attacked(({ store }) => put(store, part(store), tickAt(last + 1)), ticks)
    fails(verified)
    expect([deviating(verified), whatOf(verified, 'object-listed')]).toEqual([
      ['object-listed'],
      `put at ${tickAt(last + 1)}, when no index could list it any more: nothing rests on it`,
    ])
  })

  it('is named where it is a plan that came so late', async () => {
    const verified = await attacked(({ store }) => {
      const from = planKey(tickAt(2))
      const text = Buffer.from(store.objects.get(from)?.[0]?.body ?? []).toString()
      const key = planKey('2026-01-05T02:21:00Z')
      put(store, { key, body: Buffer.from(text.replaceAll('T02:20:00Z', 'T02:21:00Z')) }, tickAt(7))
    }, ticks)
    fails(verified)
    expect(deviating(verified)).toEqual(['object-listed'])
  })

  it.each([
    ['with its tick', slept],
    ['an hour later', slept + 1],
    ['while the last index that could list it was made', last - 1],
  ])('is a breach where it came %s: it was kept back', async (_, hour) => {
    fails(await attacked(({ store }) => put(store, part(store), tickAt(hour)), ticks), 'object-listed')
  })

  it.each<[string, object]>([
    ['was uploaded in parts, which hides its time', { etag: '0123456789abcdef-2' }],
    ['is a replica, which bears the time of its original', { replication: 'REPLICA' }],
    ['has no checksum of S3', { sha256: null }],
    ['is not locked', { mode: 'none', until: null }],
    ['is locked in GOVERNANCE mode', { mode: 'GOVERNANCE' }],
  ])('is a breach where it %s', async (_, changes) => {
    fails(await attacked(({ store }) => put(store, part(store), tickAt(6), changes), ticks), 'object-listed')
  })

  it.each<[string, (own: { key: string; body: Uint8Array }) => { key: string; body: Uint8Array }]>([
    ['is nothing that a worker puts', ({ key }) => ({ key, body: Buffer.from('x') })],
    ['is of another subject', ({ key, body }) => ({ key: key.replace(/[0-9a-f]{20}\./, `${'0'.repeat(20)}.`), body })],
    ['is another part', ({ key, body }) => ({ key: key.replace('.2.', '.3.'), body })],
    ['is of another tick', ({ key, body }) => ({ key: key.replace('/0120Z/', '/0220Z/'), body })],
  ])('is a breach where it %s', async (_, other) => {
    fails(await attacked(({ store }) => put(store, other(part(store)), tickAt(7)), ticks), 'object-listed')
  })

  it('is a breach in a folder, which cannot tell when it came', async () => {
    const { store, pins } = await honest(ticks)
    put(store, part(store), tickAt(last + 1))
    fails(await check(downloaded(store), pins), 'object-listed')
  })

  it('is a breach where the index that could list it says of no time', async () => {
    const { store, pins } = await honest(ticks)
    put(store, part(store), tickAt(last + 1))
    const [index] = store.objects.get(indexKey(tickAt(last))) ?? []
    if (index) store.objects.set(indexKey(tickAt(last)), [{ ...index, at: null }])
    fails(await check(store, pins), 'object-listed')
  })
}
