// Clusters that send no audit log: that is said of each, and nothing about them counts as clean.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openWire, type Wire } from './over-the-wire.ts'

let at: Wire
beforeEach(async () => {
  at = await openWire()
  const types = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'] as const
  for (const { cluster } of at.world.clusters)
    cluster.logging = { clusterLogging: [{ types: [...types], enabled: false }] }
})
afterEach(() => at.close())

it('a cluster with no audit log at all is unknown, and LOG-01 fails', async () => {
  for (let hour = 0; hour < 3; hour++) await at.tick(hour)
  const all = (outcome: string) => ({ alpha: outcome, beta: outcome, gamma: outcome })
  for (const { status } of Object.values(await at.slots(2, 'audit-log'))) expect(status).toBe('empty')
  expect(await at.outcomes(2, 'LOG-01')).toEqual(all('fail'))
  for (const control of ['LOG-02', 'LOG-03', 'LOG-08', 'ACC-04', 'ACC-05', 'CHG-06'])
    expect([control, await at.outcomes(2, control)]).toEqual([control, all('unknown')])
  for (const control of ['EVD-07', 'LOG-12'])
    expect([control, await at.outcomes(2, control)]).toEqual([control, all('not-applicable')])
  expect(await at.failures(3)).toEqual([])
})
