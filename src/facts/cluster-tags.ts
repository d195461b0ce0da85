// The tags of a cluster, by key: of one that the EKS Connector shows too.
import * as z from 'zod/mini'
import { absence, answers } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { unknown } from '../model.ts'

const Tagged = z.object({ cluster: z.object({ tags: z.record(z.string(), z.string()) }) })

export const clusterTags = defineFact<Record<string, string>>({
  id: 'cluster-tags',
  source: 'eks-cluster',
  of: 'cluster',
  actions: ['eks:DescribeCluster'],
  read(exchanges) {
    const [answer] = answers(exchanges, 'eks:DescribeCluster', Tagged)
    if (answer) return answer.body.cluster.tags
    return unknown(`the cluster was gone when it was read: ${absence(exchanges, 'eks:DescribeCluster')}`)
  },
})
