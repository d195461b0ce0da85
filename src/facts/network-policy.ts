// What enforces NetworkPolicy in a cluster, as far as AWS knows: the VPC CNI's setting, other add-ons, Auto Mode.
import { parseDocument } from 'yaml'
import * as z from 'zod/mini'
import { answers, listAnswers } from '../answers/answers.ts'
import { eksStatus } from '../answers/eks-status.ts'
import { defineFact } from '../fact.ts'
import { isRecord } from '../json.ts'
import { isCluster, readCluster } from './of-cluster.ts'

/** unset: the add-on runs with its default, off. unreadable: neither true nor false, or no JSON and no YAML. */
export type NetworkPolicySetting = 'on' | 'off' | 'unset' | 'unreadable'
export type NetworkPolicy = {
  /** Names, sorted. */
  addons: string[]
  /** null: EKS does not manage the VPC CNI of the cluster. */
  vpcCni: NetworkPolicySetting | null
  /** Add-ons among them that were not put in, or are being taken away, with their status. */
  broken: Record<string, string>
  /** Fargate profiles and node groups of Windows: no policy applies to pods there. */
  outside: string[]
  /** Nodes of Auto Mode have a CNI of their own, which Kubernetes objects configure. */
  autoMode: boolean
}

// EKS leaves computeConfig out where Auto Mode never was.
const shape = z.object({ computeConfig: z.nullish(z.object({ enabled: z.nullish(z.boolean()) })) })
const List = z.object({ addons: z.array(z.string()) })
const text = z.string()
const Addon = z.object({
  addon: z.object({ addonName: text, status: eksStatus, configurationValues: z.nullish(text) }),
})
const Groups = z.object({ nodegroups: z.array(text) })
const Group = z.object({ nodegroup: z.object({ nodegroupName: text, amiType: text }) })
const Profiles = z.object({ fargateProfileNames: z.array(text) })
// After an update that failed an add-on runs as before.
const runs = ['ACTIVE', 'UPDATING', 'DEGRADED', 'UPDATE_FAILED']

export const networkPolicy = defineFact({
  id: 'network-policy',
  source: 'eks-cluster',
  of: 'cluster',
  actions: [
    ...(['eks:DescribeCluster', 'eks:ListAddons', 'eks:DescribeAddon', 'eks:ListNodegroups'] as const),
    ...(['eks:DescribeNodegroup', 'eks:ListFargateProfiles'] as const),
  ],
  read(exchanges) {
    const found = readCluster(exchanges, shape)
    if (!isCluster(found)) return found
    listAnswers(exchanges, 'eks:ListAddons', List)
    const addons = [...answers(exchanges, 'eks:DescribeAddon', Addon)].map(({ body }) => body.addon)
    listAnswers(exchanges, 'eks:ListNodegroups', Groups)
    const windows = [...answers(exchanges, 'eks:DescribeNodegroup', Group)].flatMap(({ body: { nodegroup: one } }) =>
      one.amiType.startsWith('WINDOWS') ? [`node group ${one.nodegroupName}`] : [],
    )
    const fargate = listAnswers(exchanges, 'eks:ListFargateProfiles', Profiles).flatMap(({ body }) =>
      body.fargateProfileNames.map((name) => `Fargate profile ${name}`),
    )
    const broken = addons.flatMap(({ addonName, status }) => (runs.includes(status) ? [] : [[addonName, status]]))
    const cni = addons.find(({ addonName }) => addonName === 'vpc-cni')
    return {
      addons: addons.map(({ addonName }) => addonName).sort(),
      vpcCni: cni ? settingIn(cni.configurationValues ?? '') : null,
      broken: Object.fromEntries(broken),
      outside: [...fargate, ...windows].sort(),
      autoMode: found.cluster.computeConfig?.enabled === true,
    } satisfies NetworkPolicy
  },
})

/** The customer writes it as JSON, which YAML takes too, or as YAML; booleans as such or as text. */
export const settingIn = (configurationValues: string): NetworkPolicySetting => {
  const document = parseDocument(configurationValues, { uniqueKeys: true, logLevel: 'silent' })
  if (document.errors.length > 0) return 'unreadable'
  let values: unknown
  try {
    values = document.toJS({ maxAliasCount: 0 })
  } catch {
    return 'unreadable' // an alias: what it stands for is not looked up
  }
  if (values === null || values === undefined) return 'unset'
  if (!isRecord(values)) return 'unreadable'
  const agent = isRecord(values.nodeAgent) ? truth(values.nodeAgent.enabled) : 'unset'
  return agent === 'off' || agent === 'unreadable' ? agent : truth(values.enableNetworkPolicy)
}

const truth = (value: unknown): NetworkPolicySetting => {
  if (value === undefined || value === null) return 'unset'
  const text = String(value).trim().toLowerCase()
  return text === 'true' ? 'on' : text === 'false' ? 'off' : 'unreadable'
}
