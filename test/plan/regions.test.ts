// The regions that a deployment names count where the configuration names none; what a tick ran with is sealed, and verified.
import { expect, it } from 'vitest'
import { configOf } from '../../src/config.ts'
import { readPlan } from '../../src/store/documents.ts'
import { configKey, planKey } from '../../src/store/keys.ts'
import { holds } from '../pipeline/holds.ts'
import { makeLittle, tickAt } from '../pipeline/little.ts'

const observed = async (config: string, regions: string[] | undefined): Promise<string[]> => {
  const at = makeLittle()
  at.state.config = config
  await at.tick(0, { regions })
  await holds(at, 1)
  const plan = readPlan((await at.memory.get({ key: planKey(tickAt(0)) }))?.body ?? new Uint8Array())
  const stored = configOf((await at.memory.get({ key: configKey(tickAt(0)) }))?.body ?? new Uint8Array())
  const found = plan.tasks.flatMap(({ subject }) => (subject.scope === 'region' ? [subject.name] : []))
  expect(stored.regions).toEqual(config === '' ? (regions ?? 'all') : ['us-east-1'])
  return found.sort()
}

it('observes the regions that the deployment names', async () => {
  expect(await observed('', ['eu-west-1'])).toEqual(['eu-west-1'])
})

it('observes those of the configuration, where it names some', async () => {
  expect(await observed('regions: [us-east-1]\n', ['eu-west-1'])).toEqual(['us-east-1'])
})

it('observes all where neither names any', async () => {
  expect((await observed('', undefined)).length).toBeGreaterThan(1)
})
