// As which roles the nodes of the cluster act, as far as EKS makes them: managed node groups and Auto Mode.
import * as z from 'zod/mini'
import { answers, by, listAnswers } from '../answers/answers.ts'
import { sinceOf } from '../answers/newer.ts'
import type { NamedRole } from '../answers/role-rights.ts'
import { defineFact } from '../fact.ts'
import { type Connected, isCluster, readCluster } from './of-cluster.ts'

const time = z.nullish(z.union([z.number(), z.string()]))
const shape = z.object({ createdAt: time, computeConfig: z.nullish(z.object({ nodeRoleArn: z.nullish(z.string()) })) })
const List = z.object({ nodegroups: z.array(z.string()) })
const Described = z.object({ nodegroup: z.object({ nodeRole: z.string(), createdAt: time }) })

/** One for each that names a role. */
export const nodeRoles = defineFact<NamedRole[] | Connected>({
  id: 'node-roles',
  source: 'eks-cluster',
  of: 'cluster',
  actions: ['eks:DescribeCluster', 'eks:ListNodegroups', 'eks:DescribeNodegroup'],
  read(exchanges) {
    const found = readCluster(exchanges, shape)
    if (!isCluster(found)) return found
    // A local cluster on Outposts has no managed node groups, and is not asked for any.
    if (exchangesOf(exchanges, 'eks:ListNodegroups')) listAnswers(exchanges, 'eks:ListNodegroups', List)
    const { computeConfig, createdAt } = found.cluster
    const auto = computeConfig?.nodeRoleArn
    return [
      ...[...answers(exchanges, 'eks:DescribeNodegroup', Described)].map(({ body: { nodegroup } }) => ({
        role: nodegroup.nodeRole,
        since: sinceOf(nodegroup.createdAt),
      })),
      ...(auto ? [{ role: auto, since: sinceOf(createdAt) }] : []),
    ].sort(by(({ role }) => role))
  },
})

const exchangesOf = (exchanges: Iterable<{ action: string }>, action: string): boolean => {
  for (const one of exchanges) if (one.action === action) return true
  return false
}
