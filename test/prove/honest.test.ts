// What is honest is intact, whatever happened to it: verify must raise no false alarm.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../../sandbox/faults.ts'
import { collect } from '../../src/collect/collect.ts'
import { evaluate } from '../../src/evaluate/evaluate.ts'
import { plan } from '../../src/plan/plan.ts'
import type { Verified } from '../../src/prove/verify.ts'
import { seal } from '../../src/seal/seal.ts'
import { evaluationKey, folder, observationKey } from '../../src/store/keys.ts'
import type { Store } from '../../src/store/store.ts'
import { type Account, base, bucketStore, openAccount, tickAt } from './account.ts'
import { check, deviating, failing, payloadOf, said } from './fixture.ts'
import { statementAt, statements } from './forge.ts'
import { downloaded, memorised } from './memory-store.ts'

/** Clusters and repositories are read every hour, so that a few ticks tell a whole story. */
const hourly =
  'regions: [eu-west-1, us-east-1]\ncadence: { eks-cluster: 3600, ecr-repository: 3600, change-events: 86400, collector-events: 86400 }\n'

let at: Account
beforeEach(async () => {
  at = await openAccount({ config: hourly })
})
afterEach(() => at.close())

const run = async (...hours: number[]): Promise<void> => {
  for (const hour of hours) await at.tick(hour)
}

/** The period ends an hour before the last tick, which has read its last window. */
const verified = async (last: number): Promise<Verified> => {
  const { publicKey } = await at.signer.describe()
  const period = { start: base, end: tickAt(last).replace(':20:', ':00:') }
  return check(at.store, {
    publicKey,
    account: at.account,
    ledger: await payloadOf(at.store, 1),
    period,
    sandbox: true,
  })
}

const expectNamed = (result: Verified, ...names: string[]): void => {
  expect(failing(result), said(result).slice(0, 12).join('\n')).toEqual([])
  expect(deviating(result), said(result).slice(0, 12).join('\n')).toEqual([...names].sort())
  expect(result.result).toBe(names.length > 0 ? 'deviations' : 'intact')
}

const denied = (operation: string, from: number, until: number, region?: string): Fault => ({
  effect: { kind: 'denial' },
  operation,
  from: tickAt(from),
  until: tickAt(until),
  ...(region && { region }),
})

const clusters = (region: string) => {
  const state = at.world.regions[region]
  if (!state) throw new Error(`no ${region}`)
  return state
}

describe('ticks that went as they should', () => {
  it('are intact', async () => {
    await run(0, 1, 2, 3)
    expectNamed(await verified(3))
  })

  it('are intact as a copy', async () => {
    await run(0, 1, 2)
    const { publicKey } = await at.signer.describe()
    const copy = downloaded(await memorised(at.store), '/copy')
    const pins = { publicKey, account: at.account, ledger: await payloadOf(copy, 1), sandbox: true }
    const result = await check(copy, { ...pins, period: { start: base, end: '2026-01-05T02:00:00Z' } })
    expectNamed(result)
    expect(result.assurance).toBe('content')
    expect(result.checks.find(({ name }) => name === 'single-version')).toMatchObject({ state: 'idle', looked: 0 })
  })

  it('are intact after another put of the same tick met its own key', async () => {
    await run(0, 1)
    await run(1, 2)
    expectNamed(await verified(2))
  })
})

describe('crashes', () => {
  // Every put from the n-th on fails, as when the machine is switched off.
  const dying = (puts: number): Store => {
    let left = puts
    return {
      ...at.store,
      putOnce: (key, body) => (left-- > 0 ? at.store.putOnce(key, body) : Promise.reject(new Error('switched off'))),
    }
  }

  it.each([1, 2, 4, 6, 9, 12, 15, 18, 20])('leave nothing that breaks, after %i puts of a tick', async (puts) => {
    await run(0)
    await at.tick(1, { store: dying(puts) }).catch(() => undefined)
    await run(2, 3)
    const result = await verified(3)
    expect(failing(result), said(result).join('\n')).toEqual([])
  })

  it('of a worker leave slots that failed and are read an hour late', async () => {
    await run(0)
    const broken: Store = {
      ...at.store,
      putOnce: (key, body) =>
        key.includes('/audit-log/') ? Promise.reject(new Error('killed')) : at.store.putOnce(key, body),
    }
    await at.tick(1, { store: broken })
    await run(2, 3)
    const result = await verified(3)
    expectNamed(result, 'slot-read')
    expect(said(result)[0]).toContain('was read 3')
  })

  it('of whoever judges leave a tick that is named', async () => {
    await run(0)
    const broken: Store = {
      ...at.store,
      putOnce: (key, body) =>
        key.includes('/evaluations/') ? Promise.reject(new Error('killed')) : at.store.putOnce(key, body),
    }
    await at.tick(1, { store: broken })
    await run(2, 3)
    expectNamed(await verified(3), 'verdicts-complete')
  })
})

