// PutObject, in one part. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
import { instant, readTime, seconds } from '../../../src/clock.ts'
import type { S3Answer } from '../../protocols/s3.ts'
import type { Call } from '../../service.ts'
import { bucketOf } from './access.ts'
import { type Bucket, type Buckets, type Lock, plainVersion, write } from './bucket.ts'
import { verified } from './checksum.ts'
import { invalidArgument, invalidRequest, notImplemented, preconditionFailed } from './faults.ts'

export const putObject =
  (buckets: Buckets) =>
  (call: Call): S3Answer => {
    const bucket = bucketOf(buckets, call)
    const { input } = call
    const key = String(input.Key)
    const body = input.Body as Uint8Array
    const lock = lockOf(bucket, call)
    const checksums = verified(input, body)
    condition(bucket, key, input)
    const version = write(bucket, key, {
      ...plainVersion(body, instant(Math.floor(seconds(call.now)))),
      checksums,
      lock,
      contentType: String(input.ContentType ?? 'binary/octet-stream'),
      storageClass: String(input.StorageClass ?? 'STANDARD'),
      encryption: String(input.ServerSideEncryption ?? 'AES256'),
      kmsKey: input.SSEKMSKeyId === undefined ? null : String(input.SSEKMSKeyId),
    })
    return {
      headers: {
        etag: `"${version.etag}"`,
        'x-amz-version-id': bucket.versioned ? version.id : undefined,
        'x-amz-server-side-encryption': version.encryption,
        'x-amz-server-side-encryption-aws-kms-key-id': version.kmsKey ?? undefined,
        ...checksumHeaders(checksums, version.checksumType),
      },
    }
  }

export const checksumHeaders = (checksums: Record<string, string>, type: string): Record<string, string> => {
  const sums = Object.entries(checksums).map(([algorithm, sum]) => [`x-amz-checksum-${algorithm.toLowerCase()}`, sum])
  return sums.length > 0 ? { ...Object.fromEntries(sums), 'x-amz-checksum-type': type } : {}
}

// A delete marker is no object: the put succeeds over it.
const condition = (bucket: Bucket, key: string, { IfNoneMatch, IfMatch }: Call['input']): void => {
  if (IfMatch !== undefined) throw notImplemented('If-Match')
  if (IfNoneMatch === undefined) return
  if (IfNoneMatch !== '*') throw notImplemented('If-None-Match')
  const current = bucket.objects.get(key)?.[0]
  if (current && current.body !== null) throw preconditionFailed('If-None-Match')
}

const lockOf = (bucket: Bucket, { input, now }: Call): Lock | null => {
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: until } = input
  if (mode === undefined && until === undefined) return null
  if (mode === undefined || until === undefined) {
    const message = 'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied'
    throw invalidArgument(message, 'x-amz-object-lock-mode', mode)
  }
  if (!bucket.objectLock) throw invalidRequest('Bucket is missing Object Lock Configuration')
  if (!Object.keys(input).some((member) => member === 'ContentMD5' || /^Checksum(CRC|SHA)/.test(member))) {
    const needs =
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters'
    throw invalidRequest(needs)
  }
  return readLock(mode, until, now)
}

/** Throws InvalidArgument for an unknown mode, a time that is none, and one that is past. */
export const readLock = (mode: unknown, until: unknown, now: string): Lock => {
  if (mode !== 'COMPLIANCE' && mode !== 'GOVERNANCE')
    throw invalidArgument('Unknown wormMode directive.', 'x-amz-object-lock-mode', mode)
  const end = readTime(until)
  const name = 'x-amz-object-lock-retain-until-date'
  if (!end) throw invalidArgument('The retain until date must be provided in ISO 8601 format', name, until)
  if (seconds(end) <= seconds(now)) throw invalidArgument('The retain until date must be in the future!', name, until)
  return { mode, until: end }
}
