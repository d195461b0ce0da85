// An observation that is put down, because something is to be waited for or the time is up, and is taken up again.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/digest.ts'
import type { Exchange } from '../../src/model.ts'
import { type Observing, observe } from '../../src/observation/observe.ts'
import { readObservation } from '../../src/observation/read.ts'
import { storedParts } from '../../src/observation/stored.ts'
import { asking, defineSource, list, listEach, type Source } from '../../src/source.ts'
import { operation } from '../../src/wire.ts'
import { memoryStore } from '../prove/memory-store.ts'
import { slot, subject, tick, wire } from './observing.ts'

type Named = { name: string; token?: string }
const things = operation<object, { names: string[] }>('eks:ListThings')
const parts = operation<Named, { parts: string[]; token?: string }>('eks:ListParts', { token: 'token' })
const poll = operation<object, { done: boolean }>('eks:Poll', { busyWhen: ['LimitExceededException'] })
const names = Array.from({ length: 9 }, (_, at) => `n${at}`)
const inventory = asking(
  list(things, () => ({})),
  listEach(parts, things, (heard) => heard.flatMap(({ answer }) => answer.names).map((name) => ({ name }))),
)

const common = { kind: 'state', of: 'cluster', every: 86_400 } as const
const many = defineSource({ id: 'many', atOnce: 4, ...common, ...inventory })
/** Asks, waits until something is done, and asks for more. */
const waiting = defineSource({
  id: 'waiting',
  ...common,
  operations: [...inventory.operations, poll],
  lacks: () => [],
  async observe(at) {
    await at.ask(things, {})
    for (let polls = 0; polls < 9; polls++) {
      await at.pause(5)
      if ((await at.ask(poll, {}))?.done) break
    }
    for (const name of names) await at.ask(parts, { name })
  },
})

const answered = (action: string, { name, token }: Partial<Named>): unknown => {
  if (action === things.action) return { names }
  return token ? { parts: [`${name}b`] } : { parts: [`${name}a`], token: 'more' }
}

/** An account whose poll is done the n-th time. */
const account = (polls = 3) => {
  const asked: string[] = []
  const send: Observing['send'] = async (action, input) => {
    asked.push(`${action} ${JSON.stringify(input)}`)
    for (let turn = asked.length % 3; turn > 0; turn--) await new Promise(setImmediate)
    const done = asked.filter((one) => one.startsWith(poll.action)).length >= polls
    return wire(JSON.stringify(action === poll.action ? { done } : answered(action, input as Named)))
  }
  return { asked, send }
}

const begin = (source: Source, send: Observing['send']) => {
  const store = memoryStore('/x')
  const catalog = { sources: [source] }
  const on: Observing = {
    store,
    send,
    clock: { now: () => tick },
    collector: { version: '0', commit: '0', caller: 'arn' },
    config: sha256(''),
    tick,
  }
  const stored = () => storedParts(store, catalog, { tick, source: source.id, subject, slot })
  const go = async (how: Partial<Observing> = {}) =>
    observe({ ...on, ...how }, source, { subject, slot }, await stored())
  const lines = async (): Promise<Exchange[]> => {
    const found = (await stored()).map(({ ref: { key }, body }) => ({ key, body }))
    return [...readObservation(found).exchanges]
  }
  return { store, go, lines }
}

/** The lines of a reading that nothing interrupts. */
const whole = async (source: Source): Promise<Exchange[]> => {
  const { go, lines } = begin(source, account().send)
  await go({ pause: async () => undefined })
  return lines()
}

describe('an observation that waits', () => {
  it('is put down for as long as the source says, with what it has read', async () => {
    const { go, lines } = begin(waiting, account().send)
    expect(await go()).toEqual({ again: 5 })
    expect((await lines()).map(({ action }) => action)).toEqual(['eks:ListThings'])
  })

  it('comes to the same lines as one that nobody put down, and asks nothing twice', async () => {
    const { asked, send } = account()
    const { go, lines } = begin(waiting, send)
    const waits = []
    for (let done = await go(); 'again' in done; done = await go()) waits.push(done.again)
    expect(waits).toEqual([5, 5, 5])
    expect(await lines()).toEqual(await whole(waiting))
    expect(asked).toHaveLength((await lines()).length)
  })

  it('is not gone on with where another tick, or another program, has begun it', async () => {
    const { go } = begin(waiting, account().send)
    await go()
    const collector = { version: '1', commit: '0', caller: 'arn' }
    await expect(go({ collector })).rejects.toMatchObject({ code: 'OBSERVATION_INVALID' })
  })

  it('is left by the slower of two that take it up at once', async () => {
    const { go, lines } = begin(waiting, account().send)
    await go()
    const both = await Promise.all([go({ pause: async () => undefined }), go({ pause: async () => undefined })])
    expect(both.filter((one) => 'parts' in one && one.parts).length).toBe(1)
    const questions = (all: Exchange[]) => new Set(all.map(({ action, input }) => `${action} ${JSON.stringify(input)}`))
    expect(questions(await lines())).toEqual(questions(await whole(waiting)))
  })
})

describe('an observation whose time is up', () => {
  it.each([many, waiting])('comes to the same lines, wherever it is put down ($id)', async (source) => {
    const expected = await whole(source)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }), async (budgets) => {
        const { go, lines } = begin(source, account().send)
        for (let calls = 0; ; calls++) {
          let left = budgets[calls] ?? Number.POSITIVE_INFINITY
          const done = await go({ isTimeUp: () => left-- <= 0 })
          if (!('again' in done)) break
        }
        expect(await lines()).toEqual(expected)
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  it('leaves nothing where nothing was asked', async () => {
    const { go, store } = begin(many, account().send)
    expect(await go({ isTimeUp: () => true })).toEqual({ again: 0 })
    expect(store.objects.size).toBe(0)
  })
})

describe('a question that is busy', () => {
  const busy = (times: number): { asked: string[]; send: Observing['send'] } => {
    const inner = account(1)
    let left = times
    const send: Observing['send'] = async (action, input, region) => {
      if (action !== poll.action || left-- <= 0) return inner.send(action, input, region)
      const { host, date, requestId, at } = wire('{}')
      return { host, date, requestId, at, ok: false, code: 'LimitExceededException', message: 'too many' }
    }
    return { ...inner, send }
  }

  it('is asked again after a pause, and every answer is kept', async () => {
    const { go, lines } = begin(waiting, busy(2).send)
    const waits = []
    for (let done = await go(); 'again' in done; done = await go()) waits.push(done.again)
    expect(waits).toEqual([5, 20, 20])
    const polls = (await lines()).filter(({ action }) => action === poll.action)
    expect(polls.map(({ got }) => got)).toEqual(['failed', 'failed', 'body'])
  })

  it('is given up in the end', async () => {
    const { go, lines } = begin(waiting, busy(Number.POSITIVE_INFINITY).send)
    await go({ pause: async () => undefined })
    expect((await lines()).filter(({ action }) => action === poll.action)).toHaveLength(54)
  })
})
