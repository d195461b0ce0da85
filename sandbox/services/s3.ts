// S3, as far as the evidence bucket and browsing it with the AWS CLI go.
import { refusedOnly } from '../protocols/s3-members.ts'
import type { Service } from '../service.ts'
import { actions } from './s3/actions.ts'
import type { Buckets } from './s3/bucket.ts'
import { createBucket, headBucket, listBuckets } from './s3/buckets.ts'
import * as configuration from './s3/configuration.ts'
import { deleteObject } from './s3/delete.ts'
import { notImplemented } from './s3/faults.ts'
import { getObject } from './s3/get.ts'
import { guarded } from './s3/guarded.ts'
import { listObjects, listVersions } from './s3/list.ts'
import { putObject } from './s3/put.ts'
import { getRetention, putRetention } from './s3/retention.ts'

/** Scenarios change `buckets` through back-door.ts. */
export const s3 = (buckets: Buckets): Service => ({
  name: 's3',
  protocol: 's3',
  actions,
  guard: guarded(buckets),
  resource: ({ input: { Bucket, Key } }) => {
    if (Bucket === undefined) return '*'
    return `arn:aws:s3:::${Bucket}${Key === undefined ? '' : `/${Key}`}`
  },
  operations: {
    ...Object.fromEntries(refusedOnly.map((name) => [name, refused(name)])),
    CreateBucket: createBucket(buckets),
    DeleteObject: deleteObject(buckets),
    GetBucketEncryption: configuration.encryption(buckets),
    GetBucketLifecycleConfiguration: configuration.lifecycle(buckets),
    GetBucketLocation: configuration.location(buckets),
    GetBucketOwnershipControls: configuration.ownershipControls(buckets),
    GetBucketPolicy: configuration.bucketPolicy(buckets),
    GetBucketReplication: configuration.replication(buckets),
    GetBucketVersioning: configuration.versioning(buckets),
    GetObject: getObject(buckets),
    GetObjectLockConfiguration: configuration.lockConfiguration(buckets),
    GetObjectRetention: getRetention(buckets),
    GetPublicAccessBlock: configuration.publicAccessBlock(buckets),
    HeadBucket: headBucket(buckets),
    HeadObject: getObject(buckets),
    ListBuckets: listBuckets(buckets),
    ListObjectVersions: listVersions(buckets),
    ListObjectsV2: listObjects(buckets),
    PutObject: putObject(buckets),
    PutObjectRetention: putRetention(buckets),
  },
})

const refused = (name: string) => (): never => {
  throw notImplemented(name)
}
