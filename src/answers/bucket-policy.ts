// The policy of a bucket, as GetBucketPolicy answers: S3 sends the document itself, which the SDK puts into a member of its own.
import * as z from 'zod/mini'
import type { Exchange } from '../model.ts'
import { answers } from './answers.ts'

const Sent = z.union([z.object({ Policy: z.string() }), z.looseObject({ Statement: z.unknown() })])

/** JSON text; undefined where the bucket has none. Throws OBSERVATION_INVALID. */
export const bucketPolicy = (exchanges: Iterable<Exchange>): string | undefined => {
  const [answer] = answers(exchanges, 's3:GetBucketPolicy', Sent)
  if (!answer) return undefined
  const { body } = answer
  return 'Policy' in body && typeof body.Policy === 'string' ? body.Policy : JSON.stringify(body)
}
