// A cluster that is deleted between two readings: looked at once more, and retired when that says so too.
import { expect, it } from 'vitest'
import { readPlan } from '../../src/store/documents.ts'
import { planKey } from '../../src/store/keys.ts'
import { holds } from './holds.ts'
import { makeLittle, tickAt } from './little.ts'

it.each([6, 7, 8, 9, 10, 11, 12])(
  'is looked at again in a slot that was read in time, and that is not late (deleted before hour %i)',
  async (gone) => {
    const at = makeLittle()
    for (let hour = 0; hour < gone; hour++) await at.tick(hour)
    at.world.clusters = at.world.clusters.filter(({ name }) => name !== 'prod')
    for (let hour = gone; hour < gone + 8; hour++) await at.tick(hour)
    const { lines } = await holds(at, gone + 8)
    const looks = lines.filter(({ source, subject }) => source === 'eks-cluster' && subject.startsWith('prod-'))
    expect(looks.map(({ lateBy }) => lateBy)).toEqual(looks.map(() => 0))
    expect(looks.some(({ parts }) => parts.some(({ key }) => key.startsWith(folderOf(gone))))).toBe(true)
  },
)

it.each([6, 7, 8, 9, 10, 11])('is asked again once, where that look failed (deleted before hour %i)', async (gone) => {
  const at = makeLittle()
  for (let hour = 0; hour < gone; hour++) await at.tick(hour)
  at.world.clusters = at.world.clusters.filter(({ name }) => name !== 'prod')
  at.fault.now = (action) =>
    action === 'eks:DescribeCluster' ? { code: 'ThrottlingException', message: 'Rate exceeded' } : undefined
  await at.tick(gone)
  at.fault.now = undefined
  for (let hour = gone + 1; hour < gone + 8; hour++) await at.tick(hour)
  const { lines } = await holds(at, gone + 8)
  expect(at.warnings).toEqual([])
  const looks = lines.filter(({ source, subject }) => source === 'eks-cluster' && subject.startsWith('prod-'))
  expect(looks.at(-1)?.status).toBe('complete')
})

it('is retired by an inventory that tells it from the cluster that has its name now, and by no other', async () => {
  const at = makeLittle()
  for (let hour = 0; hour < 3; hour++) await at.tick(hour)
  for (const one of at.world.clusters) if (one.name === 'test') one.born = Date.parse(tickAt(2)) / 1_000
  for (let hour = 3; hour < 16; hour++) {
    const isDenied = hour === 4 || hour === 5
    at.fault.now = (action) =>
      isDenied && action === 'eks:DescribeCluster' ? { code: 'AccessDenied', message: 'no' } : undefined
    await at.tick(hour)
  }
  await holds(at, 16)
  const plan = readPlan((await at.memory.get({ key: planKey(tickAt(15)) }))?.body ?? new Uint8Array())
  expect(plan.tasks.filter(({ subject }) => subject.name === 'test')).toHaveLength(1)
})

const folderOf = (hour: number): string => `ticks/2026/01/05/${tickAt(hour).slice(11, 13)}20Z/`
