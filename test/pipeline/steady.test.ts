// A tick after the other, as they should run.
import { describe, expect, it } from 'vitest'
import { audit, makeLittle } from './little.ts'

describe('ticks that nothing disturbs', () => {
  it('are intact', async () => {
    const at = makeLittle()
    for (let hour = 0; hour < 30; hour++) await at.tick(hour)
    const { said } = await audit(at.memory, 30)
    expect(at.warnings).toEqual([])
    expect(said.filter((one) => !one.endsWith('was not read when the ledger ended'))).toEqual([])
  })

  it('do nothing when they are run again', async () => {
    const at = makeLittle()
    await at.tick(0)
    const [keys, asked] = [at.memory.objects.size, at.send.asked.length]
    expect(await at.tick(0)).toBeUndefined()
    expect([at.memory.objects.size, at.send.asked.length]).toEqual([keys, asked])
  })
})
