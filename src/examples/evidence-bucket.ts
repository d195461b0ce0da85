// How S3 tells of the evidence bucket, for examples: as infra/evidence.yml sets it, with what the example is about laid over.
import type { Action, Exchange } from '../model.ts'
import { answered, none, subjects } from './example.ts'

export const bucket = 'eks-evidence-prod-evidence'
const on = { Bucket: bucket, ExpectedBucketOwner: '111122223333' }

const usual: Record<string, object | string> = {
  GetBucketVersioning: { Status: 'Enabled' },
  GetObjectLockConfiguration: {
    ObjectLockConfiguration: {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 800 } },
    },
  },
  GetBucketPolicy: {
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'OnlyOverTls',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    }),
  },
  GetBucketEncryption: {
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
    },
  },
  GetBucketLifecycleConfiguration: 'NoSuchLifecycleConfiguration',
  GetBucketReplication: 'ReplicationConfigurationNotFoundError',
  GetPublicAccessBlock: {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
  },
  GetBucketOwnershipControls: { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
}

/** A text is the code by which S3 says that nothing of the kind is set. */
export const evidenceBucketOf = (over: Record<string, object | string> = {}): Exchange[] => [
  answered(
    'cloudformation:DescribeStacks',
    { StackName: subjects.deployment.id },
    { Stacks: [{ StackName: 'eks-evidence-prod', Outputs: [{ OutputKey: 'EvidenceBucket', OutputValue: bucket }] }] },
  ),
  ...Object.entries({ ...usual, ...over }).map(([name, said]) =>
    typeof said === 'string' ? none(`s3:${name}` as Action, on, said) : answered(`s3:${name}` as Action, on, said),
  ),
]
