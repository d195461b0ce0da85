// Whether the volumes of each node are encrypted: root and data volumes, and those that pods asked for.
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { type Node, ofOneCluster, readNodes } from './cluster-nodes.ts'

/** `encrypted` is null where the volume was not among those that EC2 described. */
export type NodeVolumes = Pick<Node, 'id' | 'cluster' | 'group' | 'auto'> & {
  volumes: { id: string; encrypted: boolean | null }[]
}

const Volumes = z.object({ Volumes: z.array(z.object({ VolumeId: z.string(), Encrypted: z.boolean() })) })

export const nodeVolumes = defineFact<NodeVolumes[]>({
  id: 'node-volumes',
  source: 'nodes',
  of: 'region',
  actions: ['ec2:DescribeInstances', 'ec2:DescribeVolumes'],
  read(exchanges) {
    const encrypted = new Map(
      [...answers(exchanges, 'ec2:DescribeVolumes', Volumes)]
        .flatMap(({ body }) => body.Volumes)
        .map(({ VolumeId, Encrypted }) => [VolumeId, Encrypted]),
    )
    return readNodes(exchanges).map(({ id, cluster, group, auto, volumes }) => ({
      ...{ id, cluster, group, auto },
      volumes: volumes.map((volume) => ({ id: volume, encrypted: encrypted.get(volume) ?? null })),
    }))
  },
  about: ofOneCluster,
})
