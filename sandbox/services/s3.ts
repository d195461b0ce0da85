// S3, as far as the evidence bucket and browsing it with the AWS CLI go.
import type { Call, Service } from '../service.ts'
import type { Buckets } from './s3/bucket.ts'
import { createBucket, headBucket, listBuckets } from './s3/buckets.ts'
import * as configuration from './s3/configuration.ts'
import { deleteObject } from './s3/delete.ts'
import { getObject } from './s3/get.ts'
import { listObjects, listVersions } from './s3/list.ts'
import { putObject } from './s3/put.ts'
import { getRetention, putRetention } from './s3/retention.ts'

/** Scenarios change `buckets` through back-door.ts. */
export const s3 = (buckets: Buckets): Service => ({
  name: 's3',
  protocol: 's3',
  actions,
  resource: ({ input: { Bucket, Key } }) => {
    if (Bucket === undefined) return '*'
    return `arn:aws:s3:::${Bucket}${Key === undefined ? '' : `/${Key}`}`
  },
  operations: {
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

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
const actions = ({ operation, input }: Call): string[] => {
  const bypass = input.BypassGovernanceRetention === 'true' ? ['s3:BypassGovernanceRetention'] : []
  switch (operation) {
    case 'GetObject':
    case 'HeadObject':
      return [input.VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion']
    case 'PutObject':
      return ['s3:PutObject', ...(input.ObjectLockMode === undefined ? [] : ['s3:PutObjectRetention'])]
    case 'PutObjectRetention':
      return ['s3:PutObjectRetention', ...bypass]
    case 'DeleteObject':
      return [input.VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', ...bypass]
    case 'ListBuckets':
      return ['s3:ListAllMyBuckets']
    case 'ListObjectsV2':
    case 'HeadBucket':
      return ['s3:ListBucket']
    case 'ListObjectVersions':
      return ['s3:ListBucketVersions']
    case 'GetBucketEncryption':
      return ['s3:GetEncryptionConfiguration']
    case 'GetBucketLifecycleConfiguration':
      return ['s3:GetLifecycleConfiguration']
    case 'GetBucketReplication':
      return ['s3:GetReplicationConfiguration']
    case 'GetObjectLockConfiguration':
      return ['s3:GetBucketObjectLockConfiguration']
    case 'GetPublicAccessBlock':
      return ['s3:GetBucketPublicAccessBlock']
    default:
      return [`s3:${operation}`]
  }
}
