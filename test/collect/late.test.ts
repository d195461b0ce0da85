// Workers that come when their tick has its index already: they read nothing, and leave nothing behind.
import { expect, it } from 'vitest'
import { collect } from '../../src/collect/collect.ts'
import { evaluate } from '../../src/evaluate/evaluate.ts'
import { planKey } from '../../src/store/keys.ts'
import { makeLittle, tickAt } from '../pipeline/little.ts'

it('a slice of a settled tick is neither read nor judged', async () => {
  const at = makeLittle()
  for (let hour = 0; hour < 2; hour++) await at.tick(hour)
  const [keys, asked] = [at.memory.objects.size, at.send.asked.length]
  const slice = { plan: planKey(tickAt(1)), from: 0, to: 50 }
  expect(await collect({ ...at.on, store: { ...at.memory } }, slice)).toEqual({ observed: 0, broken: 0 })
  expect(await evaluate({ ...at.on, store: { ...at.memory } }, slice)).toEqual({ evaluated: 0, broken: 0 })
  expect([at.memory.objects.size, at.send.asked.length]).toEqual([keys, asked])
})

it('a slice without a plan is refused by name', async () => {
  const at = makeLittle()
  const slice = { plan: planKey(tickAt(1)), from: 0, to: 50 }
  await expect(collect(at.on, slice)).rejects.toMatchObject({ code: 'PLAN_MISSING' })
  await expect(evaluate(at.on, slice)).rejects.toMatchObject({ code: 'PLAN_MISSING' })
})
