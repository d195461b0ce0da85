// From a call to the bucket and version that it means.
import { httpDate } from '../../../src/clock.ts'
import { AwsFault, type Call } from '../../service.ts'
import type { Bucket, Buckets, Version } from './bucket.ts'
import { accessDenied, noSuchBucket, noSuchKey, noSuchVersion } from './faults.ts'

/** Throws NoSuchBucket, AccessDenied for another owner than expected, AuthorizationHeaderMalformed for another region. */
export const bucketOf = (buckets: Buckets, { input, region }: Call): Bucket => {
  const name = String(input.Bucket)
  const bucket = buckets.get(name)
  if (!bucket) throw noSuchBucket(name)
  if (input.ExpectedBucketOwner !== undefined && input.ExpectedBucketOwner !== bucket.owner) throw accessDenied()
  if (region === bucket.region) return bucket
  const message = `The authorization header is malformed; the region '${region}' is wrong; expecting '${bucket.region}'`
  const headers = { 'x-amz-bucket-region': bucket.region }
  throw new AwsFault('AuthorizationHeaderMalformed', 400, message, { Region: bucket.region }, headers)
}

/** The version asked for, or the current one. Throws NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker by its id. */
export const versionOf = (bucket: Bucket, call: Call): Version & { body: Uint8Array } => {
  const key = String(call.input.Key)
  const id = call.input.VersionId
  const versions = bucket.objects.get(key) ?? []
  const version = id === undefined ? versions[0] : versions.find((one) => one.id === id)
  // Who may not list is not told whether a key exists: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
  if ((!version || version.body === null) && call.may?.('s3:ListBucket', arn(bucket)) === false) throw accessDenied()
  if (!version) throw id === undefined ? noSuchKey(key) : noSuchVersion(key, String(id))
  if (version.body !== null) return { ...version, body: version.body }
  const marked = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.id }
  if (id === undefined) throw noSuchKey(key, marked)
  const headers = { ...marked, allow: 'DELETE', 'last-modified': httpDate(version.at) }
  const more = { Method: call.operation === 'HeadObject' ? 'HEAD' : 'GET', ResourceType: 'DeleteMarker' }
  throw new AwsFault(
    'MethodNotAllowed',
    405,
    'The specified method is not allowed against this resource.',
    more,
    headers,
  )
}

export const arn = (bucket: Bucket, key?: unknown): string =>
  `arn:aws:s3:::${bucket.name}${key === undefined ? '' : `/${key}`}`
