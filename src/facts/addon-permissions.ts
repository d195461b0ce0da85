// Which add-ons need permissions in AWS, version by version, as EKS says of those that it offers in a region.
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { unknown } from '../model.ts'

const Page = z.object({
  addons: z.array(
    z.object({
      addonName: z.string(),
      addonVersions: z.array(z.object({ addonVersion: z.string(), requiresIamPermissions: z.nullish(z.boolean()) })),
    }),
  ),
})

/** By `name version`; null where EKS does not say. */
export const addonPermissions = defineFact<Record<string, boolean | null>>({
  id: 'addon-permissions',
  source: 'eks-addon-versions',
  of: 'region',
  actions: ['eks:ListClusters', 'eks:DescribeAddonVersions'],
  read(exchanges) {
    const pages = [...answers(exchanges, 'eks:DescribeAddonVersions', Page)]
    if (pages.length === 0) return unknown('DescribeAddonVersions was not asked: the region had no cluster')
    return Object.fromEntries(
      pages
        .flatMap(({ body }) => body.addons)
        .flatMap(({ addonName, addonVersions }) =>
          addonVersions.map((one) => [`${addonName} ${one.addonVersion}`, one.requiresIamPermissions ?? null] as const),
        ),
    )
  },
})
