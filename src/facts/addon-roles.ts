// As whom each EKS add-on of the cluster acts: a role by its service account, pod identity associations of its own, or neither.
import * as z from 'zod/mini'
import { answers, by, listAnswers } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { isCluster, readCluster } from './of-cluster.ts'

const List = z.object({ addons: z.array(z.string()) })
const Described = z.object({
  addon: z.object({
    addonName: z.string(),
    addonVersion: z.string(),
    serviceAccountRoleArn: z.nullish(z.string()),
    podIdentityAssociations: z.nullish(z.array(z.string())),
  }),
})

/** `associations` are ARNs. */
export const addonRoles = defineFact({
  id: 'addon-roles',
  source: 'eks-cluster',
  of: 'cluster',
  actions: ['eks:DescribeCluster', 'eks:ListAddons', 'eks:DescribeAddon'],
  read(exchanges) {
    const found = readCluster(exchanges, z.looseObject({}))
    if (!isCluster(found)) return found
    listAnswers(exchanges, 'eks:ListAddons', List)
    return [...answers(exchanges, 'eks:DescribeAddon', Described)]
      .map(({ body: { addon } }) => ({
        name: addon.addonName,
        version: addon.addonVersion,
        role: addon.serviceAccountRoleArn || null,
        associations: (addon.podIdentityAssociations ?? []).toSorted(),
      }))
      .sort(by(({ name }) => name))
  },
})
