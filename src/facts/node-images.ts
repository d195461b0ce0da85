// The image that each node was started from: whose it is, what it is called and when it was made.
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { time } from '../answers/time.ts'
import { defineFact } from '../fact.ts'
import type { Instant } from '../model.ts'
import { type Node, ofOneCluster, readNodes } from './cluster-nodes.ts'

export type Image = { id: string; name: string; owner: string; byAmazon: boolean; created: Instant }
/** `made` is null where EC2 shows no such image any more. */
export type NodeImage = Pick<Node, 'id' | 'cluster' | 'group' | 'auto' | 'image'> & { made: Image | null }

const text = z.string()
const Images = z.object({
  Images: z.array(
    z.object({
      ImageId: text,
      Name: text,
      OwnerId: text,
      ImageOwnerAlias: z.nullish(text),
      CreationDate: time,
    }),
  ),
})

export const nodeImages = defineFact<NodeImage[]>({
  id: 'node-images',
  source: 'nodes',
  of: 'region',
  actions: ['ec2:DescribeInstances', 'ec2:DescribeImages'],
  read(exchanges) {
    const images = new Map(
      [...answers(exchanges, 'ec2:DescribeImages', Images)]
        .flatMap(({ body }) => body.Images)
        .map((one) => [one.ImageId, imageOf(one)]),
    )
    return readNodes(exchanges).map(({ id, cluster, group, auto, image }) => ({
      ...{ id, cluster, group, auto, image },
      made: images.get(image) ?? null,
    }))
  },
  about: ofOneCluster,
})

const imageOf = (one: z.infer<typeof Images>['Images'][number]): Image => ({
  id: one.ImageId,
  name: one.Name,
  owner: one.OwnerId,
  byAmazon: one.ImageOwnerAlias === 'amazon',
  created: one.CreationDate,
})
