// How a bucket stands, as S3 answers: whether it keeps versions, whom its policy lets in, what of it is open to the public.
import * as z from 'zod/mini'
import type { Exchange } from '../model.ts'
import { answers, notDocumented } from './answers.ts'
import { readPolicy, type Statement } from './policy.ts'

const Versioning = z.object({ Status: z.optional(z.string()) })
// S3 sends the document itself, which the SDK puts into a member of its own.
const Policy = z.union([z.object({ Policy: z.string() }), z.looseObject({ Statement: z.unknown() })])
const Access = z.object({
  PublicAccessBlockConfiguration: z.object({
    BlockPublicAcls: z.boolean(),
    BlockPublicPolicy: z.boolean(),
    IgnorePublicAcls: z.boolean(),
    RestrictPublicBuckets: z.boolean(),
  }),
})

/** Throws OBSERVATION_INVALID. */
export const versioningOf = (exchanges: Iterable<Exchange>): { name: string; isVersioned: boolean } => {
  const [answer] = answers(exchanges, 's3:GetBucketVersioning', Versioning)
  // Where nothing was ever set, S3 answers with an empty document: then it keeps one version.
  if (!answer) throw notDocumented('s3:GetBucketVersioning', 'no answer')
  return { name: String(answer.input.Bucket), isVersioned: answer.body.Status === 'Enabled' }
}

/** Its statements, none where it has no policy. Throws OBSERVATION_INVALID. */
export const bucketPolicy = (exchanges: Iterable<Exchange>): Statement[] => {
  const [answer] = answers(exchanges, 's3:GetBucketPolicy', Policy)
  if (!answer) return []
  const { body } = answer
  const text = 'Policy' in body && typeof body.Policy === 'string' ? body.Policy : JSON.stringify(body)
  return readPolicy(text, 'the bucket policy')
}

/** Ways to the public that are not blocked: all of them where nothing is set. Throws OBSERVATION_INVALID. */
export const unblocked = (exchanges: Iterable<Exchange>): string[] => {
  const [answer] = answers(exchanges, 's3:GetPublicAccessBlock', Access)
  if (!answer) return Object.keys(Access.shape.PublicAccessBlockConfiguration.shape)
  return Object.entries(answer.body.PublicAccessBlockConfiguration).flatMap(([way, isBlocked]) =>
    isBlocked ? [] : [way],
  )
}
