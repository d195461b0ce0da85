// From where the Argo CD that EKS runs for a cluster can be reached.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_ArgoCdNetworkAccessConfigResponse.html
import * as z from 'zod/mini'
import { partsFact } from './of-parts.ts'

const networkAccess = z.nullish(z.object({ vpceIds: z.nullish(z.array(z.string())) }))
const capability = z.object({
  capabilityName: z.string(),
  type: z.string(),
  configuration: z.nullish(z.object({ argoCd: z.nullish(z.object({ networkAccess })) })),
})

/** `endpoints`: the VPC endpoints that alone reach it; none means that everybody does. */
export const argoCdAccess = partsFact(
  'argo-cd-access',
  'capability',
  capability,
  ({ type, capabilityName: name, configuration }) =>
    type === 'ARGOCD' ? { name, endpoints: (configuration?.argoCd?.networkAccess?.vpceIds ?? []).toSorted() } : null,
  ({ name }) => name,
)
