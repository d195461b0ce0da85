// The order of a tick, and what the state machine does where a function fails.
import { describe, expect, it } from 'vitest'
import { failure, runMachine, states } from './machine.ts'

const tick = '2026-01-05T01:20:00Z'
const earlier = '2026-01-05T00:20:00Z'
const slice = (from: number) => ({ plan: 'ticks/2026/01/05/0120Z/plan.json', from, to: from + 50 })
const planned = { tick, sealed: false, resumed: false, plan: slice(0).plan, collect: [slice(0)], evaluate: [slice(0)] }
const nothing = () => ({})
const handlers = { Plan: () => planned, CollectSlice: nothing, EvaluateSlice: nothing, Seal: nothing, Publish: nothing }

describe('a tick', () => {
  it('is planned, collected, evaluated, sealed and published', async () => {
    const { calls, ended } = await runMachine({ tick }, handlers)
    expect(ended).toBe('succeeded')
    expect(calls).toEqual([
      { name: 'Plan', input: { tick } },
      { name: 'CollectSlice', input: slice(0) },
      { name: 'EvaluateSlice', input: slice(0) },
      { name: 'Seal', input: { tick } },
      { name: 'Publish', input: { tick } },
    ])
  })

  it('that is sealed is left alone', async () => {
    const { names, ended } = await runMachine({ tick }, { ...handlers, Plan: () => ({ ...planned, sealed: true }) })
    expect({ names, ended }).toEqual({ names: ['Plan'], ended: 'succeeded' })
  })

  it('that has nothing to read is judged and sealed', async () => {
    const { names } = await runMachine({ tick }, { ...handlers, Plan: () => ({ ...planned, collect: [] }) })
    expect(names).toEqual(['Plan', 'EvaluateSlice', 'Seal', 'Publish'])
  })

  it('that has nothing to judge is sealed', async () => {
    const { names } = await runMachine({ tick }, { ...handlers, Plan: () => ({ ...planned, evaluate: [] }) })
    expect(names).toEqual(['Plan', 'CollectSlice', 'Seal', 'Publish'])
  })

  it('is read slice by slice', async () => {
    const collect = [slice(0), slice(50), slice(100)]
    const { calls } = await runMachine({ tick }, { ...handlers, Plan: () => ({ ...planned, collect }) })
    expect(calls.filter(({ name }) => name === 'CollectSlice').map(({ input }) => input)).toEqual(collect)
  })

  it('comes after an earlier one that was not finished', async () => {
    const plans = [{ ...planned, tick: earlier, resumed: true }, planned]
    const { calls, ended } = await runMachine({ tick }, { ...handlers, Plan: () => plans.shift() })
    expect(ended).toBe('succeeded')
    expect(calls.filter(({ name }) => name === 'Plan').map(({ input }) => input)).toEqual([{ tick }, { tick }])
    expect(calls.filter(({ name }) => name === 'Seal').map(({ input }) => input)).toEqual([{ tick: earlier }, { tick }])
  })
})

describe('a failure', () => {
  const failing = (code: string, times: number) => {
    let left = times
    return () => {
      if (left-- > 0) throw failure(code)
      return {}
    }
  }

  it.each(['STORE_REFUSED', 'STORE_UNREADABLE', 'SIGNER_UNAVAILABLE'])(
    'that may pass is tried again: %s',
    async (code) => {
      const { names, ended } = await runMachine({ tick }, { ...handlers, Seal: failing(code, 2) })
      expect(names.filter((name) => name === 'Seal')).toHaveLength(3)
      expect(ended).toBe('succeeded')
    },
  )

  it.each(['LEDGER_BROKEN', 'CONFIG_INVALID'])('that does not pass ends the tick at once: %s', async (code) => {
    const Plan = () => {
      throw failure(code)
    }
    const { names, ended } = await runMachine({ tick }, { ...handlers, Plan })
    expect(names).toEqual(['Plan'])
    expect(ended).not.toBe('succeeded')
  })

  it('of the signing key does not keep the next tick from being read', async () => {
    const plans = [{ ...planned, tick: earlier, resumed: true }, planned]
    const { names, ended } = await runMachine(
      { tick },
      { ...handlers, Plan: () => plans.shift(), Seal: failing('SIGNER_UNAVAILABLE', 4) },
    )
    expect(names.filter((name) => name === 'CollectSlice')).toHaveLength(2)
    expect(ended).toBe('succeeded')
  })

  it('of the signing key shows: the execution fails', async () => {
    const { names, ended } = await runMachine({ tick }, { ...handlers, Seal: failing('SIGNER_UNAVAILABLE', 99) })
    expect(names.at(-1)).toBe('Seal')
    expect(ended).not.toBe('succeeded')
  })

  it('to publish shows, and undoes nothing', async () => {
    const { names, ended } = await runMachine({ tick }, { ...handlers, Publish: failing('JSON_INVALID', 99) })
    expect(names.filter((name) => name === 'Seal')).toHaveLength(1)
    expect(ended).not.toBe('succeeded')
  })

  it.each(['Collect', 'Evaluate'])('of a slice fails no tick: %s', (name) => {
    expect(states[name]).toMatchObject({
      ToleratedFailurePercentage: 100,
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
    })
  })

  it.each(['Plan', 'CollectSlice', 'EvaluateSlice', 'Seal', 'Publish'])(
    'of Lambda itself is tried again: %s',
    (name) => {
      expect(states[name]?.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals)).toEqual(
        expect.arrayContaining(['Lambda.ServiceException', 'Lambda.TooManyRequestsException', 'Sandbox.Timedout']),
      )
    },
  )
})
