// The slices of a tick's tasks: all of them once, in what Step Functions carries from state to state.
import { expect, it } from 'vitest'
import { type Planned, slices } from '../../src/plan/plan.ts'
import { planKey } from '../../src/store/keys.ts'

const tick = '2026-01-05T00:20:00Z'

it.each([0, 1, 50, 51, 75_000, 75_001, 100_000])('hold each of %d tasks once', (count) => {
  let next = 0
  for (const { from, to } of slices(tick, count)) {
    expect([from, to > from]).toEqual([next, true])
    next = to
  }
  expect(next).toBe(count)
})

it('of 100,000 tasks to collect and as many to evaluate fit between two states', () => {
  const all = slices(tick, 100_000)
  const collect = all.map((slice) => ({ ...slice, until: tick }))
  const plan: Planned = { tick, sealed: false, plan: planKey(tick), resumed: false, collect, evaluate: all }
  // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
  expect(JSON.stringify({ tick, plan }).length).toBeLessThan(256 * 1_024)
})
