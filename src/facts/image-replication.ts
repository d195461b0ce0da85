// Whether the image that was pushed last was replicated, and to where; null where the repository holds none.
import * as z from 'zod/mini'
import { absence, answers, by } from '../answers/answers.ts'
import { readTime } from '../clock.ts'
import { defineFact } from '../fact.ts'
import { type Instant, unknown } from '../model.ts'

const Images = z.object({
  imageDetails: z.array(
    z.object({ imageDigest: z.string(), imagePushedAt: z.nullish(z.union([z.number(), z.string()])) }),
  ),
})
const Replication = z.object({
  imageId: z.object({ imageDigest: z.string() }),
  replicationStatuses: z.array(
    z.object({
      region: z.string(),
      registryId: z.string(),
      status: z.enum(['IN_PROGRESS', 'COMPLETE', 'FAILED']),
      failureCode: z.nullish(z.string()),
    }),
  ),
})

export type Replicated = {
  digest: string
  pushedAt: Instant | null
  to: { region: string; account: string; status: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED'; why: string | null }[]
}

export const imageReplication = defineFact<Replicated | null>({
  id: 'image-replication',
  source: 'ecr-repository',
  of: 'repository',
  actions: ['ecr:DescribeImages', 'ecr:DescribeImageReplicationStatus'],
  read(exchanges) {
    const gone = absence(exchanges, 'ecr:DescribeImages') ?? absence(exchanges, 'ecr:DescribeImageReplicationStatus')
    if (gone) return unknown(`gone when it was read: ${gone}`)
    const images = [...answers(exchanges, 'ecr:DescribeImages', Images)].flatMap(({ body }) => body.imageDetails)
    const [answer] = answers(exchanges, 'ecr:DescribeImageReplicationStatus', Replication)
    if (!answer) return images.length === 0 ? null : unknown('no image was asked about')
    const { imageId, replicationStatuses } = answer.body
    const image = images.find(({ imageDigest }) => imageDigest === imageId.imageDigest)
    return {
      digest: imageId.imageDigest,
      pushedAt: readTime(image?.imagePushedAt) ?? null,
      to: replicationStatuses
        .map(({ region, registryId, status, failureCode }) => ({
          ...{ region, account: registryId, status, why: failureCode ?? null },
        }))
        .sort(by(({ account, region }) => `${account} ${region}`)),
    }
  },
})
