// Whatever byte of whatever object is changed, dropped or cut: nothing of it stays intact.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sha256 } from '../../../src/digest.ts'
import type { Pins } from '../../../src/prove/pins.ts'
import { ledgerKey } from '../../../src/store/keys.ts'
import { check, failing, honest, payloadOf } from '../fixture.ts'
import { forge, fromLines, linesOf } from '../forge.ts'
import { change, downloaded, type Memory } from '../memory-store.ts'
import { whatOf } from './tools.ts'

const ticks = 3
const runs = { numRuns: 30, seed: 7 }

type Harm = (body: Uint8Array, at: number, by: number) => Uint8Array
const harms: [string, Harm][] = [
  ['flipped', (body, at, by) => body.map((byte, index) => (index === at ? byte ^ (1 << (by % 8)) : byte))],
  ['dropped', (body, at) => Buffer.concat([body.subarray(0, at), body.subarray(at + 1)])],
  ['cut off', (body, at) => body.subarray(0, at)],
  ['doubled', (body, at) => Buffer.concat([body.subarray(0, at + 1), body.subarray(at)])],
  ['exchanged with another', (body, at, by) => exchanged(body, at, (at + 1 + by) % body.length)],
]

const exchanged = (body: Uint8Array, one: number, other: number): Uint8Array => {
  const next = Buffer.from(body)
  ;[next[one], next[other]] = [body[other] ?? 0, body[one] ?? 0]
  return next
}

/** Two lines that follow each other, the other way round; the body as it is where it has but one. */
const linesExchanged = (key: string, body: Uint8Array, at: number): Uint8Array => {
  const lines = linesOf(key, body)
  const from = at % Math.max(1, lines.length - 1)
  const [one = '', other = ''] = lines.slice(from, from + 2)
  return lines.length < 2 ? body : fromLines(key, lines.with(from, other).with(from + 1, one))
}

const bodyOf = (store: Memory, key: string): Uint8Array => store.objects.get(key)?.[0]?.body ?? new Uint8Array()
const replaced = (store: Memory, key: string, body: Uint8Array): void =>
  change(store, key, { body, custody: { sha256: sha256(body) } })
const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0

/** Neither the bucket nor a copy of it holds any more. */
const breaks = async (store: Memory, pins: Pins): Promise<void> => {
  const folder = await check(downloaded(store), pins)
  expect([folder.result, failing(folder).length > 0]).toEqual(['broken', true])
  expect((await check(store, pins)).result).toBe('broken')
}

export const anyByte = (): void => {
  it.each(harms)('%s anywhere, breaks the bucket and its copy', { timeout: 60_000 }, async (_, harm) => {
    const keys = [...(await honest(ticks)).store.objects.keys()]
    const any = fc.asyncProperty(fc.constantFrom(...keys), fc.nat(), fc.nat(200), async (key, place, by) => {
      const { store, pins } = await honest(ticks)
      const body = bodyOf(store, key)
      const harmed = harm(body, place % body.length, by)
      fc.pre(!same(body, harmed))
      replaced(store, key, harmed)
      await breaks(store, pins)
    })
    await fc.assert(any, runs)
  })

  it.each<[string, (store: Memory, one: string, other: string) => void]>([
    [
      'bodies',
      (store, one, other) => {
        const [first, second] = [bodyOf(store, one), bodyOf(store, other)]
        replaced(store, one, second)
        replaced(store, other, first)
      },
    ],
    [
      'keys, with all that the store says of them',
      ({ objects }, one, other) => {
        const [first, second] = [objects.get(one) ?? [], objects.get(other) ?? []]
        objects.set(one, second).set(other, first)
      },
    ],
  ])('has no place in two objects that exchanged their %s', { timeout: 60_000 }, async (_, exchange) => {
    const keys = [...(await honest(ticks)).store.objects.keys()]
    const any = fc.asyncProperty(fc.constantFrom(...keys), fc.constantFrom(...keys), async (one, other) => {
      const { store, pins } = await honest(ticks)
      fc.pre(!same(bodyOf(store, one), bodyOf(store, other)))
      exchange(store, one, other)
      await breaks(store, pins)
    })
    await fc.assert(any, runs)
  })

  it('has no place in two entries that exchanged their numbers', { timeout: 60_000 }, async () => {
    for (const [one, other] of [
      [1, 2],
      [2, 3],
      [1, 3],
    ] as const) {
      const { store, pins } = await honest(ticks)
      const [first, second] = [one, other].map((number) => store.objects.get(ledgerKey(number)) ?? [])
      store.objects.set(ledgerKey(one), second ?? []).set(ledgerKey(other), first ?? [])
      await breaks(store, pins)
    }
  })

  it('has no place in two lines that exchanged theirs', { timeout: 60_000 }, async () => {
    const keys = [...(await honest(ticks)).store.objects.keys()].filter((key) => key.includes('.ndjson'))
    const any = fc.asyncProperty(fc.constantFrom(...keys), fc.nat(), async (key, at) => {
      const { store, pins } = await honest(ticks)
      const harmed = linesExchanged(key, bodyOf(store, key), at)
      fc.pre(!same(harmed, bodyOf(store, key)))
      replaced(store, key, harmed)
      await breaks(store, pins)
    })
    await fc.assert(any, runs)
  })

  // Nothing holds an envelope's bytes but its form: the chain binds what it carries.
  it.each(harms)(
    'of an envelope, %s anywhere, is noticed though no digest holds it',
    { timeout: 60_000 },
    async (_, harm) => {
      const any = fc.asyncProperty(fc.nat(), fc.nat(200), async (place, by) => {
        const { store, pins } = await honest(2)
        const body = bodyOf(store, ledgerKey(2))
        const harmed = harm(body, place % body.length, by)
        fc.pre(!same(body, harmed))
        replaced(store, ledgerKey(2), harmed)
        await breaks(store, pins)
      })
      await fc.assert(any, { numRuns: 40, seed: 7 })
    },
  )

  // The header of gzip has bytes that no reader looks at. Left out are the bits that deflate does not use in its last byte: those
  // every reader passes over, and the digest holds them.
  it('of compressed evidence, flipped anywhere and sealed again, is noticed by what gzip itself must be', {
    timeout: 120_000,
  }, async () => {
    const zipped = [...(await honest(ticks)).store.objects.keys()].filter((key) => key.endsWith('.gz'))
    const inHead = fc.record({ key: fc.constantFrom(...zipped), place: fc.nat(9), by: fc.nat(7) })
    const anywhere = fc.record({ key: fc.constantFrom(...zipped), place: fc.nat(), by: fc.nat(7) })
    const any = fc.asyncProperty(fc.oneof(inHead, anywhere), async ({ key: name, place, by }) => {
      const { store, pins, signer } = await honest(ticks)
      const { length } = bodyOf(store, name)
      fc.pre(place % length !== length - 9)
      await forge(store, signer, {
        object: (body, key) =>
          key === name ? body.map((byte, at) => (at === place % body.length ? byte ^ (1 << by) : byte)) : body,
      })
      const verified = await check(store, { ...pins, ledger: await payloadOf(store, 1) })
      expect(whatOf(verified, 'gzip-strict')).not.toBe('')
      expect(verified.result).toBe('broken')
    })
    await fc.assert(any, { numRuns: 40, seed: 7 })
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
