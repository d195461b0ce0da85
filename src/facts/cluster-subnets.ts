// The subnets that EKS puts a cluster's control plane, managed node groups and Fargate pods into.
import * as z from 'zod/mini'
import { answers, by, listAnswers } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { type Connected, isCluster, readCluster } from './of-cluster.ts'

const ids = z.array(z.string())
// A part without a subnet is not documented: it would be private by having none.
const some = ids.check(z.minLength(1))
const Cluster = z.object({
  resourcesVpcConfig: z.object({ vpcId: z.string(), subnetIds: some }),
  outpostConfig: z.nullish(z.looseObject({})),
})
const Groups = z.object({ nodegroups: ids })
const Profiles = z.object({ fargateProfileNames: ids })
const Group = z.object({ nodegroup: z.object({ nodegroupName: z.string(), subnets: some }) })
const Profile = z.object({ fargateProfile: z.object({ fargateProfileName: z.string(), subnets: some }) })

export type ClusterSubnets = {
  vpc: string
  /** On an Outpost, whose nodes EKS does not know. */
  local: boolean
  /** `what`: the control plane, a node group, a Fargate profile. */
  users: { what: string; kind: 'control plane' | 'nodes' | 'Fargate'; subnets: string[] }[]
}

/** Every subnet once, sorted. */
export const allOf = ({ users }: ClusterSubnets): string[] =>
  [...new Set(users.flatMap(({ subnets }) => subnets))].sort()

export const clusterSubnets = defineFact<ClusterSubnets | Connected>({
  id: 'cluster-subnets',
  source: 'eks-cluster',
  of: 'cluster',
  actions: [
    'eks:DescribeCluster',
    'eks:ListNodegroups',
    'eks:DescribeNodegroup',
    'eks:ListFargateProfiles',
    'eks:DescribeFargateProfile',
  ],
  read(exchanges) {
    const found = readCluster(exchanges, Cluster)
    if (!isCluster(found)) return found
    listAnswers(exchanges, 'eks:ListNodegroups', Groups)
    listAnswers(exchanges, 'eks:ListFargateProfiles', Profiles)
    const { resourcesVpcConfig: network, outpostConfig } = found.cluster
    const groups = [...answers(exchanges, 'eks:DescribeNodegroup', Group)].map(({ body: { nodegroup: one } }) => ({
      what: `node group ${one.nodegroupName}`,
      kind: 'nodes' as const,
      subnets: one.subnets.toSorted(),
    }))
    const profiles = [...answers(exchanges, 'eks:DescribeFargateProfile', Profile)].map(({ body }) => ({
      what: `Fargate profile ${body.fargateProfile.fargateProfileName}`,
      kind: 'Fargate' as const,
      subnets: body.fargateProfile.subnets.toSorted(),
    }))
    const plane = { what: 'control plane', kind: 'control plane' as const, subnets: network.subnetIds.toSorted() }
    return {
      vpc: network.vpcId,
      local: Boolean(outpostConfig),
      users: [plane, ...[...groups, ...profiles].sort(by(({ what }) => what))],
    }
  },
})
