// The EKS capabilities of a cluster (ACK, KRO, Argo CD), as whom each acts, and who administers Argo CD.
import * as z from 'zod/mini'
import { sinceOf } from '../answers/newer.ts'
import { partsFact } from './of-parts.ts'

const time = z.nullish(z.union([z.number(), z.string()]))
const Mapping = z.object({ role: z.string(), identities: z.array(z.object({ id: z.string(), type: z.string() })) })
const capability = z.object({
  capabilityName: z.string(),
  type: z.enum(['ACK', 'KRO', 'ARGOCD']),
  roleArn: z.string(),
  createdAt: time,
  modifiedAt: time,
  configuration: z.nullish(
    z.object({ argoCd: z.nullish(z.object({ rbacRoleMappings: z.nullish(z.array(Mapping)) })) }),
  ),
})

/** `mappings` is null for what is not Argo CD. */
export const capabilities = partsFact(
  'capabilities',
  'capability',
  capability,
  (one) => ({
    name: one.capabilityName,
    type: one.type,
    role: one.roleArn,
    since: sinceOf(one.createdAt, one.modifiedAt),
    mappings: one.type === 'ARGOCD' ? (one.configuration?.argoCd?.rbacRoleMappings ?? null) : null,
  }),
  ({ name }) => name,
)
