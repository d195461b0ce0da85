// What every store must do, run over each of them.
import { expect, it as vitest } from 'vitest'
import { sha256 } from '../../src/digest.ts'
import type { Listed, Store } from '../../src/store/store.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (body: Uint8Array | undefined): string | undefined => body && new TextDecoder().decode(body)

export const listed = async (store: Store, prefix = '', after?: string): Promise<Listed[]> => {
  const found: Listed[] = []
  for await (const one of store.list(prefix, after)) found.push(one)
  return found
}
const keys = async (store: Store, prefix?: string, after?: string) =>
  (await listed(store, prefix, after)).map(({ key }) => key)

const hostile = [
  '',
  '/',
  '/a',
  'a/',
  'a//b',
  '../a',
  'a/../../b',
  'a/./b',
  '.parts/1',
  'a\\b',
  'a\u0000b',
  'ä',
  'a b',
  'a'.repeat(1025),
]

/** `open` gives a store that is empty, and `again` another handle of the same place; `it` takes each sentence with its test. */
export const conformsAsStore = (
  open: () => Promise<{ store: Store; again: Store }>,
  gaps: readonly 'behind-no-key'[] = [],
  it = vitest,
): void => {
  it('keeps what is put, under its digest and size', async () => {
    const { store } = await open()
    const { won, ref } = await store.putOnce('ticks/a.json', bytes('{"a":1}'))
    expect(won).toBe(true)
    expect(ref).toEqual({ key: 'ticks/a.json', versionId: ref.versionId, sha256: sha256('{"a":1}'), bytes: 7 })
    const got = await store.get(ref)
    expect(got?.ref).toEqual(ref)
    expect(textOf(got?.body)).toBe('{"a":1}')
  })

  it('keeps an empty object', async () => {
    const { store } = await open()
    const { ref } = await store.putOnce('empty.ndjson', bytes(''))
    expect((await store.get(ref))?.body.length).toBe(0)
  })

  it("hands back the winner's reference to a second put", async () => {
    const { store, again } = await open()
    const first = await store.putOnce('plan.json', bytes('first'))
    const second = await again.putOnce('plan.json', bytes('second'))
    expect(second).toEqual({ won: false, ref: first.ref })
    expect(textOf((await store.get({ key: 'plan.json' }))?.body)).toBe('first')
  })

  it('writes the same bytes once', async () => {
    const { store } = await open()
    const first = await store.putOnce('plan.json', bytes('same'))
    expect(await store.putOnce('plan.json', bytes('same'))).toEqual({ won: false, ref: first.ref })
    expect(await keys(store)).toEqual(['plan.json'])
  })

  it('lets exactly one of many racing puts win', async () => {
    const { store, again } = await open()
    const racers = Array.from({ length: 16 }, (_, at) =>
      (at % 2 ? store : again).putOnce('ledger/1.json', bytes(`racer ${at}`)),
    )
    const results = await Promise.all(racers)
    const winners = results.filter(({ won }) => won)
    expect(winners.length).toBe(1)
    expect(new Set(results.map(({ ref }) => JSON.stringify(ref))).size).toBe(1)
    expect(await listed(store)).toHaveLength(1)
  })

  it('gives undefined for what is not there', async () => {
    const { store } = await open()
    expect(await store.get({ key: 'nothing' })).toBeUndefined()
    await store.putOnce('a/b', bytes('x'))
    expect(await store.get({ key: 'a' })).toBeUndefined()
    expect(await store.get({ key: 'a/b/c' })).toBeUndefined()
  })

  it('lists nothing where there is nothing', async () => {
    const { store } = await open()
    expect(await listed(store)).toEqual([])
    expect(await listed(store, 'ticks/')).toEqual([])
  })

  it('lists by the bytes of whole keys, not folder by folder', async () => {
    const { store } = await open()
    for (const key of ['a/c', 'a-b', 'b', 'a.b', 'B', 'a0', 'aa/1', 'a_']) await store.putOnce(key, bytes(key))
    expect(await keys(store)).toEqual(['B', 'a-b', 'a.b', 'a/c', 'a0', 'a_', 'aa/1', 'b'])
  })

  it('lists below a prefix that may end within a name', async () => {
    const { store } = await open()
    for (const key of ['ticks/01/a', 'ticks/02/a', 'ticks/02/b', 'ticks/1', 'tock'])
      await store.putOnce(key, bytes(key))
    expect(await keys(store, 'ticks/02/')).toEqual(['ticks/02/a', 'ticks/02/b'])
    expect(await keys(store, 'ticks/0')).toEqual(['ticks/01/a', 'ticks/02/a', 'ticks/02/b'])
    expect(await keys(store, 'ticks/02/b')).toEqual(['ticks/02/b'])
  })

  it('lists behind a key', async () => {
    const { store } = await open()
    for (const key of ['a/1', 'a/2', 'b/1', 'b/2', 'c']) await store.putOnce(key, bytes(key))
    expect(await keys(store, '', 'a/2')).toEqual(['b/1', 'b/2', 'c'])
    expect(await keys(store, 'b/', 'b/1')).toEqual(['b/2'])
    expect(await keys(store, 'a/', 'z')).toEqual([])
  })

  it.skipIf(gaps.includes('behind-no-key'))('lists behind a key that does not exist', async () => {
    const { store } = await open()
    for (const key of ['a/1', 'b/1', 'b/2', 'c']) await store.putOnce(key, bytes(key))
    expect(await keys(store, 'b/', 'b/0')).toEqual(['b/1', 'b/2'])
    expect(await keys(store, '', 'b/')).toEqual(['b/1', 'b/2', 'c'])
  })

  it('says how large each object is, and that none is a delete marker', async () => {
    const { store } = await open()
    await store.putOnce('a', bytes('12345'))
    const [only] = await listed(store)
    expect(only).toMatchObject({ key: 'a', bytes: 5, deleteMarker: false })
  })

  it('lists more than one page of 1000', { timeout: 60_000 }, async () => {
    const { store } = await open()
    const expected = Array.from({ length: 1003 }, (_, at) => `p/${String(at).padStart(4, '0')}`)
    for (let at = 0; at < expected.length; at += 50) {
      await Promise.all(expected.slice(at, at + 50).map((key) => store.putOnce(key, bytes(key))))
    }
    expect(await keys(store, 'p/')).toEqual(expected)
  })

  it.each(hostile)('refuses to put under the key %j and finds nothing there', async (key) => {
    const { store } = await open()
    await expect(store.putOnce(key, bytes('x'))).rejects.toMatchObject({ code: 'KEY_INVALID' })
    expect(await store.get({ key })).toBeUndefined()
  })
}
