// The sandbox's S3: what a bucket says of how it is set up, through the unmodified SDK.
import * as sdk from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { account, type Bench, bucketName as Bucket, bench, caller } from './start.ts'

let at: Bench
let client: sdk.S3Client
beforeEach(async () => {
  at = await bench()
  client = new sdk.S3Client({ ...at.config, maxAttempts: 1 })
})
afterEach(async () => {
  client.destroy()
  await at.sandbox.close()
})

describe('a new bucket', () => {
  it('is encrypted by S3 itself, closed to the public, and owned by its account', async () => {
    const { ServerSideEncryptionConfiguration } = await client.send(new sdk.GetBucketEncryptionCommand({ Bucket }))
    expect(ServerSideEncryptionConfiguration?.Rules).toEqual([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false },
    ])
    const { PublicAccessBlockConfiguration } = await client.send(new sdk.GetPublicAccessBlockCommand({ Bucket }))
    expect(PublicAccessBlockConfiguration?.RestrictPublicBuckets).toBe(true)
    const { OwnershipControls } = await client.send(new sdk.GetBucketOwnershipControlsCommand({ Bucket }))
    expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }])
  })

  it.each([
    ['policy', 'NoSuchBucketPolicy', () => client.send(new sdk.GetBucketPolicyCommand({ Bucket }))],
    [
      'lifecycle',
      'NoSuchLifecycleConfiguration',
      () => client.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket })),
    ],
    [
      'replication',
      'ReplicationConfigurationNotFoundError',
      () => client.send(new sdk.GetBucketReplicationCommand({ Bucket })),
    ],
  ])('has no %s, and says so by a code of its own', async (_, name, ask) => {
    await expect(ask()).rejects.toMatchObject({ name })
  })
})

describe('a bucket that was set up', () => {
  it('tells its default lock, its policy and its rules', async () => {
    Object.assign(at.bucket.settings, {
      lockDefault: { mode: 'COMPLIANCE', days: 800 },
      policy: '{"Statement":[]}',
      lifecycle: [{ ID: 'tidy', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 30 } }],
    })
    const { ObjectLockConfiguration } = await client.send(new sdk.GetObjectLockConfigurationCommand({ Bucket }))
    expect(ObjectLockConfiguration?.Rule).toEqual({ DefaultRetention: { Mode: 'COMPLIANCE', Days: 800 } })
    expect((await client.send(new sdk.GetBucketPolicyCommand({ Bucket }))).Policy).toBe('{"Statement":[]}')
    const { Rules } = await client.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket }))
    expect(Rules).toMatchObject([{ ID: 'tidy', Status: 'Enabled', Expiration: { Days: 30 } }])
  })

  it('is asked about by the actions that IAM knows', async () => {
    at.sandbox.permit(caller, [{ actions: ['s3:GetEncryptionConfiguration'] }])
    await client.send(new sdk.GetBucketEncryptionCommand({ Bucket, ExpectedBucketOwner: account }))
    const asked = client.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket }))
    await expect(asked).rejects.toThrow('s3:GetLifecycleConfiguration')
  })
})