describe('a bucket', () => {
  it('holds an entry once whose put lost its reply', async () => {
    const own = await openAccount({ config: hourly, store: bucketStore })
    try {
      const input = { Key: 'ledger/000000000002.dsse.json' }
      own.sandbox.faults.add({ effect: { kind: 'reset', when: 'after' }, operation: 'PutObject', input, times: 1 })
      for (const hour of [0, 1, 2]) await own.tick(hour)
      const { publicKey } = await own.signer.describe()
      const pins = { publicKey, account: own.account, ledger: await payloadOf(own.store, 1), sandbox: true }
      const result = await check(own.store, { ...pins, period: { start: base, end: '2026-01-05T02:00:00Z' } })
      expectNamed(result)
      expect(result.assurance).toBe('content+s3-time')
    } finally {
      await own.close()
    }
  })
})

describe('a worker that sleeps between its reading and its put', () => {
  it('for five hours leaves an object that is named, and breaks nothing', async () => {
    const own = await openAccount({ config: hourly, store: bucketStore })
    try {
      const late: { key: string; body: Uint8Array }[] = []
      const asleep: Store = {
        ...own.store,
        putOnce: async (key, body) => {
          if (!/0120Z\/eks-cluster\/analytics/.test(key)) return own.store.putOnce(key, body)
          late.push({ key, body })
          throw new Error('asleep')
        },
      }
      await own.tick(0)
      await own.tick(1, { store: asleep })
      for (const hour of [2, 3, 4, 5, 6]) await own.tick(hour)
      for (const { key, body } of late) await own.store.putOnce(key, body)
      await own.tick(7)
      const { publicKey } = await own.signer.describe()
      const pins = { publicKey, account: own.account, ledger: await payloadOf(own.store, 1), sandbox: true }
      const result = await check(own.store, { ...pins, period: { start: base, end: '2026-01-05T07:00:00Z' } })
      expectNamed(result, 'object-listed', 'slot-read')
      expect(said(result).filter((one) => one.includes('object-listed'))).toEqual([
        expect.stringContaining('when no index could list it any more'),
      ])
    } finally {
      await own.close()
    }
  })
})

describe('late and racing workers', () => {
  const late = (tick: string): string =>
    observationKey(tick, 'inventory', 'eu-west-1-00000000000000000000', base, 1, false)

  it('leave strays that the next ticks list', async () => {
    await run(0, 1)
    await at.store.putOnce(late(tickAt(1)), Buffer.from('late'))
    await run(2, 3)
    expectNamed(await verified(3))
    const statement = statementAt(await memorised(at.store), 3)
    expect(statement.strays).toBe(1)
  })

  it('leave what no tick has listed yet, and that is named', async () => {
    await run(0, 1, 2)
    await at.store.putOnce(late(tickAt(1)), Buffer.from('late'))
    expectNamed(await verified(2), 'object-listed')
  })

  it('may be under way: what lies behind the head waits for its seal', async () => {
    await run(0, 1, 2)
    at.clock.set(tickAt(3))
    await plan(at.on, tickAt(3))
    expectNamed(await verified(2))
  })

  // Both plan from the same entry, neither knowing of the other.
  const race = async (): Promise<void> => {
    await run(0)
    const [first, second] = [tickAt(1), tickAt(2)]
    const blind: Store = {
      ...at.store,
      async *list(prefix, after) {
        for await (const one of at.store.list(prefix, after)) if (!one.key.startsWith(folder(first))) yield one
      },
    }
    at.clock.set(second)
    const two = await plan({ ...at.on, store: blind }, second)
    const one = await plan(at.on, first)
    for (const { collect: to, evaluate: judged } of [one, two]) {
      for (const slice of to) await collect(at.on, slice)
      for (const slice of judged) await evaluate(at.on, slice)
    }
  }

  it('of two ticks seal one after the other', async () => {
    await race()
    await seal(at.on, tickAt(1))
    await seal(at.on, tickAt(2))
    await run(3, 4)
    const result = await verified(4)
    expect(failing(result), said(result).join('\n')).toEqual([])
    expect(result.entries).toBe(5)
  })

  it('of two ticks lose one, whose leavings are strays', async () => {
    await race()
    await seal(
      { ...at.on, store: { ...at.store, list: (prefix, after) => hiding(at.store, folder(tickAt(1)), prefix, after) } },
      tickAt(2),
    )
    await run(3, 4)
    const result = await verified(4)
    expect(failing(result), said(result).join('\n')).toEqual([])
    expect(deviating(result)).toContain('tick-gap')
  })
})

async function* hiding(store: Store, hidden: string, prefix: string, after?: string) {
  for await (const one of store.list(prefix, after)) if (!one.key.startsWith(hidden)) yield one
}

