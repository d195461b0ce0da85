// A configuration that is none: the hours until somebody mends it are not lost, and the evidence says what happened.
import { describe, expect, it } from 'vitest'
import { readPlan, writeDocument } from '../../src/store/documents.ts'
import { configKey, planKey } from '../../src/store/keys.ts'
import { audit, makeLittle, tickAt } from './little.ts'

const bytes = async (at: ReturnType<typeof makeLittle>, key: string) =>
  Buffer.from((await at.memory.get({ key }))?.body ?? new Uint8Array()).toString()

const bad = 'regions: [nowhere]\nexclude: [{ subject: x }]\n'

describe('a configuration that is refused', () => {
  it('leaves the one before in force, with every fault in the plan', async () => {
    const at = makeLittle()
    await at.tick(0)
    at.state.config = bad
    expect((await at.tick(1))?.counts.failed).toBe(0)
    expect(await bytes(at, configKey(tickAt(1)))).toBe(await bytes(at, configKey(tickAt(0))))
    const { refused } = readPlan(Buffer.from(await bytes(at, planKey(tickAt(1)))))
    expect(refused.map((fault) => fault.split(':')[0])).toEqual(['regions[0]', 'exclude[0].reason'])
    expect(at.warnings).toHaveLength(1)
  })

  it('is a deviation to the auditor, and none once it is mended', async () => {
    const at = makeLittle()
    await at.tick(0)
    at.state.config = bad
    await at.tick(1)
    at.state.config = 'regions: [eu-west-1, us-east-1]\n'
    await at.tick(2)
    const { failed, said } = await audit(at.memory, 3)
    expect(failed).toEqual([])
    expect(said.filter((one) => one.includes('was refused'))).toHaveLength(2)
  })

  it('stops the very first tick: there is nothing to go on with', async () => {
    const at = makeLittle()
    at.state.config = bad
    await expect(at.tick(0)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    expect([...at.memory.objects.keys()]).toEqual([])
  })

  it('is no excuse for running with another one than the one before', async () => {
    const at = makeLittle()
    await at.tick(0)
    at.state.config = 'regions: [eu-west-1]\n'
    const put = at.memory.putOnce
    const claiming: typeof put = async (key, body) =>
      put(key, key === planKey(tickAt(1)) ? writeDocument({ ...readPlan(body), refused: ['regions: mistyped'] }) : body)
    await at.tick(1, { store: { ...at.memory, putOnce: claiming } })
    expect((await audit(at.memory, 2)).failed.filter((one) => one.includes('plan-derives'))).not.toEqual([])
  })
})
