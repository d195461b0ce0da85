// Which service accounts of the cluster act as which roles, by EKS Pod Identity.
import * as z from 'zod/mini'
import { notDocumented } from '../answers/answers.ts'
import { sinceOf } from '../answers/newer.ts'
import type { Instant } from '../model.ts'
import { partsFact } from './of-parts.ts'

export type PodIdentity = {
  arn: string
  /** `namespace/name` */
  serviceAccount: string
  role: string
  since: Instant | null
  /** A second role that the first one takes on, of this account or another, and the id by which its trust can know this association. */
  target: { role: string; externalId: string } | null
}

const time = z.nullish(z.union([z.number(), z.string()]))
const association = z.object({
  associationArn: z.string(),
  namespace: z.string(),
  serviceAccount: z.string(),
  roleArn: z.string(),
  targetRoleArn: z.nullish(z.string()),
  externalId: z.nullish(z.string()),
  createdAt: time,
  modifiedAt: time,
})

export const podIdentities = partsFact(
  'pod-identities',
  'association',
  association,
  (one): PodIdentity => ({
    arn: one.associationArn,
    serviceAccount: `${one.namespace}/${one.serviceAccount}`,
    role: one.roleArn,
    since: sinceOf(one.createdAt, one.modifiedAt),
    target: targetOf(one),
  }),
  ({ serviceAccount, arn }) => `${serviceAccount} ${arn}`,
)

// EKS makes an external id for every target role, and for nothing else.
const targetOf = ({ targetRoleArn: role, externalId }: z.infer<typeof association>): PodIdentity['target'] => {
  if (!role && !externalId) return null
  if (role && externalId) return { role, externalId }
  throw notDocumented('eks:DescribePodIdentityAssociation', 'a target role and its external id do not come together')
}