describe('hours without a tick', () => {
  it('are named, with the slots that nobody can read any more', async () => {
    await run(0, 1, 5, 6)
    const result = await verified(6)
    expectNamed(result, 'slot-read', 'tick-gap')
    expect(said(result)).toContain(
      `deviation tick-gap ledger/000000000003.dsse.json: no tick ran from ${tickAt(2)} to ${tickAt(4)} (3 hours)`,
    )
  })
})

describe('more windows than a tick catches up', () => {
  it('are read by the ticks after it', async () => {
    await run(0, 1, 12, 13, 14)
    const result = await verified(14)
    expectNamed(result, 'slot-read', 'tick-gap')
    expect(said(result).filter((one) => one.includes('audit-log/') && one.includes('was not read'))).toEqual([])
  })
})

describe('the signing key out of reach', () => {
  it('delays statements and stops no reading', async () => {
    await run(0, 1)
    at.key.state = 'Disabled'
    await expect(at.tick(2)).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' })
    await expect(at.tick(3)).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' })
    at.key.state = 'Enabled'
    await run(4, 5)
    const result = await verified(5)
    expectNamed(result, 'seal-delayed')
    expect(result.entries).toBe(6)
  })

  it('from the first tick on delays the ledger itself', async () => {
    await at.signer.describe()
    at.key.state = 'Disabled'
    await expect(at.tick(0)).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' })
    await expect(at.tick(1)).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' })
    at.key.state = 'Enabled'
    await run(2, 3)
    expectNamed(await verified(3), 'seal-delayed')
  })
})

describe('subjects that come and go', () => {
  it('are retired with what shows that they are gone', async () => {
    await run(0, 1)
    clusters('us-east-1').clusters = []
    await run(2, 3, 4, 5, 6, 7, 8)
    const result = await verified(8)
    expectNamed(result)
    expect(result.checks.find(({ name }) => name === 'tombstone-supported')?.looked).toBe(1)
  })

  it('are others when they are made again under the same name', async () => {
    await run(0, 1)
    for (const { cluster } of clusters('us-east-1').clusters) cluster.createdAt = (cluster.createdAt ?? 0) + 1_000_000
    await run(2, 3, 4, 5, 6, 7, 8, 9)
    const result = await verified(9)
    expect(failing(result), said(result).join('\n')).toEqual([])
    expect(result.checks.find(({ name }) => name === 'tombstone-supported')?.looked).toBe(1)
  })

  it('may come back before they are buried', async () => {
    await run(0, 1)
    const gone = clusters('us-east-1').clusters
    clusters('us-east-1').clusters = []
    await run(2)
    clusters('us-east-1').clusters = gone
    await run(3, 4)
    const result = await verified(4)
    expect(failing(result), said(result).join('\n')).toEqual([])
  })

  it('are kept while the inventory is denied', async () => {
    await run(0, 1)
    at.sandbox.faults.add(denied('ListClusters', 2, 4))
    await run(2, 3, 4, 5)
    const result = await verified(5)
    expectNamed(result, 'slot-read')
    expect(said(result)[0]).toContain('inventory/')
  })

  it('are observed without a birth while that is denied', async () => {
    at.sandbox.faults.add(denied('DescribeCluster', 0, 2))
    await run(0, 1, 2, 3)
    const result = await verified(3)
    expect(failing(result), said(result).join('\n')).toEqual([])
  })

  it('may lie in a region that is added', async () => {
    at.state.config = hourly.replace(', us-east-1', '')
    await run(0, 1)
    at.state.config = hourly
    await run(2, 3)
    expectNamed(await verified(3))
  })
})

describe('windows', () => {
  it('that are read late are late, and no more', async () => {
    await run(0, 1)
    at.sandbox.faults.add(denied('StartQuery', 2, 4))
    await run(2, 3, 4, 5, 6)
    const result = await verified(6)
    expectNamed(result, 'slot-read')
    expect(said(result).every((one) => one.includes('s late'))).toBe(true)
  })

  it('that cannot be read at all are named with their reason', async () => {
    at.sandbox.faults.add({ effect: { kind: 'denial' }, operation: 'StartQuery', region: 'us-east-1' })
    await run(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
    const result = await verified(9)
    expectNamed(result, 'slot-read')
    expect(said(result)[0]).toContain('AccessDenied')
  })
})

describe('evidence of another version', () => {
  it('that comes to the same is intact', async () => {
    const collector = { ...at.collector, version: '0.9.0' }
    for (const hour of [0, 1, 2]) await at.tick(hour, { collector })
    expectNamed(await verified(2))
  })
})

describe('an evaluation', () => {
  it('lies in its own tick alone', async () => {
    await run(0, 1, 2)
    const [first] = statements(await memorised(at.store))
    expect(first?.tick).toBe(tickAt(0))
    expect(evaluationKey(tickAt(0), 'x')).toContain(folder(tickAt(0)))
  })
})
