// A worker that stops anywhere: what it leaves is finished, adopted or named, and verify never calls it broken.
import { describe, it } from 'vitest'
import { holds } from './holds.ts'
import { makeLittle } from './little.ts'
import { died, type Stop, stopping } from './stops.ts'

describe('a tick that stops at any call to the store', () => {
  const callsOf = async (hour: number): Promise<number> => {
    const at = makeLittle()
    for (let before = 0; before < hour; before++) await at.tick(before)
    const store = stopping(at.memory, Number.POSITIVE_INFINITY, 'before')
    await at.tick(hour, { store })
    return store.calls()
  }

  for (const how of ['before', 'after', 'lost'] satisfies Stop[]) {
    for (const hour of [0, 1]) {
      it(`is finished by its own rerun (${how}, tick ${hour})`, { timeout: 300_000 }, async () => {
        const calls = await callsOf(hour)
        for (let n = 1; n <= calls; n++) {
          const at = makeLittle()
          for (let before = 0; before < hour; before++) await at.tick(before)
          await died(at.tick(hour, { store: stopping(at.memory, n, how) }))
          await at.tick(hour)
          for (let next = hour + 1; next < hour + 3; next++) await at.tick(next)
          await holds(at, hour + 3)
        }
      })

      it(`is finished by the next tick (${how}, tick ${hour})`, { timeout: 300_000 }, async () => {
        const calls = await callsOf(hour)
        for (let n = 1; n <= calls; n++) {
          const at = makeLittle()
          for (let before = 0; before < hour; before++) await at.tick(before)
          await died(at.tick(hour, { store: stopping(at.memory, n, how) }))
          for (let next = hour + 1; next < hour + 4; next++) await at.tick(next)
          await holds(at, hour + 4).catch((error: unknown) => {
            throw new Error(`stopped at call ${n}`, { cause: error })
          })
        }
      })
    }
  }
})
