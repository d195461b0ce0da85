// S3's operations under IAM's names. https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
import type { Call } from '../../service.ts'

const named: Record<string, string> = {
  DeleteBucketReplication: 's3:PutReplicationConfiguration',
  GetBucketEncryption: 's3:GetEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 's3:GetLifecycleConfiguration',
  GetBucketReplication: 's3:GetReplicationConfiguration',
  GetObjectLockConfiguration: 's3:GetBucketObjectLockConfiguration',
  GetPublicAccessBlock: 's3:GetBucketPublicAccessBlock',
  HeadBucket: 's3:ListBucket',
  ListBuckets: 's3:ListAllMyBuckets',
  ListObjectVersions: 's3:ListBucketVersions',
  ListObjectsV2: 's3:ListBucket',
  PutBucketEncryption: 's3:PutEncryptionConfiguration',
  PutBucketIntelligentTieringConfiguration: 's3:PutIntelligentTieringConfiguration',
  PutBucketLifecycleConfiguration: 's3:PutLifecycleConfiguration',
  PutBucketReplication: 's3:PutReplicationConfiguration',
  PutObjectLockConfiguration: 's3:PutBucketObjectLockConfiguration',
  PutPublicAccessBlock: 's3:PutBucketPublicAccessBlock',
}

/** The actions that a call needs. */
export const actions = ({ operation, input }: Call): string[] => {
  const bypass = input.BypassGovernanceRetention === 'true' ? ['s3:BypassGovernanceRetention'] : []
  switch (operation) {
    case 'GetObject':
    case 'HeadObject':
      return [input.VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion']
    case 'CreateMultipartUpload':
    case 'PutObject':
    case 'UploadPart':
      return ['s3:PutObject', ...(input.ObjectLockMode === undefined ? [] : ['s3:PutObjectRetention'])]
    case 'PutObjectRetention':
      return ['s3:PutObjectRetention', ...bypass]
    case 'DeleteObject':
      return [input.VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', ...bypass]
    default:
      return [named[operation] ?? `s3:${operation}`]
  }
}
