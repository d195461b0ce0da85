// Updates for examples: what EKS lists of a cluster with one node group and one add-on.

import type { Exchange } from '../model.ts'
import { answered, describedCluster } from './example.ts'

export type ExampleUpdate = {
  id: string
  type: string
  status: string
  createdAt: number
  of?: 'nodes' | 'vpc-cni'
  params?: { type: string; value: string }[]
}

export const updatesOf = (...updates: ExampleUpdate[]): Exchange[] => [
  describedCluster(),
  answered('eks:ListNodegroups', { clusterName: 'prod' }, { nodegroups: ['nodes'], nextToken: null }),
  answered('eks:ListAddons', { clusterName: 'prod' }, { addons: ['vpc-cni'], nextToken: null }),
  answered('eks:ListCapabilities', { clusterName: 'prod' }, { capabilities: [], nextToken: null }),
  ...[undefined, 'nodes', 'vpc-cni'].map((of) =>
    answered('eks:ListUpdates', named(of), {
      updateIds: updates.filter((update) => update.of === of).map(({ id }) => id),
      nextToken: null,
    }),
  ),
  ...updates.map(({ of, ...update }) =>
    answered(
      'eks:DescribeUpdate',
      { ...named(of), updateId: update.id },
      {
        update: {
          params: [{ type: 'ClusterLogging', value: '{}' }],
          ...update,
          errors: update.status === 'Failed' ? [{ errorCode: 'NodeCreationFailure', errorMessage: 'no' }] : [],
        },
      },
    ),
  ),
]

const named = (of: string | undefined) => ({
  name: 'prod',
  ...(of === 'nodes' && { nodegroupName: of }),
  ...(of === 'vpc-cni' && { addonName: of }),
})
