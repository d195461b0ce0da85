// As whom each EKS add-on of the cluster acts: a role by its service account, pod identity associations of its own, or neither.
import * as z from 'zod/mini'
import { partsFact } from './of-parts.ts'

const addon = z.object({
  addonName: z.string(),
  addonVersion: z.string(),
  serviceAccountRoleArn: z.nullish(z.string()),
  podIdentityAssociations: z.nullish(z.array(z.string())),
})

/** `associations` are ARNs. */
export const addonRoles = partsFact(
  'addon-roles',
  'addon',
  addon,
  (one) => ({
    name: one.addonName,
    version: one.addonVersion,
    role: one.serviceAccountRoleArn || null,
    associations: (one.podIdentityAssociations ?? []).toSorted(),
  }),
  ({ name }) => name,
)
