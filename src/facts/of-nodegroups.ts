// Facts that the managed node groups of a cluster tell, each group by its own shape.
import * as z from 'zod/mini'
import { answers, by, listAnswers } from '../answers/answers.ts'
import { defineFact, type Fact } from '../fact.ts'
import { type Connected, isCluster, readCluster } from './of-cluster.ts'

const List = z.object({ nodegroups: z.array(z.string()) })
const Named = z.object({ nodegroup: z.object({ nodegroupName: z.string() }) })

/** One value per managed node group that was there to be described, sorted by name. */
export const nodegroupsFact = <C, S, T>(
  id: string,
  cluster: z.ZodMiniType<C>,
  shape: z.ZodMiniType<S>,
  read: (nodegroup: S, cluster: C) => T,
): Fact<(T & { name: string })[] | Connected> =>
  defineFact({
    id,
    source: 'eks-cluster',
    of: 'cluster',
    actions: ['eks:DescribeCluster', 'eks:ListNodegroups', 'eks:DescribeNodegroup'],
    read(exchanges) {
      const found = readCluster(exchanges, cluster)
      if (!isCluster(found)) return found
      listAnswers(exchanges, 'eks:ListNodegroups', List)
      const names = [...answers(exchanges, 'eks:DescribeNodegroup', Named)]
      const groups = [...answers(exchanges, 'eks:DescribeNodegroup', z.object({ nodegroup: shape }))]
      return groups
        .map(({ body }, at) => ({
          ...read(body.nodegroup, found.cluster),
          name: names[at]?.body.nodegroup.nodegroupName ?? '',
        }))
        .sort(by(({ name }) => name))
    },
  })
