// Where a cluster lives in the network: its VPC, the security groups of its control plane.
import * as z from 'zod/mini'
import { notDocumented } from '../answers/answers.ts'
import { clusterFact } from './of-cluster.ts'

const shape = z.object({
  resourcesVpcConfig: z.object({
    vpcId: z.string(),
    securityGroupIds: z.array(z.string()),
    clusterSecurityGroupId: z.nullish(z.string()),
  }),
  outpostConfig: z.nullish(z.looseObject({})),
})

/** `groups`: the cluster security group and those given beside it. `local`: on an Outpost. */
export const clusterNetwork = clusterFact('cluster-network', shape, ({ resourcesVpcConfig, outpostConfig }) => {
  const { vpcId: vpc, securityGroupIds: given, clusterSecurityGroupId: own } = resourcesVpcConfig
  // EKS makes one for every cluster in a region; of local clusters it does not say so.
  if (!own && !outpostConfig) throw notDocumented('eks:DescribeCluster', 'a cluster without its security group')
  return { vpc, groups: [...new Set([...(own ? [own] : []), ...given])].sort(), local: Boolean(outpostConfig) }
})
