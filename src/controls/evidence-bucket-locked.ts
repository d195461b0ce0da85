// EVD-03: the bucket that holds the evidence keeps what is put, and shows it to nobody else.
import { outsiders } from '../answers/policy.ts'
import { defineControl, latest } from '../control.ts'
import { bucket, evidenceBucketOf } from '../examples/evidence-bucket.ts'
import { type EvidenceBucket, evidenceBucket } from '../facts/evidence-bucket.ts'
import { fail, pass } from '../model.ts'

const lockedBy = (Mode: string, Days: number) => ({
  GetObjectLockConfiguration: {
    ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode, Days } } },
  },
})
const denied = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:aws-cn:s3:::${bucket}`, `arn:aws-cn:s3:::${bucket}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
}
const policy = (over: object, ...more: object[]) => ({
  GetBucketPolicy: { Policy: JSON.stringify({ Statement: [{ ...denied, ...over }, ...more] }) },
})
const allow = (account: string) => ({
  ...{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` } },
  ...{ Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` },
})
const access = { BlockPublicAcls: true, BlockPublicPolicy: false, IgnorePublicAcls: true, RestrictPublicBuckets: true }

export default defineControl({
  id: 'EVD-03',
  of: 'deployment',
  title: 'The evidence bucket is versioned, locked in COMPLIANCE mode, and closed to everybody else',
  criteria: ['CC4.1'],
  severity: 'critical',
  needs: { bucket: latest(evidenceBucket) },
  settings: { days: 800 },
  assess: ({ bucket }, { settings, subject }) => {
    const others = outsiders(bucket.policy, [subject.id.split(':')[4] ?? '']).map((one) => `the policy lets in ${one}`)
    const faults = [...faultsOf(bucket, settings.days), ...others]
    if (faults.length > 0) return fail(`${bucket.name}: ${faults.join('; ')}`)
    const { days } = bucket.defaultLock ?? { days: 0 }
    return pass(`${bucket.name} keeps every version, in COMPLIANCE mode for ${days} days where an upload says nothing`)
  },
  remedy:
    'Deploy the stack again: infra/evidence.yml sets all of it. With a bucket of your own (ExistingEvidenceBucket): aws s3api put-object-lock-configuration, put-public-access-block, put-bucket-policy and put-bucket-encryption, as infra/evidence.yml has them.',
  sameAs: ['Security Hub S3.1', 'Security Hub S3.5', 'Security Hub S3.14', 'Security Hub S3.15'],
  examples: {
    pass: [{ bucket: evidenceBucketOf() }, { bucket: evidenceBucketOf(policy({}, allow('111122223333'))) }],
    fail: [
      { bucket: evidenceBucketOf({ GetBucketVersioning: { Status: 'Suspended' } }) },
      { bucket: evidenceBucketOf({ GetBucketVersioning: {} }) },
      { bucket: evidenceBucketOf({ GetObjectLockConfiguration: 'ObjectLockConfigurationNotFoundError' }) },
      {
        bucket: evidenceBucketOf({
          GetObjectLockConfiguration: { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } },
        }),
      },
      { bucket: evidenceBucketOf(lockedBy('GOVERNANCE', 800)) },
      { bucket: evidenceBucketOf(lockedBy('COMPLIANCE', 30)) },
      { bucket: evidenceBucketOf({ GetBucketPolicy: 'NoSuchBucketPolicy' }) },
      { bucket: evidenceBucketOf(policy({ Resource: `arn:aws:s3:::${bucket}` })) },
      { bucket: evidenceBucketOf(policy({ Principal: { AWS: 'arn:aws:iam::111122223333:role/x' } })) },
      { bucket: evidenceBucketOf(policy({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })) },
      { bucket: evidenceBucketOf(policy({}, allow('444455556666'))) },
      { bucket: evidenceBucketOf({ GetPublicAccessBlock: 'NoSuchPublicAccessBlockConfiguration' }) },
      { bucket: evidenceBucketOf({ GetPublicAccessBlock: { PublicAccessBlockConfiguration: access } }) },
      { bucket: evidenceBucketOf({ GetBucketOwnershipControls: 'OwnershipControlsNotFoundError' }) },
      {
        bucket: evidenceBucketOf({ GetBucketLifecycleConfiguration: { Rules: [{ ID: 'expire', Status: 'Enabled' }] } }),
      },
      {
        bucket: evidenceBucketOf({
          GetBucketEncryption: {
            ServerSideEncryptionConfiguration: {
              Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'k' } }],
            },
          },
        }),
      },
    ],
  },
})

// Encryption by S3's own key on purpose: with a customer's key whoever deletes the key shreds the evidence.
const faultsOf = (is: EvidenceBucket, days: number): string[] => {
  const lock = is.defaultLock
  return [
    ...(is.isVersioned ? [] : ['versions are not kept']),
    ...(lock ? [] : ['nothing is locked by default']),
    ...(lock && lock.mode !== 'COMPLIANCE' ? [`locked in ${lock.mode} mode, which some may lift`] : []),
    ...(lock && lock.days < days ? [`locked for ${lock.days} days by default, not for ${days}`] : []),
    ...(is.isTlsOnly ? [] : ['plain HTTP is not denied']),
    ...(is.unblocked.length > 0 ? [`open to the public as far as ${is.unblocked.join(', ')} would close it`] : []),
    ...(is.ownership === 'BucketOwnerEnforced' ? [] : ['access lists count']),
    ...(is.encryption === 'AES256' ? [] : [`encrypted by ${is.encryption}: who deletes that key shreds the evidence`]),
    ...(is.lifecycleRules > 0 ? [`${is.lifecycleRules} lifecycle rules act on it`] : []),
    ...(is.replicationRules > 0 ? [`${is.replicationRules} replication rules act on it`] : []),
  ]
}
