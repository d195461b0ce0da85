// A subject that is left out for a while owes nothing of that time, and everything from the tick that takes it up again.
import { describe, expect, it } from 'vitest'
import { readPlan } from '../../src/store/documents.ts'
import { planKey } from '../../src/store/keys.ts'
import { holds } from './holds.ts'
import { audit, type Little, makeLittle, tickAt } from './little.ts'

const without = 'regions: [eu-west-1, us-east-1]\nexclude: [{ subject: "*cluster/test", reason: moved }]\n'

/** Six ticks with all, four without one cluster, and as many with it again as a test wants; what `denied` says fails. */
const ran = async (until: number, denied: (hour: number) => boolean = () => false): Promise<Little> => {
  const at = makeLittle()
  const own = at.state.config
  for (let hour = 0; hour < until; hour++) {
    at.state.config = hour >= 6 && hour < 10 ? without : own
    at.fault.now = (action) =>
      denied(hour) && action === 'eks:ListClusters' ? { code: 'AccessDenied', message: 'no' } : undefined
    await at.tick(hour)
  }
  return at
}

const planOf = async (at: Little, hour: number) =>
  readPlan((await at.memory.get({ key: planKey(tickAt(hour)) }))?.body ?? new Uint8Array())

/** All that fails is that the rules were loosened, as they were. */
const onlyLoosened = async (at: Little, hours: number): Promise<void> => {
  const { failed } = await audit(at.memory, hours)
  expect(failed.filter((one) => !one.startsWith('fail config-weakened'))).toEqual([])
}

describe('a cluster that was left out', () => {
  it.each<[string, (hour: number) => boolean]>([
    ['as its inventories went well', () => false],
    ['and whose inventory was denied when the rule was lifted', (hour) => hour === 10],
    ['and whose inventory was denied before and after', (hour) => hour > 7 && hour < 13],
  ])('owes from then on, %s', async (_, denied) => {
    const at = await ran(18, denied)
    await onlyLoosened(at, 18)
    const task = (await planOf(at, 17)).tasks.find(({ subject }) => subject.name === 'test')
    expect(task?.included).toBe(tickAt(10))
    const { configs } = await accepted(at)
    const { lines } = await holds(at, 18, { configs })
    const own = lines.filter(({ subject }) => subject.startsWith('test-'))
    expect(own.filter(({ status }) => status === 'missed')).toEqual([])
    const starts = own.filter(({ source }) => source === 'activity').map(({ slot }) => slot.start.slice(11, 13))
    expect(starts).toEqual(['00', '01', '02', '03', '04', '10', '11', '12', '13', '14', '15', '16'])
  })

  it('is no task while it is, and named with its rule', async () => {
    const { tasks, excluded } = await planOf(await ran(8), 7)
    expect(tasks.map(({ subject }) => subject.name)).not.toContain('test')
    expect(excluded.map(({ name, rule }) => [name, rule])).toEqual([['test', '*cluster/test']])
  })

  it('is gone for good where it was deleted meanwhile', async () => {
    const at = makeLittle()
    const own = at.state.config
    for (let hour = 0; hour < 8; hour++) {
      at.state.config = hour >= 2 && hour < 5 ? without : own
      if (hour === 3) at.world.clusters = at.world.clusters.filter(({ name }) => name !== 'test')
      await at.tick(hour)
    }
    expect((await planOf(at, 4)).excluded).toEqual([])
    expect((await planOf(at, 7)).tasks.map(({ subject }) => subject.name)).not.toContain('test')
    await onlyLoosened(at, 8)
  })
})

const accepted = async (at: Little) => ({ configs: [(await planOf(at, 6)).config.sha256] })
