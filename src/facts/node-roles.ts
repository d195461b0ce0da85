// As which roles the nodes of the cluster act, as far as EKS makes them: managed node groups and Auto Mode.
import * as z from 'zod/mini'
import { answers, listAnswers } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { isCluster, readCluster } from './of-cluster.ts'

const shape = z.object({ computeConfig: z.nullish(z.object({ nodeRoleArn: z.nullish(z.string()) })) })
const List = z.object({ nodegroups: z.array(z.string()) })
const Described = z.object({ nodegroup: z.object({ nodeRole: z.string() }) })

/** ARNs, each once. */
export const nodeRoles = defineFact({
  id: 'node-roles',
  source: 'eks-cluster',
  of: 'cluster',
  actions: ['eks:DescribeCluster', 'eks:ListNodegroups', 'eks:DescribeNodegroup'],
  read(exchanges) {
    const found = readCluster(exchanges, shape)
    if (!isCluster(found)) return found
    // A local cluster on Outposts has no managed node groups, and is not asked for any.
    if (exchangesOf(exchanges, 'eks:ListNodegroups')) listAnswers(exchanges, 'eks:ListNodegroups', List)
    const auto = found.cluster.computeConfig?.nodeRoleArn
    const roles = [...answers(exchanges, 'eks:DescribeNodegroup', Described)].map(({ body }) => body.nodegroup.nodeRole)
    return [...new Set([...roles, ...(auto ? [auto] : [])])].sort()
  },
})

const exchangesOf = (exchanges: Iterable<{ action: string }>, action: string): boolean => {
  for (const one of exchanges) if (one.action === action) return true
  return false
}
