// Puts into the documents bucket, each key once, and says what S3 then holds.
import { setTimeout as wait } from 'node:timers/promises'
import type * as s3 from '@aws-sdk/client-s3'
import { sha256 } from '../digest.ts'
import { EvidenceError } from '../errors.ts'
import type { Digest } from '../model.ts'
import { operation, type Send } from '../wire.ts'

export const putObject = operation<s3.PutObjectRequest, s3.PutObjectOutput>('s3:PutObject')
export const headObject = operation<s3.HeadObjectRequest, s3.HeadObjectOutput>('s3:HeadObject', {
  absentWhen: ['NotFound'],
})

export type Place = { send: Send; bucket: string; account: string }
export type Held = { key: string; versionId: string | null; sha256: Digest | null; bytes: number }

const pauses = [100, 200, 400, 800, 1_600]

/**
 * `again`: a version may lie there already, and another one is put over it. An object that holds these very bytes is
 * adopted: it is what an earlier call put whose answer was lost. Throws STORE_REFUSED, STORE_CONFLICT, STORE_UNREADABLE.
 */
export const putDocument = async (
  place: Place,
  key: string,
  body: Uint8Array,
  { type, again }: { type: string; again: boolean },
): Promise<Held & { adopted: boolean }> => {
  const digest = sha256(body)
  const before = await heldAt(place, key)
  if (before?.sha256 === digest) return { ...before, adopted: true }
  if (before && !again) throw taken(place, key)
  const { send, bucket, account } = place
  for (const pause of pauses) {
    const answer = await send(
      putObject.action,
      {
        Bucket: bucket,
        ExpectedBucketOwner: account,
        Key: key,
        Body: body,
        ContentType: type,
        ChecksumAlgorithm: 'SHA256',
        ChecksumSHA256: Buffer.from(digest.slice('sha256:'.length), 'hex').toString('base64'),
        ...(!again && { IfNoneMatch: '*' }),
      },
      '',
    )
    const after = answer.ok || answer.code === 'PreconditionFailed' ? await heldAt(place, key) : undefined
    if (after?.sha256 === digest) return { ...after, adopted: !answer.ok }
    if (after) throw taken(place, key)
    if (!answer.ok && answer.code !== 'ConditionalRequestConflict' && answer.code !== 'PreconditionFailed')
      throw refused(place, key, `${answer.code}: ${answer.message}`)
    await wait(pause)
  }
  throw refused(place, key, `no end of conflicts in ${pauses.length} attempts`)
}

/** What lies under a key now; undefined for nothing. `sha256` is null where S3 was given none. Throws STORE_UNREADABLE. */
export const heldAt = async ({ send, bucket, account }: Place, key: string): Promise<Held | undefined> => {
  const input = { Bucket: bucket, ExpectedBucketOwner: account, Key: key, ChecksumMode: 'ENABLED' }
  const answer = await send(headObject.action, input, '')
  if (!answer.ok && headObject.absentWhen.includes(answer.code)) return undefined
  if (!answer.ok || !('body' in answer)) {
    const why = answer.ok ? 'S3 answered in another form than documented' : `${answer.code}: ${answer.message}`
    const hint =
      'who attests needs s3:GetObject, s3:ListBucket and s3:PutObject on this bucket (docs/operations.md has the policy), and its region'
    throw new EvidenceError('STORE_UNREADABLE', { store: `s3://${bucket}`, key, why }, { hint })
  }
  const { VersionId, ChecksumSHA256: sum, ChecksumType: type, ContentLength } = answer.body as Record<string, unknown>
  const isWhole = typeof sum === 'string' && type !== 'COMPOSITE'
  return {
    key,
    versionId: typeof VersionId === 'string' ? VersionId : null,
    sha256: isWhole ? `sha256:${Buffer.from(sum, 'base64').toString('hex')}` : null,
    bytes: Number(ContentLength),
  }
}

const refused = ({ bucket }: Place, key: string, why: string): EvidenceError =>
  new EvidenceError(
    'STORE_REFUSED',
    { store: `s3://${bucket}`, key, why },
    {
      hint: "the bucket is the stack's output DocumentsBucket; who attests needs s3:PutObject on its records/ and documents/: docs/operations.md has the policy",
    },
  )

const taken = ({ bucket }: Place, key: string): EvidenceError =>
  new EvidenceError(
    'STORE_CONFLICT',
    { store: `s3://${bucket}`, key, why: 'other bytes lie there' },
    { hint: 'somebody put something else under this name: look at its versions' },
  )
