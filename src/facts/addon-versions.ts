// The add-ons that EKS offers in a region: whose each is, and with which Kubernetes versions each of its versions runs.
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { unknown } from '../model.ts'

export type OfferedAddon = {
  owner: string
  publisher: string
  product: string | null
  /** Add-on version -> Kubernetes versions, sorted. */
  versions: Record<string, string[]>
}

const text = z.string()
const Page = z.object({
  addons: z.array(
    z.object({
      addonName: text,
      owner: text,
      publisher: text,
      marketplaceInformation: z.nullish(z.object({ productId: z.nullish(text) })),
      addonVersions: z.array(
        z.object({ addonVersion: text, compatibilities: z.array(z.object({ clusterVersion: text })) }),
      ),
    }),
  ),
})

/** By name. */
export const addonVersions = defineFact<Record<string, OfferedAddon>>({
  id: 'addon-versions',
  source: 'eks-addon-versions',
  of: 'region',
  actions: ['eks:ListClusters', 'eks:DescribeAddonVersions'],
  read(exchanges) {
    const pages = [...answers(exchanges, 'eks:DescribeAddonVersions', Page)]
    if (pages.length === 0) return unknown('DescribeAddonVersions was not asked: the region had no cluster')
    const offered = new Map<string, OfferedAddon>()
    for (const { addonName, owner, publisher, marketplaceInformation, addonVersions } of pages.flatMap(
      ({ body }) => body.addons,
    )) {
      const versions = addonVersions.map(
        ({ addonVersion, compatibilities }) =>
          [addonVersion, compatibilities.map(({ clusterVersion }) => clusterVersion).sort()] as const,
      )
      // An add-on with many versions may go on behind a page's end.
      const before = offered.get(addonName)?.versions
      const product = marketplaceInformation?.productId ?? null
      offered.set(addonName, { owner, publisher, product, versions: { ...before, ...Object.fromEntries(versions) } })
    }
    return Object.fromEntries([...offered].sort(([a], [b]) => (a < b ? -1 : 1)))
  },
})
