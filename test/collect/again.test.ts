// Slices that one call does not come to the end of: what waits, and what the time was up for, is gone on with by the next.
import { describe, expect, it } from 'vitest'
import { plus } from '../../src/clock.ts'
import { collect } from '../../src/collect/collect.ts'
import { evaluate } from '../../src/evaluate/evaluate.ts'
import { plan, type Slice } from '../../src/plan/plan.ts'
import { seal } from '../../src/seal/seal.ts'
import { readIndex } from '../../src/store/documents.ts'
import { indexKey } from '../../src/store/keys.ts'
import type { Store } from '../../src/store/store.ts'
import { operation } from '../../src/wire.ts'
import { audit, born, catalog, makeLittle, smallWorld, tickAt } from '../pipeline/little.ts'

const clusters = 10
const world = () => ({
  ...smallWorld(),
  clusters: Array.from({ length: clusters }, (_, at) => ({ name: `c${at}`, region: 'eu-west-1', born, public: false })),
})

const query = operation('logs:Query', { busyWhen: ['LimitExceededException'] })

/** Clusters whose answers are waited for, as a query's are. */
const patient = (times = 1) => {
  const at = makeLittle(world())
  const sources = catalog.sources.map((source) =>
    source.id === 'eks-cluster'
      ? {
          ...source,
          operations: [...source.operations, query],
          observe: async (given: Parameters<typeof source.observe>[0]) => {
            await source.observe(given)
            for (let time = 0; time < times; time++) {
              await given.pause(7)
              if (time > 0) await source.observe(given)
            }
          },
        }
      : source,
  )
  const { pause: _, ...on } = { ...at.on, catalog: { ...catalog, sources } }
  return { ...at, on }
}

const planned = async (at: ReturnType<typeof patient>) => {
  at.clock.set(tickAt(1))
  const { collect, evaluate } = await plan(at.on, tickAt(1))
  const [toCollect, toEvaluate] = [collect[0], evaluate[0]]
  if (!toCollect || !toEvaluate) throw new Error('nothing is planned')
  return { toCollect, toEvaluate }
}

/** Calls until nothing is left; what each call answered. */
const toTheEnd = async <T extends { again?: Slice }>(
  first: Slice,
  call: (slice: Slice) => Promise<T>,
): Promise<T[]> => {
  const answers: T[] = []
  for (let slice: Slice | undefined = first; slice; slice = answers.at(-1)?.again) answers.push(await call(slice))
  return answers
}

/** True after so many questions, anew for each call. */
const afterSo = (many: number) => {
  let left = many
  return () => left-- <= 0
}

describe('a slice whose clusters wait', () => {
  it('has three of them under way at a time, and says for how long', async () => {
    const at = patient()
    const { toCollect } = await planned(at)
    at.send.asked.length = 0
    const first = await collect(at.on, toCollect)
    expect(first).toMatchObject({ wait: 7, again: { ...toCollect, left: expect.any(Array) } })
    expect(at.send.asked.filter((action) => action === 'eks:DescribeCluster')).toHaveLength(3)
  })

  it('comes to an end, and its tick to what a worker that waits makes of it', async () => {
    const at = patient()
    const { toCollect, toEvaluate } = await planned(at)
    const answers = await toTheEnd(toCollect, (slice) => collect(at.on, slice))
    expect(answers.length).toBeGreaterThan(2)
    expect(answers.at(-1)).not.toHaveProperty('wait')
    await evaluate(at.on, toEvaluate)
    await seal(at.on, tickAt(1))

    const other = makeLittle(world())
    await other.tick(1)
    const statuses = async (store: typeof at.memory) =>
      readIndex((await store.get({ key: indexKey(tickAt(1)) }))?.body ?? new Uint8Array()).flatMap((line) =>
        'slot' in line ? [`${line.source} ${line.subject} ${line.status}`] : [],
      )
    expect(await statuses(at.memory)).toEqual(await statuses(other.memory))
    expect((await audit(at.memory, 2)).failed).toEqual([])
  })
})

describe('a slice whose queries come to no end', () => {
  it('is left for the next tick in time, with all read that waits for nothing', async () => {
    const at = patient(1_000)
    const { toCollect } = await planned(at)
    const answers = await toTheEnd(toCollect, async (slice) => {
      const answer = await collect(at.on, slice)
      at.clock.set(plus(at.clock.now(), 600))
      return answer
    })
    expect(answers).toHaveLength(5)
    await seal(at.on, tickAt(1))
    const index = readIndex((await at.memory.get({ key: indexKey(tickAt(1)) }))?.body ?? new Uint8Array())
    const unread = index.filter((line) => 'slot' in line && line.status === 'failed')
    expect(unread.map((line) => 'slot' in line && [line.source, ...line.reasons])).toEqual(
      unread.map(() => ['eks-cluster', expect.stringContaining('is missing')]),
    )
    expect(unread).toHaveLength(clusters)
    expect((await audit(at.memory, 2)).failed).toEqual([])
  })
})

describe('two workers of one slice', () => {
  it('of which one is never heard of again leave no slot behind: the other goes on behind its part', async () => {
    const at = patient()
    const { toCollect } = await planned(at)
    // Just before the one puts all that it has read, the other puts what it has, and dies.
    let isMet = false
    const meeting: Store = {
      ...at.memory,
      async putOnce(key, body) {
        if (!isMet && key.includes('/eks-cluster/')) {
          isMet = true
          await collect(at.on, toCollect)
        }
        return at.memory.putOnce(key, body)
      },
    }
    const patiently = { ...at.on, store: meeting, pause: async () => undefined }
    await toTheEnd(toCollect, (slice) => collect(patiently, slice))
    await seal(at.on, tickAt(1))
    const index = readIndex((await at.memory.get({ key: indexKey(tickAt(1)) }))?.body ?? new Uint8Array())
    expect(index.filter((line) => 'slot' in line && line.status === 'failed')).toEqual([])
  })
})

describe('a slice whose time is up', () => {
  it('is gone on with, reading after reading', async () => {
    const at = makeLittle(world())
    const { toCollect } = await planned(at)
    const answers = await toTheEnd(toCollect, (slice) => collect({ ...at.on, isTimeUp: afterSo(2) }, slice))
    expect(answers.length).toBeGreaterThan(2)
    const whole = makeLittle(world())
    await planned(whole)
    await collect(whole.on, toCollect)
    expect([...at.memory.objects.keys()].filter((key) => key.includes('.1.ndjson')).sort()).toEqual(
      [...whole.memory.objects.keys()].filter((key) => key.includes('.1.ndjson')).sort(),
    )
  })

  it('is gone on with, judgement after judgement', async () => {
    const at = makeLittle(world())
    const { toCollect, toEvaluate } = await planned(at)
    await collect(at.on, toCollect)
    const answers = await toTheEnd(toEvaluate, (slice) => evaluate({ ...at.on, isTimeUp: afterSo(4) }, slice))
    expect(answers.slice(0, -1).every(({ evaluated, wait }) => evaluated === 4 && wait === 0)).toBe(true)
    const evaluations = [...at.memory.objects.keys()].filter((key) => key.includes('/evaluations/'))
    expect(evaluations.length).toBe(answers.reduce((sum, { evaluated }) => sum + evaluated, 0))
  })
})
