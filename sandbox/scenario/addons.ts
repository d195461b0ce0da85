// Add-ons of the demo's clusters: the same eight everywhere, with each cluster's own differences.
import type { Addon } from '@aws-sdk/client-eks'
import type { OnWire } from '../world.ts'
import type { Placed } from './cluster.ts'
import { daysAgo, eksArn, role, uuid } from './seed.ts'

export type AddonSpec = { name: string; version: string } & Omit<
  OnWire<Addon>,
  'addonName' | 'addonVersion' | 'addonArn' | 'clusterName'
>

const versions = {
  'amazon-cloudwatch-observability': 'v4.7.0-eksbuild.1',
  'aws-ebs-csi-driver': 'v1.54.0-eksbuild.1',
  'aws-guardduty-agent': 'v1.12.1-eksbuild.2',
  coredns: 'v1.12.4-eksbuild.1',
  'eks-pod-identity-agent': 'v1.3.10-eksbuild.2',
  'kube-proxy': 'v1.34.1-eksbuild.2',
  'metrics-server': 'v0.8.0-eksbuild.6',
  'vpc-cni': 'v1.21.1-eksbuild.1',
}

const isName = (name: string): name is keyof typeof versions => Object.hasOwn(versions, name)

/** The usual add-ons, changed where `own` says so, by name. */
export const usualAddons = (own: Partial<Record<keyof typeof versions, Partial<AddonSpec>>>): AddonSpec[] =>
  Object.keys(versions)
    .filter(isName)
    .map((name) => ({ name, version: versions[name], ...own[name] }))

export const addonsOf = (cluster: Placed, specs: AddonSpec[]): OnWire<Addon>[] =>
  specs.map(({ name, version, ...given }) => {
    const label = `${cluster.region}/${cluster.name}/addon/${name}`
    return {
      addonName: name,
      clusterName: cluster.name,
      status: 'ACTIVE',
      addonVersion: version,
      health: { issues: [] },
      addonArn: eksArn(cluster.region, 'addon', `${cluster.name}/${name}/${uuid(label)}`),
      createdAt: daysAgo(label, 210),
      modifiedAt: daysAgo(`${label}/modified`, 18),
      tags: cluster.tags,
      publisher: 'eks',
      owner: name === 'metrics-server' ? 'community' : 'aws',
      ...given,
    }
  })

/** An add-on that acts with a role of its own by IRSA. */
export const ownRole = (cluster: string, addon: string): { serviceAccountRoleArn: string } => ({
  serviceAccountRoleArn: role(`${cluster}-addon-${addon}`),
})
