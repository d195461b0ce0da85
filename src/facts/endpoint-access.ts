// From where the Kubernetes API can be reached.
import * as z from 'zod/mini'
import { notDocumented } from '../answers/answers.ts'
import { clusterFact } from './of-cluster.ts'

const shape = z.object({
  resourcesVpcConfig: z.object({
    endpointPublicAccess: z.boolean(),
    endpointPrivateAccess: z.boolean(),
    publicAccessCidrs: z.nullish(z.array(z.string())),
  }),
})

/** `cidrs` are those that reach the public endpoint: none where it is off. */
export const endpointAccess = clusterFact('endpoint-access', shape, ({ resourcesVpcConfig: vpc }) => {
  const { endpointPublicAccess, endpointPrivateAccess, publicAccessCidrs: cidrs } = vpc
  if (!endpointPublicAccess) return { public: false, private: endpointPrivateAccess, cidrs: [] }
  // EKS puts 0.0.0.0/0 where nobody gave a range: an open endpoint without ranges is not documented.
  if (!cidrs || cidrs.length === 0) throw notDocumented('eks:DescribeCluster', 'a public endpoint without ranges')
  return { public: true, private: endpointPrivateAccess, cidrs: cidrs.toSorted() }
})
