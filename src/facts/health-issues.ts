// What EKS reports of a cluster's health and of what hangs on it.
import * as z from 'zod/mini'
import { answers, by, listAnswers } from '../answers/answers.ts'
import { eksStatus } from '../answers/eks-status.ts'
import { defineFact } from '../fact.ts'
import type { Exchange } from '../model.ts'
import { isCluster, readCluster } from './of-cluster.ts'

export type Health = { of: string; status: string; issues: string[] }

const text = z.string()
const health = z.object({ issues: z.array(z.object({ code: text, message: z.nullish(text) })) })
const own = z.object({ status: eksStatus, health })
const Nodegroup = z.object({ nodegroup: z.object({ nodegroupName: text, status: eksStatus, health }) })
const Addon = z.object({ addon: z.object({ addonName: text, status: eksStatus, health }) })
const Profile = z.object({ fargateProfile: z.object({ fargateProfileName: text, status: eksStatus, health }) })
const Capability = z.object({ capability: z.object({ capabilityName: text, status: eksStatus, health }) })

/** The cluster first, then node groups, add-ons, Fargate profiles and capabilities. */
export const healthIssues = defineFact({
  id: 'health-issues',
  source: 'eks-cluster',
  of: 'cluster',
  actions: [
    ...(['eks:DescribeCluster', 'eks:ListNodegroups', 'eks:DescribeNodegroup', 'eks:ListAddons'] as const),
    ...(['eks:DescribeAddon', 'eks:ListFargateProfiles', 'eks:DescribeFargateProfile'] as const),
    ...(['eks:ListCapabilities', 'eks:DescribeCapability'] as const),
  ],
  read(exchanges) {
    const found = readCluster(exchanges, own)
    return isCluster(found) ? [said('the cluster', found.cluster), ...parts([...exchanges])] : found
  },
})

const said = (of: string, { status, health }: z.infer<typeof own>): Health => ({
  of,
  status,
  issues: health.issues.map(({ code, message }) => (message ? `${code}: ${message}` : code)).sort(),
})

const parts = (lines: Exchange[]): Health[] => {
  listAnswers(lines, 'eks:ListNodegroups', z.object({ nodegroups: z.array(text) }))
  listAnswers(lines, 'eks:ListAddons', z.object({ addons: z.array(text) }))
  listAnswers(lines, 'eks:ListFargateProfiles', z.object({ fargateProfileNames: z.array(text) }))
  listAnswers(lines, 'eks:ListCapabilities', z.object({ capabilities: z.array(z.looseObject({})) }))
  const each = <T>(action: `eks:${string}`, shape: z.ZodMiniType<T>, read: (body: T) => Health): Health[] =>
    [...answers(lines, action, shape)].map(({ body }) => read(body)).sort(by(({ of }) => of))
  return [
    ...each('eks:DescribeNodegroup', Nodegroup, ({ nodegroup: one }) => said(`node group ${one.nodegroupName}`, one)),
    ...each('eks:DescribeAddon', Addon, ({ addon: one }) => said(`add-on ${one.addonName}`, one)),
    ...each('eks:DescribeFargateProfile', Profile, ({ fargateProfile: one }) =>
      said(`Fargate profile ${one.fargateProfileName}`, one),
    ),
    ...each('eks:DescribeCapability', Capability, ({ capability: one }) =>
      said(`capability ${one.capabilityName}`, one),
    ),
  ]
}
