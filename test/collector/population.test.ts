// The stack that the collector runs in is one of its subjects: every hour, by no rule left out, and not where there is none.
import { describe, expect, it } from 'vitest'
import { asking, defineSource, once } from '../../src/source.ts'
import { readPlan } from '../../src/store/documents.ts'
import { planKey } from '../../src/store/keys.ts'
import { operation } from '../../src/wire.ts'
import { account, audit, catalog, makeLittle, tickAt } from '../pipeline/little.ts'

const stack = (name: string): string => `arn:aws:cloudformation:eu-west-1:${account}:stack/${name}/1`
const mine = stack('eks-evidence-prod')

// The little account's AWS has no stacks: any answer will do.
const describeCluster = operation<{ name: string }, unknown>('eks:DescribeCluster')
const collector = defineSource({
  id: 'collector',
  kind: 'state',
  of: 'deployment',
  every: 3_600,
  ...asking(once(describeCluster, () => ({ name: 'prod' }))),
})
const withCollector = { ...catalog, sources: [...catalog.sources, collector] }

const planned = async (at: ReturnType<typeof makeLittle>, hour: number) => {
  const found = await at.memory.get({ key: planKey(tickAt(hour)) })
  const plan = readPlan(found?.body ?? new Uint8Array())
  return { ...plan, stacks: plan.tasks.filter(({ subject }) => subject.scope === 'deployment') }
}

describe('the stack of the collector', () => {
  it('is planned by its ARN, name and home, and owed every hour', async () => {
    const at = makeLittle()
    for (const hour of [0, 1, 2]) await at.tick(hour, { catalog: withCollector, deployment: mine })
    for (const hour of [0, 1, 2]) {
      const { deployment, stacks } = await planned(at, hour)
      const start = `2026-01-05T0${hour}:00:00Z`
      expect(deployment).toBe(mine)
      expect(stacks.map(({ subject }) => subject)).toEqual([
        { scope: 'deployment', id: mine, name: 'eks-evidence-prod', region: 'eu-west-1', bornAt: null },
      ])
      expect(stacks.flatMap(({ due }) => due.map(({ source, slot }) => [source, slot.start]))).toEqual([
        ['collector', start],
      ])
    }
  })

  it('is none where it runs in none', async () => {
    const at = makeLittle()
    await at.tick(0, { catalog: withCollector })
    expect(await planned(at, 0)).toMatchObject({ deployment: null, stacks: [] })
  })

  it('is left out by no rule, and observed where its region is not', async () => {
    const at = makeLittle()
    at.state.config = 'regions: [us-east-1]\nexclude: [{ subject: "*", reason: all }]\n'
    await at.tick(0, { catalog: withCollector, deployment: mine })
    expect((await planned(at, 0)).stacks).toHaveLength(1)
  })

  it('gives way to another one, and says so', async () => {
    const at = makeLittle()
    await at.tick(0, { catalog: withCollector, deployment: mine })
    await at.tick(1, { catalog: withCollector, deployment: stack('eks-evidence-next') })
    const { stacks, excluded } = await planned(at, 1)
    expect(stacks.map(({ subject }) => subject.name)).toEqual(['eks-evidence-next'])
    expect(excluded).toContainEqual(expect.objectContaining({ id: mine, rule: 'deployment' }))
    const { failed, said } = await audit(at.memory, 1, {}, withCollector)
    expect(failed).toEqual([])
    expect(said.join('\n')).toContain(`deviation code-changed ${planKey(tickAt(1))}: the collector ran in ${mine}`)
  })

  it('that could not be read in its hour is a deviation', async () => {
    const at = makeLittle()
    await at.tick(0, { catalog: withCollector, deployment: mine })
    at.fault.now = (action, input) =>
      action === 'eks:DescribeCluster' && input.name === 'prod' ? { code: 'AccessDenied', message: 'no' } : undefined
    await at.tick(1, { catalog: withCollector, deployment: mine })
    at.fault.now = undefined
    await at.tick(2, { catalog: withCollector, deployment: mine })
    const { failed, said } = await audit(at.memory, 2, {}, withCollector)
    expect(failed).toEqual([])
    expect(said.join('\n')).toMatch(/deviation slot-read collector\/eks-evidence-prod-[0-9a-f]{20}/)
  })
})
