// Where pages and reports go that may be made again: a bucket that is no evidence. What is there is replaced.
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { EvidenceError } from '../errors.ts'

export type S3Pages = {
  client: S3Client
  bucket: string
  /** The account that must own the bucket. */
  owner: string
  /** What every key begins with; '' for the bucket itself. */
  prefix?: string
}

/** A port to put pages through. `put` throws STORE_REFUSED. */
export const s3Pages = ({ client, bucket, owner, prefix = '' }: S3Pages) => ({
  where: `s3://${bucket}/${prefix}`,
  async put(key: string, body: Uint8Array, contentType: string): Promise<void> {
    try {
      const at = { Bucket: bucket, Key: `${prefix}${key}`, ExpectedBucketOwner: owner }
      await client.send(
        new PutObjectCommand({ ...at, Body: body, ContentType: contentType, ChecksumAlgorithm: 'SHA256' }),
      )
    } catch (cause) {
      const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
      throw new EvidenceError(
        'STORE_REFUSED',
        { key: `${prefix}${key}`, why },
        { hint: `s3:PutObject on s3://${bucket}/${prefix}* is what it takes`, cause },
      )
    }
  },
})
