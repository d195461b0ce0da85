// A store with a memory: what was read or put is not asked for again, and nothing that is not there is remembered.
import { expect, it } from 'vitest'
import { remembered } from '../../src/store/remembered.ts'
import type { Store } from '../../src/store/store.ts'
import { memoryStore } from '../prove/memory-store.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)

/** A store that counts what it is asked to get. */
const counting = (): { store: Store; gets(): number } => {
  const inner = memoryStore('s3://bucket')
  let asked = 0
  const get: Store['get'] = (at) => {
    asked += 1
    return inner.get(at)
  }
  return { store: { ...inner, get }, gets: () => asked }
}

it('asks once for what it has read', async () => {
  const { store, gets } = counting()
  await store.putOnce('plan.json', bytes('a'))
  const one = remembered(store)
  expect(await one.get({ key: 'plan.json' })).toEqual(await one.get({ key: 'plan.json' }))
  expect(gets()).toBe(1)
})

it('asks not at all for what it has put', async () => {
  const { store, gets } = counting()
  const one = remembered(store)
  const { ref } = await one.putOnce('plan.json', bytes('a'))
  expect(await one.get({ key: 'plan.json' })).toEqual({ ref, body: bytes('a') })
  expect(await one.get(ref)).toEqual({ ref, body: bytes('a') })
  expect(gets()).toBe(0)
})

it('reads the bytes of the winner after a put that was lost', async () => {
  const { store } = counting()
  await store.putOnce('plan.json', bytes('winner'))
  const one = remembered(store)
  expect(await one.putOnce('plan.json', bytes('loser'))).toMatchObject({ won: false })
  expect((await one.get({ key: 'plan.json' }))?.body).toEqual(bytes('winner'))
})

it('asks again for what was not there', async () => {
  const { store } = counting()
  const one = remembered(store)
  expect(await one.get({ key: 'plan.json' })).toBeUndefined()
  await store.putOnce('plan.json', bytes('a'))
  expect((await one.get({ key: 'plan.json' }))?.body).toEqual(bytes('a'))
})
