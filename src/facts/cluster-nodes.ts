// The EC2 instances that are nodes, by cluster: how each was started, and by whom.
import * as z from 'zod/mini'
import { answers, by } from '../answers/answers.ts'
import { clustersOf } from '../answers/cluster-tags.ts'
import { defineFact } from '../fact.ts'
import type { Exchange, Subject } from '../model.ts'

export type Node = {
  id: string
  cluster: string
  /** The managed node group, null where it is of none. */
  group: string | null
  /** Started by EKS Auto Mode. */
  auto: boolean
  image: string
  volumes: string[]
  key: string | null
  securityGroups: string[]
  /** `hops` is the hop limit of an answer to a token's request. */
  metadata: { on: boolean; tokenRequired: boolean; hops: number }
}

const text = z.string()
const Instances = z.object({
  Reservations: z.array(
    z.object({
      Instances: z.array(
        z.object({
          InstanceId: text,
          ImageId: text,
          KeyName: z.nullish(text),
          Tags: z.array(z.object({ Key: text, Value: text })),
          BlockDeviceMappings: z.array(z.object({ Ebs: z.nullish(z.object({ VolumeId: text })) })),
          SecurityGroups: z.array(z.object({ GroupId: text })),
          Operator: z.nullish(z.object({ Managed: z.nullish(z.boolean()), Principal: z.nullish(text) })),
          MetadataOptions: z.object({
            HttpEndpoint: z.enum(['enabled', 'disabled']),
            HttpTokens: z.enum(['optional', 'required']),
            HttpPutResponseHopLimit: z.int(),
          }),
        }),
      ),
    }),
  ),
})

const keys = ['aws:eks:cluster-name', 'eks:cluster-name', 'eks:eks-cluster-name']

/** One value for each cluster that an instance's tags name. Throws OBSERVATION_INVALID. */
export const readNodes = (exchanges: Iterable<Exchange>): Node[] =>
  [...answers(exchanges, 'ec2:DescribeInstances', Instances)]
    .flatMap(({ body }) => body.Reservations)
    .flatMap(({ Instances }) => Instances)
    .flatMap((one) =>
      clustersOf(one.Tags, keys).map((cluster) => ({
        id: one.InstanceId,
        cluster,
        group: one.Tags.find(({ Key }) => Key === 'eks:nodegroup-name')?.Value ?? null,
        auto: one.Operator?.Principal?.startsWith('eks.') === true,
        image: one.ImageId,
        volumes: one.BlockDeviceMappings.flatMap(({ Ebs }) => (Ebs ? [Ebs.VolumeId] : [])),
        key: one.KeyName ?? null,
        securityGroups: one.SecurityGroups.map(({ GroupId }) => GroupId).sort(),
        metadata: {
          on: one.MetadataOptions.HttpEndpoint === 'enabled',
          tokenRequired: one.MetadataOptions.HttpTokens === 'required',
          hops: one.MetadataOptions.HttpPutResponseHopLimit,
        },
      })),
    )
    .sort(by(({ cluster, id }) => `${cluster} ${id}`))

/** Of a region's nodes those of the cluster. */
export const ofOneCluster = <T extends { cluster: string }>(all: T[], subject: Subject): T[] =>
  all.filter(({ cluster }) => cluster === subject.name)

export const clusterNodes = defineFact<Node[]>({
  id: 'cluster-nodes',
  source: 'nodes',
  of: 'region',
  actions: ['ec2:DescribeInstances'],
  read: readNodes,
  about: ofOneCluster,
})
