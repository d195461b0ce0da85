// From where the Argo CD that EKS runs for a cluster can be reached.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_ArgoCdNetworkAccessConfigResponse.html
import * as z from 'zod/mini'
import { answers, by, listAnswers } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { type Connected, isCluster, readCluster } from './of-cluster.ts'

const List = z.object({ capabilities: z.array(z.object({ capabilityName: z.string() })) })
const Capability = z.object({
  capability: z.object({
    capabilityName: z.string(),
    type: z.string(),
    configuration: z.nullish(
      z.object({
        argoCd: z.nullish(
          z.object({ networkAccess: z.nullish(z.object({ vpceIds: z.nullish(z.array(z.string())) })) }),
        ),
      }),
    ),
  }),
})

/** `endpoints`: the VPC endpoints that alone reach it; none means that everybody does. */
export const argoCdAccess = defineFact<{ name: string; endpoints: string[] }[] | Connected>({
  id: 'argo-cd-access',
  source: 'eks-cluster',
  of: 'cluster',
  actions: ['eks:DescribeCluster', 'eks:ListCapabilities', 'eks:DescribeCapability'],
  read(exchanges) {
    const found = readCluster(exchanges, z.looseObject({}))
    if (!isCluster(found)) return found
    listAnswers(exchanges, 'eks:ListCapabilities', List)
    return [...answers(exchanges, 'eks:DescribeCapability', Capability)]
      .map(({ body }) => body.capability)
      .filter(({ type }) => type === 'ARGOCD')
      .map(({ capabilityName: name, configuration }) => ({
        name,
        endpoints: (configuration?.argoCd?.networkAccess?.vpceIds ?? []).toSorted(),
      }))
      .sort(by(({ name }) => name))
  },
})
