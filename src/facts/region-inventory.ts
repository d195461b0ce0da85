// How many clusters and repositories a region holds, and when they were counted.
import { defineFact } from '../fact.ts'
import { type Instant, unknown } from '../model.ts'
import { found } from './inventory.ts'

export const regionInventory = defineFact({
  id: 'region-inventory',
  source: 'inventory',
  of: 'region',
  actions: ['eks:ListClusters', 'eks:DescribeCluster', 'ecr:DescribeRepositories'],
  read(exchanges, { subject }) {
    const lines = [...exchanges]
    const at = lines.map((line) => line.at).sort()[0] as Instant | undefined
    if (!at) return unknown('nothing was read')
    const { subjects, unidentified } = found(lines, subject)
    const count = (scope: string) => subjects.filter((one) => one.scope === scope).length
    return {
      at,
      clusters: count('cluster'),
      repositories: count('repository'),
      unidentified: unidentified.map(({ id, reason }) => `${id}: ${reason}`),
    }
  },
})
