// What S3 answers to each question about how a bucket is set up: one XML document each, or that there is none.
import type { S3Answer } from '../../protocols/s3.ts'
import type { Xml } from '../../protocols/xml.ts'
import { AwsFault, type Call } from '../../service.ts'
import { bucketOf } from './access.ts'
import type { Bucket, Buckets } from './bucket.ts'

const about =
  (root: string, content: (bucket: Bucket) => Xml) =>
  (buckets: Buckets) =>
  (call: Call): S3Answer => ({ body: { root, content: content(bucketOf(buckets, call)) } })

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
const none = (code: string, message: string, { name }: Bucket): AwsFault =>
  new AwsFault(code, 404, message, { BucketName: name })

/** Empty for us-east-1. */
export const location = about('LocationConstraint', ({ region }) => (region === 'us-east-1' ? '' : region))
export const versioning = about('VersioningConfiguration', ({ versioned }) => (versioned ? { Status: 'Enabled' } : ''))

export const lockConfiguration = about('ObjectLockConfiguration', (bucket) => {
  const { objectLock, settings } = bucket
  const message = 'Object Lock configuration does not exist for this bucket'
  if (!objectLock) throw none('ObjectLockConfigurationNotFoundError', message, bucket)
  const { lockDefault } = settings
  if (lockDefault === null) return { ObjectLockEnabled: 'Enabled' }
  const length = 'days' in lockDefault ? { Days: lockDefault.days } : { Years: lockDefault.years }
  return { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: lockDefault.mode, ...length } } }
})

export const encryption = about('ServerSideEncryptionConfiguration', ({ settings }) => {
  const { algorithm, kmsKey } = settings.encryption
  const byDefault = { SSEAlgorithm: algorithm, KMSMasterKeyID: kmsKey ?? undefined }
  return { Rule: { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: false } }
})

export const lifecycle = about('LifecycleConfiguration', (bucket) => {
  const { lifecycle: rules } = bucket.settings
  if (rules.length > 0) return { Rule: rules }
  throw none('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', bucket)
})

export const replication = about('ReplicationConfiguration', (bucket) => {
  const { replication: to } = bucket.settings
  if (to !== null) return to
  throw none('ReplicationConfigurationNotFoundError', 'The replication configuration was not found', bucket)
})

export const publicAccessBlock = about('PublicAccessBlockConfiguration', (bucket) => {
  const message = 'The public access block configuration was not found'
  if (!bucket.settings.publicAccessBlocked) throw none('NoSuchPublicAccessBlockConfiguration', message, bucket)
  return { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true }
})

export const ownershipControls = about('OwnershipControls', (bucket) => {
  const { ownership } = bucket.settings
  if (ownership !== null) return { Rule: { ObjectOwnership: ownership } }
  throw none('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', bucket)
})

/** The policy's own text, not XML. */
export const bucketPolicy =
  (buckets: Buckets) =>
  (call: Call): S3Answer => {
    const bucket = bucketOf(buckets, call)
    const { policy } = bucket.settings
    if (policy === null) throw none('NoSuchBucketPolicy', 'The bucket policy does not exist', bucket)
    return { headers: { 'content-type': 'application/json' }, body: new TextEncoder().encode(policy) }
  }
