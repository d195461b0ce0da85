// A tick whose time has not come: the ledger's head must not run ahead of the clock.
import { expect, it } from 'vitest'
import { runTick } from '../../src/cli/tick.ts'
import { plus } from '../../src/clock.ts'
import { makeLittle, tickAt } from '../pipeline/little.ts'

it('refuses a tick of the future before anything is put', async () => {
  const at = makeLittle()
  await at.tick(0)
  const before = at.memory.objects.size
  await expect(runTick(at.on, tickAt(2))).rejects.toMatchObject({ code: 'USAGE' })
  expect(at.memory.objects.size).toBe(before)
})

it('takes a tick that the scheduler starts a few seconds early', async () => {
  const at = makeLittle()
  at.clock.set(plus(tickAt(0), -5))
  expect(await runTick(at.on, tickAt(0))).toMatchObject({ sequence: 1 })
})
