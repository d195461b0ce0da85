// A cluster that is deleted while it is read: what was to be listed is gone, which is not the same as empty.
import { describe, expect, it } from 'vitest'
import { accessOf } from '../../src/examples/access.ts'
import { describedCluster, none, subjects } from '../../src/examples/example.ts'
import { updatesOf } from '../../src/examples/updates.ts'
import type { Fact } from '../../src/fact.ts'
import { accessEntries } from '../../src/facts/access-entries.ts'
import { addons } from '../../src/facts/addons.ts'
import { eksUpdates } from '../../src/facts/eks-updates.ts'
import { healthIssues } from '../../src/facts/health-issues.ts'
import { insights } from '../../src/facts/insights.ts'
import { networkPolicy } from '../../src/facts/network-policy.ts'
import { nodeRemoteAccess } from '../../src/facts/node-remote-access.ts'
import { partTags } from '../../src/facts/part-tags.ts'
import { versionUpdates } from '../../src/facts/version-updates.ts'
import type { Action, Exchange } from '../../src/model.ts'

const slot = { start: '2026-01-05T00:00:00Z', end: '2026-01-06T00:00:00Z' }
const read = <T>(fact: Fact<T>, lines: Exchange[]) => fact.read(lines, { subject: subjects.cluster, slot })
const gone = (action: Action, input: object) => none(action, { ...input }, 'ResourceNotFoundException')

describe('a cluster deleted while it is read', () => {
  it.each([
    ['node groups', nodeRemoteAccess, 'eks:ListNodegroups', { clusterName: 'prod' }],
    ['access entries', accessEntries, 'eks:ListAccessEntries', { clusterName: 'prod' }],
    ['updates', eksUpdates, 'eks:ListUpdates', { name: 'prod' }],
    ['version updates', versionUpdates, 'eks:ListUpdates', { name: 'prod' }],
    ['add-ons', addons, 'eks:ListAddons', { clusterName: 'prod' }],
    ['network policy', networkPolicy, 'eks:ListAddons', { clusterName: 'prod' }],
    ['insights', insights, 'eks:ListInsights', { clusterName: 'prod' }],
    ['health', healthIssues, 'eks:ListCapabilities', { clusterName: 'prod' }],
    ['tags', partTags, 'eks:ListPodIdentityAssociations', { clusterName: 'prod' }],
  ] as const)('leaves its %s unknown', (_, fact, action, input) => {
    const lines = [describedCluster(), gone(action, input)]
    expect(read(fact as Fact<unknown>, lines)).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('the cluster was gone'),
    })
  })
})

describe('a thing deleted while its cluster is read', () => {
  it('leaves the other updates', () => {
    const done = { id: 'u-1', type: 'VersionUpdate', status: 'Successful', createdAt: 1_767_000_000 }
    const lines = updatesOf(done).map((line) =>
      line.action === 'eks:ListUpdates' && 'nodegroupName' in (line.input as object)
        ? gone(line.action, line.input as object)
        : line,
    )
    expect(read(eksUpdates, lines)).toMatchObject([{ id: 'u-1' }])
  })

  it('leaves the other access entries', () => {
    const [one, two] = ['arn:aws:iam::111122223333:role/one', 'arn:aws:iam::111122223333:role/two']
    const lines = accessOf('API', { principal: String(one) }, { principal: String(two) }).map((line) =>
      line.action !== 'eks:ListAccessEntries' && JSON.stringify(line.input).includes('role/two')
        ? gone(line.action, line.input as object)
        : line,
    )
    expect(read(accessEntries, lines)).toMatchObject({ entries: [{ principal: one }] })
  })
})
