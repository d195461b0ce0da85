// The EKS add-ons of a cluster: which version, how they fare, and whose they are.
import * as z from 'zod/mini'
import { answers, by, listAnswers } from '../answers/answers.ts'
import { eksStatus } from '../answers/eks-status.ts'
import { defineFact } from '../fact.ts'
import { isCluster, readCluster } from './of-cluster.ts'

const text = z.string()
const List = z.object({ addons: z.array(text) })
const One = z.object({
  addon: z.object({
    addonName: text,
    addonVersion: text,
    status: eksStatus,
    health: z.object({ issues: z.array(z.object({ code: text })) }),
    // Left out for some add-ons of AWS: then DescribeAddonVersions tells.
    owner: z.nullish(text),
    publisher: z.nullish(text),
    marketplaceInformation: z.nullish(z.object({ productId: z.nullish(text) })),
  }),
})

/** Sorted by name; `product` is AWS Marketplace's id of it. */
export const addons = defineFact({
  id: 'addons',
  source: 'eks-cluster',
  of: 'cluster',
  actions: ['eks:DescribeCluster', 'eks:ListAddons', 'eks:DescribeAddon'],
  read(exchanges) {
    const found = readCluster(exchanges, z.object({ version: text }))
    if (!isCluster(found)) return found
    listAnswers(exchanges, 'eks:ListAddons', List)
    return [...answers(exchanges, 'eks:DescribeAddon', One)]
      .map(({ body: { addon: one } }) => ({
        name: one.addonName,
        version: one.addonVersion,
        kubernetes: found.cluster.version,
        status: one.status,
        issues: one.health.issues.map(({ code }) => code).sort(),
        owner: one.owner ?? null,
        publisher: one.publisher ?? null,
        product: one.marketplaceInformation?.productId ?? null,
      }))
      .sort(by(({ name }) => name))
  },
})
