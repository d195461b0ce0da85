// The same account, twice: the same bytes. And a steady tick asks for no more than it needs.
import { describe, expect, it } from 'vitest'
import { open } from '../../src/ledger/dsse.ts'
import { type Little, makeLittle } from './little.ts'

const bytes = async (at: Little): Promise<[string, string][]> =>
  Promise.all(
    [...at.memory.objects.keys()].sort().map(async (key): Promise<[string, string]> => {
      const { body } = (await at.memory.get({ key })) ?? { body: new Uint8Array() }
      // A signature is random; what it signs is not.
      return [key, Buffer.from(key.startsWith('ledger/') ? open(body).payload : body).toString('utf8')]
    }),
  )

const run = async (): Promise<Little> => {
  const at = makeLittle()
  for (let hour = 0; hour < 12; hour++) {
    if (hour === 4) at.world.clusters = at.world.clusters.filter(({ name }) => name !== 'test')
    if (hour === 6) for (const cluster of at.world.clusters) cluster.public = true
    at.fault.now = (action) =>
      hour === 8 && action === 'logs:Count' ? { code: 'AccessDenied', message: 'no' } : undefined
    await at.tick(hour)
  }
  return at
}

describe('twelve ticks', () => {
  it('give the same objects and the same statements in two stores', async () => {
    expect(await bytes(await run())).toEqual(await bytes(await run()))
  })
})

describe('a steady tick', () => {
  const count = async (hour: number) => {
    const at = makeLittle()
    for (let before = 0; before < hour; before++) await at.tick(before)
    const asked = at.send.asked.length
    const seen: Record<string, number> = {}
    const counted = <T>(name: string, answer: T): T => {
      seen[name] = (seen[name] ?? 0) + 1
      return answer
    }
    const { putOnce, get, list } = at.memory
    await at.tick(hour, {
      store: {
        ...at.memory,
        putOnce: (key, body) => counted('put', putOnce(key, body)),
        get: (ref) => counted('get', get(ref)),
        list: (prefix, after) => counted('list', list(prefix, after)),
      },
    })
    return { ...seen, aws: at.send.asked.length - asked }
  }

  it('asks of AWS and of the store what it asked the day before: nothing grows with the ledger', async () => {
    expect(await count(58)).toEqual(await count(34))
  })
})

describe('a rerun', () => {
  it('asks AWS nothing again that the first run has put', async () => {
    const at = makeLittle()
    for (let hour = 0; hour < 3; hour++) await at.tick(hour)
    const { putOnce } = at.memory
    for (const missing of ['plan.json', 'index.ndjson']) {
      const store = {
        ...at.memory,
        putOnce: (key: string, body: Uint8Array) =>
          key.endsWith(missing) ? Promise.reject(new Error(key)) : putOnce(key, body),
      }
      await expect(at.tick(3, { store })).rejects.toThrow(missing)
    }
    const asked = at.send.asked.length
    await at.tick(3)
    expect(at.send.asked.length).toBe(asked)
  })
})
