// Workers that meet, on one tick or on two, in any order of their calls to the store.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runTick } from '../../src/cli/tick.ts'
import { operation } from '../../src/wire.ts'
import { holds } from './holds.ts'
import { catalog, makeLittle, tickAt } from './little.ts'
import { type Stop, stopping, taking } from './stops.ts'

const query = operation('logs:Query', { busyWhen: ['LimitExceededException'] })

/** Windows whose answers are waited for, as a query's are. */
const waited = catalog.sources.map((source) =>
  source.id === 'activity'
    ? {
        ...source,
        operations: [...source.operations, query],
        observe: async (given: Parameters<typeof source.observe>[0]) => {
          await source.observe(given)
          await given.pause(7)
        },
      }
    : source,
)

describe('workers that meet', () => {
  const turns = fc.infiniteStream(fc.nat())
  const chooser = (stream: Iterator<number>) => (waiting: number) => (stream.next().value as number) % waiting

  it('on one tick seal it once', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(turns, fc.integer({ min: 0, max: 2 }), async (stream, hour) => {
        const at = makeLittle()
        for (let before = 0; before < hour; before++) await at.tick(before)
        const { gated, run } = taking(chooser(stream))
        await run([at.tick(hour, { store: gated(at.memory) }), at.tick(hour, { store: gated(at.memory) })])
        for (let next = hour; next < hour + 3; next++) await at.tick(next)
        await holds(at, hour + 3)
        expect([...at.memory.objects.keys()].filter((key) => key.startsWith('ledger/'))).toHaveLength(hour + 3)
      }),
      { seed: 7, numRuns: 60 },
    )
  })

  it('on two ticks lose nothing of either', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(turns, fc.integer({ min: 0, max: 2 }), async (stream, hour) => {
        const at = makeLittle()
        for (let before = 0; before < hour; before++) await at.tick(before)
        const { gated, run } = taking(chooser(stream))
        at.clock.set(tickAt(hour + 1))
        const both = [at.tick(hour, { store: gated(at.memory) }), at.tick(hour + 1, { store: gated(at.memory) })]
        await run(both)
        for (let next = hour + 1; next < hour + 5; next++) await at.tick(next)
        await holds(at, hour + 5)
      }),
      { seed: 11, numRuns: 60 },
    )
  })

  it('on one tick whose windows are waited for, and of whom one stops, leave none of them behind', {
    timeout: 300_000,
  }, async () => {
    const stop = fc.record({ at: fc.integer({ min: 1, max: 160 }), how: fc.constantFrom<Stop>('before', 'after') })
    await fc.assert(
      fc.asyncProperty(turns, stop, async (stream, { at: call, how }) => {
        const at = makeLittle()
        for (const hour of [0, 1]) await at.tick(hour)
        const { pause: _, ...on } = { ...at.on, catalog: { ...catalog, sources: waited } }
        at.clock.set(tickAt(2))
        const { gated, run } = taking(chooser(stream))
        const one = stopping(gated(at.memory), call, how)
        await run([runTick({ ...on, store: one }, tickAt(2)), runTick({ ...on, store: gated(at.memory) }, tickAt(2))])
        for (let next = 2; next < 5; next++) await at.tick(next)
        const { lines } = await holds(at, 5)
        expect(lines.filter(({ status }) => status === 'failed')).toEqual([])
      }),
      { seed: 19, numRuns: 60 },
    )
  })

  it('and stop, each somewhere, lose nothing', { timeout: 300_000 }, async () => {
    const stop = fc.record({
      at: fc.integer({ min: 1, max: 90 }),
      how: fc.constantFrom<Stop>('before', 'after', 'lost'),
    })
    await fc.assert(
      fc.asyncProperty(turns, stop, stop, fc.integer({ min: 0, max: 1 }), async (stream, one, other, apart) => {
        const at = makeLittle()
        await at.tick(0)
        const { gated, run } = taking(chooser(stream))
        await run([
          at.tick(1, { store: stopping(gated(at.memory), one.at, one.how) }),
          at.tick(1 + apart, { store: stopping(gated(at.memory), other.at, other.how) }),
        ])
        for (let next = 1; next < 6; next++) await at.tick(next)
        await holds(at, 6)
      }),
      { seed: 13, numRuns: 100 },
    )
  })
})
