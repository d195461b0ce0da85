// GetObject and HeadObject. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
import { httpDate } from '../../../src/clock.ts'
import type { S3Answer } from '../../protocols/s3.ts'
import { AwsFault, type Call } from '../../service.ts'
import { arn, bucketOf, versionOf } from './access.ts'
import type { Bucket, Buckets, Version } from './bucket.ts'
import { iso } from './iso.ts'
import { checksumHeaders } from './put.ts'

export const getObject =
  (buckets: Buckets) =>
  (call: Call): S3Answer => {
    const bucket = bucketOf(buckets, call)
    const version = versionOf(bucket, call)
    if (call.operation === 'HeadObject') {
      return { headers: { ...headersOf(bucket, version, call), 'content-length': String(version.body.length) } }
    }
    if (version.storageClass === 'GLACIER' || version.storageClass === 'DEEP_ARCHIVE') {
      const message = "The operation is not valid for the object's storage class"
      throw new AwsFault('InvalidObjectState', 403, message, { StorageClass: version.storageClass })
    }
    return { headers: headersOf(bucket, version, call), body: version.body, ...part(bucket, version, call) }
  }

const headersOf = (bucket: Bucket, version: Version, call: Call): Record<string, string | undefined> => {
  // S3 shows the lock only to those who may read it.
  const lock = call.may?.('s3:GetObjectRetention', arn(bucket, call.input.Key)) === false ? null : version.lock
  const asked = call.input.ChecksumMode === 'ENABLED' && call.input.Range === undefined
  return {
    'accept-ranges': 'bytes',
    'content-type': version.contentType,
    etag: `"${version.etag}"`,
    'last-modified': httpDate(version.at),
    'x-amz-version-id': bucket.versioned ? version.id : undefined,
    'x-amz-server-side-encryption': version.encryption,
    'x-amz-server-side-encryption-aws-kms-key-id': version.kmsKey ?? undefined,
    'x-amz-replication-status': version.replication ?? undefined,
    // Left out for STANDARD, as S3 does.
    'x-amz-storage-class': version.storageClass === 'STANDARD' ? undefined : version.storageClass,
    'x-amz-object-lock-mode': lock?.mode,
    'x-amz-object-lock-retain-until-date': lock ? iso(lock.until) : undefined,
    ...(asked ? checksumHeaders(version.checksums, version.checksumType) : {}),
  }
}

// One range, as RFC 9110 writes it; anything else is ignored, as it says.
const part = (bucket: Bucket, version: Version & { body: Uint8Array }, call: Call): S3Answer => {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(String(call.input.Range)) ?? []
  if (first === '' && last === '') return {}
  const size = version.body.length
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (from > to) {
    const more = { RangeRequested: String(call.input.Range), ActualObjectSize: String(size) }
    throw new AwsFault('InvalidRange', 416, 'The requested range is not satisfiable', more)
  }
  const headers = { ...headersOf(bucket, version, call), 'content-range': `bytes ${from}-${to}/${size}` }
  return { status: 206, headers, body: version.body.subarray(from, to + 1) }
}
