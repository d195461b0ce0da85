// Whatever byte of whatever object is changed, dropped or cut: nothing of it stays intact.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sha256 } from '../../../src/digest.ts'
import { check, failing, honest, payloadOf } from '../fixture.ts'
import { forge } from '../forge.ts'
import { change, downloaded } from '../memory-store.ts'
import { whatOf } from './tools.ts'

const ticks = 3
const runs = { numRuns: 30, seed: 7 }

type Harm = (body: Uint8Array, at: number, by: number) => Uint8Array
const harms: [string, Harm][] = [
  ['flipped', (body, at, by) => body.map((byte, index) => (index === at ? byte ^ (1 << (by % 8)) : byte))],
  ['dropped', (body, at) => Buffer.concat([body.subarray(0, at), body.subarray(at + 1)])],
  ['cut off', (body, at) => body.subarray(0, at)],
  ['doubled', (body, at) => Buffer.concat([body.subarray(0, at + 1), body.subarray(at)])],
]

export const anyByte = (): void => {
  it.each(harms)('%s anywhere, breaks the bucket and its copy', { timeout: 60_000 }, async (_, harm) => {
    const keys = [...(await honest(ticks)).store.objects.keys()]
    const any = fc.asyncProperty(fc.constantFrom(...keys), fc.nat(), fc.nat(7), async (key, place, by) => {
      const { store, pins } = await honest(ticks)
      const body = store.objects.get(key)?.[0]?.body ?? new Uint8Array()
      const harmed = harm(body, place % body.length, by)
      change(store, key, { body: harmed, custody: { sha256: sha256(harmed) } })
      const folder = await check(downloaded(store), pins)
      expect([folder.result, failing(folder).length > 0]).toEqual(['broken', true])
      expect((await check(store, pins)).result).toBe('broken')
    })
    await fc.assert(any, runs)
  })

  it('has no place in an index of another order, sealed again', { timeout: 60_000 }, async () => {
    const any = fc.asyncProperty(fc.nat(), fc.nat(), async (from, to) => {
      const { store, pins, signer } = await honest(ticks)
      let moved = false
      await forge(store, signer, {
        indexBytes(body) {
          const lines = Buffer.from(body).toString('utf8').trimEnd().split('\n')
          const [a, b] = [from % lines.length, to % lines.length]
          moved ||= a !== b
          const [line = ''] = lines.splice(a, 1)
          lines.splice(b, 0, line)
          return Buffer.from(`${lines.join('\n')}\n`)
        },
      })
      const verified = await check(store, { ...pins, ledger: await payloadOf(store, 1) })
      expect(whatOf(verified, 'index-strict') !== '').toBe(moved)
      expect(verified.result).toBe(moved ? 'broken' : 'intact')
    })
    await fc.assert(any, { ...runs, numRuns: 15 })
  })
}
