// A sandbox for one test, with an evidence bucket, a signing key and a client's configuration for it.
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts'
import { kms } from '../../sandbox/services/kms.ts'
import { type KmsKey, signingKey } from '../../sandbox/services/kms-key.ts'
import { type Bucket, type Buckets, newBucket } from '../../sandbox/services/s3/bucket.ts'
import { s3 } from '../../sandbox/services/s3.ts'
import { sts } from '../../sandbox/services/sts.ts'
import { settableClock } from '../../src/clock.ts'

export const account = '111122223333'
export const region = 'eu-west-1'
export const caller = `arn:aws:sts::${account}:assumed-role/collect/run`
export const bucketName = 'evidence-111122223333'

export type Bench = Awaited<ReturnType<typeof bench>>

export const bench = async (options: Partial<SandboxOptions> = {}) => {
  const clock = settableClock('2026-01-05T00:20:00Z')
  const createdAt = '2026-01-01T00:00:00Z'
  const bucket: Bucket = newBucket({ name: bucketName, region, owner: account, createdAt, objectLock: true })
  const buckets: Buckets = new Map([[bucket.name, bucket]])
  const key: KmsKey = signingKey({ seed: 'ledger', region, createdAt, alias: 'alias/eks-evidence' })
  const sandbox: Sandbox = await startSandbox({
    account,
    clock,
    seed: 'test',
    principals: { AKIASANDBOX: caller },
    services: [s3(buckets), kms([key]), sts, ...(options.services ?? [])],
    ...(options.permissions ? { permissions: options.permissions } : {}),
  })
  const config = {
    region,
    endpoint: sandbox.endpoint,
    credentials: { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'any' },
  }
  return { clock, bucket, buckets, key, sandbox, config }
}
