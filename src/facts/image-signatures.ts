// By what each image of a repository is signed: ECR's own signing, or a signature that lies beside it. None is verified here.
import * as z from 'zod/mini'
import { absence, answers, by, notDocumented } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'
import { type Exchange, unknown } from '../model.ts'
import { type ImageScan, Images, imageOf } from './image-scans.ts'

export type SignedImage = Omit<ImageScan, 'scan'> & {
  /** What ECR says of its signing jobs: COMPLETE, IN_PROGRESS, FAILED; none where no rule matched when it was pushed. */
  signing: { status: 'COMPLETE' | 'IN_PROGRESS' | 'FAILED'; profile: string; why: string | null }[]
  /** Digests of signatures that were pushed beside it: by reference, or by the tag that cosign gives them. */
  beside: string[]
}

const Signing = z.object({
  signingStatuses: z.array(
    z.object({
      signingProfileArn: z.string(),
      status: z.enum(['COMPLETE', 'IN_PROGRESS', 'FAILED']),
      failureReason: z.nullish(z.string()),
    }),
  ),
})

export const imageSignatures = defineFact<SignedImage[]>({
  id: 'image-signatures',
  source: 'ecr-repository',
  of: 'repository',
  actions: ['ecr:DescribeImages', 'ecr:DescribeImageSigningStatus'],
  read(exchanges) {
    const gone = absence(exchanges, 'ecr:DescribeImages')
    if (gone) return unknown(`the repository was gone when it was read: ${gone}`)
    const details = [...answers(exchanges, 'ecr:DescribeImages', Images)].flatMap(({ body }) => body.imageDetails)
    const signing = new Map(
      [...answers(exchanges, 'ecr:DescribeImageSigningStatus', Signing)].map(({ input, body }) => [
        digestIn(input),
        body.signingStatuses.map((one) => ({
          ...{ status: one.status, profile: one.signingProfileArn, why: one.failureReason ?? null },
        })),
      ]),
    )
    const deleted = new Set(vanished(exchanges))
    const signatures = details.filter(({ artifactMediaType: type, imageTags: tags }) =>
      [type ?? '', ...(tags ?? [])].some((text) => signature.test(text)),
    )
    return details
      .filter(({ imageDigest }) => !deleted.has(imageDigest))
      .map((detail): SignedImage => {
        const statuses = signing.get(detail.imageDigest)
        if (!statuses) throw notDocumented('ecr:DescribeImageSigningStatus', `no answer for ${detail.imageDigest}`)
        const tag = `${detail.imageDigest.replace(':', '-')}.sig`
        const beside = signatures
          .filter((one) => one.subjectManifestDigest === detail.imageDigest || one.imageTags?.includes(tag))
          .map(({ imageDigest }) => imageDigest)
        return { ...imageOf(detail), signing: statuses, beside: beside.sort() }
      })
      .sort(by(({ digest }) => digest))
  },
})

// Notation's artifact type, cosign's, and the tag that cosign gives.
const signature =
  /^application\/vnd\.(cncf\.notary\.signature|dev\.cosign\.|dev\.sigstore\.bundle)|^sha256-[0-9a-f]{64}\.sig$/

const digestIn = (input: unknown): string => (input as { imageId: { imageDigest: string } }).imageId.imageDigest

// Deleted after they were listed.
const vanished = (exchanges: Iterable<Exchange>): string[] => {
  const found: string[] = []
  for (const line of exchanges)
    if (line.action === 'ecr:DescribeImageSigningStatus' && line.got === 'absent') found.push(digestIn(line.input))
  return found
}
