// What is asserted of a client over the wire: here, so that a wrong client can be held against it too.
import { expect } from 'vitest'
import type { Effect } from '../../sandbox/faults.ts'
import type { Wire } from './over-the-wire.ts'

export const names = ['alpha', 'beta', 'gamma']

/** One call about the second cluster goes wrong: its reading is partial and says so, and whole an hour later. */
export const saysWhatFailed = async (at: Wire, effect: Effect, code: string): Promise<void> => {
  await at.tick(0)
  at.sandbox.faults.add({ effect, service: 'eks', operation: 'ListAddons', input: { clusterName: 'beta' } })
  await at.tick(1)
  const slots = await at.slots(1, 'eks-cluster')
  expect([slots.alpha?.status, slots.beta?.status, slots.gamma?.status]).toEqual(['complete', 'partial', 'complete'])
  expect(slots.beta?.reasons.join('; ')).toMatch(new RegExp(`eks:ListAddons: .*(${code})`))
  at.sandbox.faults.clear()
  await at.tick(2)
  expect((await at.slots(2, 'eks-cluster')).beta?.status).toBe('complete')
  expect(await at.failures(3)).toEqual([])
}

/** The second of three clusters is denied: the first and the third are judged as before, the second is unknown. */
export const deniedAlone = async (at: Wire): Promise<void> => {
  await at.tick(0)
  const judged = await at.outcomes(0, 'NET-01')
  at.sandbox.faults.add({
    effect: { kind: 'denial' },
    service: 'eks',
    operation: 'DescribeCluster',
    input: { name: 'beta' },
  })
  await at.tick(1)
  expect(await at.outcomes(1, 'NET-01')).toEqual({ ...judged, beta: 'unknown' })
  const { owed, tasks } = await at.plan(1)
  expect(owed.map(({ name, reason }) => [name, reason.includes('AccessDenied')])).toEqual([['beta', true]])
  expect(tasks.flatMap(({ subject }) => (subject.scope === 'cluster' ? [subject.name] : [])).toSorted()).toEqual(names)
  at.sandbox.faults.clear()
  await at.tick(2)
  expect(await at.outcomes(2, 'NET-01')).toEqual(judged)
  expect(await at.failures(3)).toEqual([])
}

export const readToTheLast = async (at: Wire): Promise<void> => {
  at.sandbox.faults.add({ effect: { kind: 'page-limit', size: 1 } })
  await at.tick(0)
  expect(Object.keys(await at.slots(0, 'eks-cluster')).sort()).toEqual(names)
  for (const { status } of Object.values(await at.slots(0, 'eks-cluster'))) expect(status).toBe('complete')
  expect(await at.failures(1)).toEqual([])
}
