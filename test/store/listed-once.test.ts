// One listing for several readers: each sees what it would see of the store itself, and the store is asked once.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { listedOnce } from '../../src/store/listed-once.ts'
import type { Store } from '../../src/store/store.ts'
import { memoryStore } from '../prove/memory-store.ts'
import { listed } from './conformance.ts'

const keys = [
  'ledger/1',
  'ticks/01/a',
  'ticks/01/b',
  'ticks/02/a',
  'ticks/02/z',
  'ticks/03/a',
  'ticks/03/b/c',
  'work/x',
]

const counting = async (): Promise<{ store: Store; lists(): number }> => {
  const inner = memoryStore('s3://bucket')
  for (const key of keys) await inner.putOnce(key, Buffer.from(key))
  let asked = 0
  const list: Store['list'] = (prefix, after) => {
    asked += 1
    return inner.list(prefix, after)
  }
  return { store: { ...inner, list }, lists: () => asked }
}

it('shows each reader what the store would show, whatever was looked at before', async () => {
  const { store } = await counting()
  const place = fc.constantFrom(
    'ticks/',
    'ticks/01/',
    'ticks/02/',
    'ticks/02/a',
    'ticks/03/',
    'ticks/03/b',
    'ticks/9',
    'ledger/',
  )
  const after = fc.constantFrom('', 'ticks/01/a', 'ticks/02/', 'ticks/02/a', 'ticks/02~', 'ticks/03/b/c', 'zzz')
  const looks = fc.array(fc.tuple(place, after), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(after, looks, async (from, each) => {
      const once = listedOnce(store, 'ticks/', from)
      for (const [within, behind] of each)
        expect(await listed(once, within, behind)).toEqual(await listed(store, within, behind))
    }),
  )
})

it('asks the store once for all that lies in its stretch', async () => {
  const { store, lists } = await counting()
  const once = listedOnce(store, 'ticks/', 'ticks/01/b')
  await listed(once, 'ticks/', 'ticks/02/')
  await listed(once, 'ticks/02/')
  await listed(once, 'ticks/', 'ticks/01/b')
  expect(lists()).toBe(1)
})

it('asks the store itself for what lies before', async () => {
  const { store, lists } = await counting()
  const once = listedOnce(store, 'ticks/', 'ticks/02/')
  expect(await listed(once, 'ticks/01/')).toHaveLength(2)
  expect(lists()).toBe(2)
})

it('shows not what is put after it looked', async () => {
  const { store } = await counting()
  const once = listedOnce(store, 'ticks/')
  await listed(once, 'ticks/')
  await store.putOnce('ticks/02/late', Buffer.from('late'))
  expect(await listed(once, 'ticks/02/')).toHaveLength(2)
})
