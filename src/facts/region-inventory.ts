// How many clusters and repositories a region holds.
import { notDocumented } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { found } from './inventory.ts'

export const regionInventory = defineFact({
  id: 'region-inventory',
  source: 'inventory',
  of: 'region',
  actions: ['eks:ListClusters', 'eks:DescribeCluster', 'ecr:DescribeRepositories'],
  read(exchanges, { subject }) {
    const { subjects, unidentified, complete } = found([...exchanges], subject)
    if (!complete.cluster || !complete.repository) throw notDocumented('the inventory', 'a list')
    const count = (scope: string) => subjects.filter((one) => one.scope === scope).length
    return {
      clusters: count('cluster'),
      repositories: count('repository'),
      unidentified: unidentified.map(({ id, reason }) => `${id}: ${reason}`),
    }
  },
})
