// A tick that stops at any call to the store, while it has hits or looks into an incident: nothing is broken, nothing is told twice.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { died, type Stop, stopping, taking } from '../pipeline/stops.ts'
import { allTimelines, audit, makeIncident, timelinesAt } from './little.ts'

const holds = async (at: ReturnType<typeof makeIncident>, hours: number): Promise<void> => {
  const { failed, said } = await audit(at, hours)
  expect(failed).toEqual([])
  // One incident: whatever happened, it has a timeline, and another tick looks into it again only where none was sealed, or
  // where its reading broke off.
  const found = Array.from({ length: hours }, (_, hour) => timelinesAt(at, hour)).flat()
  expect(new Set(found.map(({ incident }) => incident.id)).size).toBe(1)
  const left = said.filter((one) => one.includes('no timeline was sealed'))
  const whole = found.filter(({ looked }) => !looked.some(({ not }) => not?.includes('nothing was put')))
  expect(whole.length).toBeGreaterThan(0)
  expect(whole.length).toBeLessThanOrEqual(1 + left.length)
}

const callsOf = async (hour: number): Promise<number> => {
  const at = makeIncident()
  for (let before = 0; before < hour; before++) await at.tick(before)
  const store = stopping(at.memory, Number.POSITIVE_INFINITY, 'before')
  await at.tick(hour, { store })
  return store.calls()
}

// The tick that judges the hit, the one that looks into it, and the one that must not do it again.
describe.each([1, 2, 3])('tick %i', (hour) => {
  for (const how of ['before', 'after', 'lost'] satisfies Stop[]) {
    it(`is finished by its own rerun (${how})`, { timeout: 300_000 }, async () => {
      const calls = await callsOf(hour)
      for (let n = 1; n <= calls; n++) {
        const at = makeIncident()
        for (let before = 0; before < hour; before++) await at.tick(before)
        await died(at.tick(hour, { store: stopping(at.memory, n, how) }))
        await at.run(hour, hour + 3)
        await holds(at, hour + 4)
      }
    })

    it(`is finished by the next tick (${how})`, { timeout: 300_000 }, async () => {
      const calls = await callsOf(hour)
      for (let n = 1; n <= calls; n++) {
        const at = makeIncident()
        for (let before = 0; before < hour; before++) await at.tick(before)
        await died(at.tick(hour, { store: stopping(at.memory, n, how) }))
        await at.run(hour + 1, hour + 4)
        await holds(at, hour + 5).catch((error: unknown) => {
          throw new Error(`stopped at call ${n}`, { cause: error })
        })
      }
    })
  }
})

describe('workers that meet', () => {
  const turns = fc.infiniteStream(fc.nat())
  const chooser = (stream: Iterator<number>) => (waiting: number) => (stream.next().value as number) % waiting

  it('on one tick make one timeline', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(turns, async (stream) => {
        const at = makeIncident()
        await at.run(0, 1)
        const { gated, run } = taking(chooser(stream))
        await run([at.tick(2, { store: gated(at.memory) }), at.tick(2, { store: gated(at.memory) })])
        await at.run(3, 4)
        await holds(at, 5)
      }),
      { seed: 5, numRuns: 25 },
    )
  })

  it('on two ticks look into it, and verify comes to the same', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(turns, fc.integer({ min: 1, max: 2 }), async (stream, hour) => {
        const at = makeIncident()
        await at.run(0, hour - 1)
        const { gated, run } = taking(chooser(stream))
        at.clock.set(`2026-01-05T0${hour + 1}:20:00Z`)
        const both = [hour, hour + 1].map((one) => at.tick(one, { store: gated(at.memory) }))
        await run(both)
        await at.run(hour + 2, hour + 5)
        const { failed } = await audit(at, hour + 6)
        expect(failed).toEqual([])
        expect(new Set(allTimelines(at).map((one) => one.slice(3))).size).toBe(1)
      }),
      { seed: 6, numRuns: 25 },
    )
  })
})
