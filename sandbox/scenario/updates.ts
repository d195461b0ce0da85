// Updates: what EKS remembers of every change to a cluster, a node group or an add-on.
import type { ErrorDetail, UpdateParamType, UpdateType } from '@aws-sdk/client-eks'
import type { OnWire, UpdateState } from '../world.ts'
import type { Placed } from './cluster.ts'
import { daysAgo, uuid } from './seed.ts'

export type UpdateSpec = {
  type: UpdateType
  params: Partial<Record<UpdateParamType, string>>
  /** Days before the base time. */
  age: number
  nodegroupName?: string
  addonName?: string
  failed?: OnWire<ErrorDetail>
}

/** One update as DescribeUpdate tells it; `at` is in seconds since 1970. */
export const updateOf = (
  label: string,
  at: number,
  { type, params, failed, ...spec }: Omit<UpdateSpec, 'age'>,
): UpdateState => ({
  ...(spec.nodegroupName !== undefined && { nodegroupName: spec.nodegroupName }),
  ...(spec.addonName !== undefined && { addonName: spec.addonName }),
  update: {
    id: uuid(`update/${label}/${type}/${at}`),
    status: failed ? 'Failed' : 'Successful',
    type,
    params: Object.entries(params).map(([type, value]) => ({ type: type as UpdateParamType, value })),
    createdAt: at,
    errors: failed ? [failed] : [],
  },
})

/** Oldest first. */
export const updatesOf = ({ region, name }: Placed, specs: UpdateSpec[]): UpdateState[] =>
  specs
    .map(({ age, ...spec }) => {
      const label = `${region}/${name}/${spec.nodegroupName ?? spec.addonName ?? ''}`
      return updateOf(label, daysAgo(`${label}/${spec.type}/${age}`, age), spec)
    })
    .sort((a, b) => (a.update.createdAt ?? 0) - (b.update.createdAt ?? 0))

/** What every cluster went through in the last half year. */
export const usualUpdates = (version: string, before: string): UpdateSpec[] => [
  { type: 'AccessConfigUpdate', params: { AuthenticationMode: '"API_AND_CONFIG_MAP"' }, age: 175 },
  { type: 'VersionUpdate', params: { Version: before, PlatformVersion: 'eks.4' }, age: 160 },
  { type: 'UpgradePolicyUpdate', params: { UpgradePolicy: '{"supportType":"STANDARD"}' }, age: 110 },
  { type: 'VersionUpdate', params: { Version: version, PlatformVersion: 'eks.2' }, age: 62 },
  ...['coredns', 'kube-proxy', 'vpc-cni'].map(
    (addonName): UpdateSpec => ({ type: 'AddonUpdate', params: { ResolveConflicts: 'PRESERVE' }, age: 61, addonName }),
  ),
  { type: 'AddonUpdate', params: { ResolveConflicts: 'PRESERVE' }, age: 18, addonName: 'vpc-cni' },
]
