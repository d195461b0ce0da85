// What is asked of buckets, but for their lists.
import type { S3Answer } from '../../protocols/s3.ts'
import { textOf } from '../../protocols/xml.ts'
import { AwsFault, type Call } from '../../service.ts'
import { bucketOf } from './access.ts'
import { type Buckets, newBucket } from './bucket.ts'
import { iso } from './iso.ts'

export const listBuckets =
  (buckets: Buckets) =>
  ({ account }: Call): S3Answer => {
    const own = [...buckets.values()]
      .filter(({ owner }) => owner === account)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    const listed = own.map(({ name, createdAt }) => ({ Name: name, CreationDate: iso(createdAt) }))
    return {
      body: { root: 'ListAllMyBucketsResult', content: { Owner: { ID: account }, Buckets: { Bucket: listed } } },
    }
  }

export const createBucket =
  (buckets: Buckets) =>
  ({ input, account, region, now }: Call): S3Answer => {
    const name = String(input.Bucket)
    const taken = buckets.get(name)
    if (taken?.owner === account) {
      const message = 'Your previous request to create the named bucket succeeded and you already own it.'
      throw new AwsFault('BucketAlreadyOwnedByYou', 409, message, { BucketName: name })
    }
    if (taken)
      throw new AwsFault('BucketAlreadyExists', 409, 'The requested bucket name is not available.', {
        BucketName: name,
      })
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
      throw new AwsFault('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName: name })
    }
    const body = new TextDecoder().decode(input.Body as Uint8Array)
    const wanted = textOf(body, 'LocationConstraint') ?? 'us-east-1'
    if (wanted !== region) {
      const message = `The ${wanted} location constraint is incompatible for the region specific endpoint this request was sent to.`
      throw new AwsFault('IllegalLocationConstraintException', 400, message)
    }
    const objectLock = String(input.ObjectLockEnabledForBucket).toLowerCase() === 'true'
    buckets.set(name, newBucket({ name, region, owner: account, createdAt: now, objectLock }))
    return { headers: { location: `/${name}` } }
  }

export const headBucket =
  (buckets: Buckets) =>
  (call: Call): S3Answer => ({
    headers: { 'x-amz-bucket-region': bucketOf(buckets, call).region, 'content-type': 'application/xml' },
  })
