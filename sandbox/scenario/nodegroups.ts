// Managed node groups of the demo's clusters.
import type { Nodegroup } from '@aws-sdk/client-eks'
import type { OnWire } from '../world.ts'
import type { Placed } from './cluster.ts'
import { daysAgo, eksArn, hex, role, uuid } from './seed.ts'

export type NodegroupSpec = Pick<
  OnWire<Nodegroup>,
  'amiType' | 'capacityType' | 'remoteAccess' | 'health' | 'taints'
> & {
  name: string
  /** minimum, desired, maximum */
  size: [number, number, number]
  types: string[]
  release: string
  version?: string
  /** Days before the base time on which it was made. */
  age: number
  repair?: boolean
}

export const nodegroupsOf = (cluster: Placed, specs: NodegroupSpec[]): OnWire<Nodegroup>[] =>
  specs.map(({ name, size, types, release, version, age, repair, ...given }) => {
    const label = `${cluster.region}/${cluster.name}/nodegroup/${name}`
    const [minSize, desiredSize, maxSize] = size
    const kubernetes = version ?? cluster.version
    return {
      nodegroupName: name,
      nodegroupArn: eksArn(cluster.region, 'nodegroup', `${cluster.name}/${name}/${uuid(label)}`),
      clusterName: cluster.name,
      version: kubernetes,
      releaseVersion: release,
      createdAt: daysAgo(label, age),
      modifiedAt: daysAgo(`${label}/modified`, Math.min(age, 21)),
      status: 'ACTIVE',
      scalingConfig: { minSize, maxSize, desiredSize },
      instanceTypes: types,
      subnets: cluster.subnetIds,
      nodeRole: role(`${cluster.name}-node`),
      labels: { 'demo.example/pool': name },
      resources: {
        autoScalingGroups: [{ name: `eks-${name}-${uuid(label)}` }],
        ...(given.remoteAccess && { remoteAccessSecurityGroup: `sg-0${hex(`${label}/ssh`, 16)}` }),
      },
      health: { issues: [] },
      updateConfig: { maxUnavailablePercentage: 33 },
      nodeRepairConfig: { enabled: repair ?? true },
      // EKS takes a key for SSH only where no launch template is given.
      ...(given.remoteAccess
        ? { diskSize: 100 }
        : { launchTemplate: { name: `${cluster.name}-${name}`, version: '3', id: `lt-0${hex(label, 16)}` } }),
      tags: { ...cluster.tags, 'eks-nodegroup': name },
      ...given,
    }
  })
