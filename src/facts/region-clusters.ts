// The clusters of a region by their ARNs, connected ones among them.
import { notDocumented } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { found } from './inventory.ts'

export const regionClusters = defineFact<string[]>({
  id: 'region-clusters',
  source: 'inventory',
  of: 'region',
  actions: ['eks:ListClusters', 'eks:DescribeCluster'],
  read(exchanges, { subject }) {
    const { subjects, unidentified, complete } = found([...exchanges], subject)
    if (!complete.cluster) throw notDocumented('the inventory', 'a list')
    return [...subjects, ...unidentified].flatMap(({ scope, id }) => (scope === 'cluster' ? [id] : [])).sort()
  },
})
