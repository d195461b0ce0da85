// The evidence bucket's policy, as S3 would hold calls against it: each statement by itself denies what it is there to deny,
// and lets the collector's own put pass; so does the whole. test/stack/template.test.ts holds infra/ against what is packaged.
import * as sdk from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Context, denies } from '../../sandbox/resource-policy.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { newBucket } from '../../sandbox/services/s3/bucket.ts'
import { s3 } from '../../sandbox/services/s3.ts'
import { makeS3 } from '../../src/aws.ts'
import { asDate, plus, settableClock } from '../../src/clock.ts'
import { s3Store } from '../../src/store/s3.ts'
import { infra } from './infra.ts'
import { policyOf, resolved } from './resolved.ts'

const account = '111122223333'
const now = '2026-01-05T00:20:00Z'
const Bucket = 'evidence'
const template = infra()
const policyWith = (parameters: Record<string, string>): string =>
  policyOf(resolved(template, parameters, { EvidenceBucket: Bucket }), 'EvidenceBucketPolicy')
const policy = policyWith({})
type Statement = { Sid: string; Resource: unknown }
const statements = (JSON.parse(policy) as { Statement: Statement[] }).Statement
const alone = (sid: string): string => JSON.stringify({ Statement: statements.filter(({ Sid }) => Sid === sid) })

type Who = 'plan' | 'stream' | 'administrator'
type Client = sdk.S3Client
const buckets = new Map<string, ReturnType<typeof newBucket>>()
let bucket: ReturnType<typeof newBucket>
let sandbox: Sandbox
let plain: Sandbox
const started = (tls: boolean): Promise<Sandbox> => {
  const role = (name: string) => `arn:aws:sts::${account}:assumed-role/${name}/session`
  return startSandbox({
    account,
    clock: settableClock(now),
    seed: 'policy',
    services: [s3(buckets)],
    principals: {
      plan: role('eks-evidence-prod-eu-west-1-plan'),
      stream: role('eks-evidence-prod-us-east-1-stream'),
      administrator: role('administrator'),
    },
    tls,
  })
}
beforeAll(async () => {
  sandbox = await started(true)
  plain = await started(false)
})
beforeEach(() => {
  bucket = newBucket({ name: Bucket, region: 'eu-west-1', owner: account, createdAt: now, objectLock: true })
  buckets.set(Bucket, bucket)
})
afterAll(async () => {
  await sandbox.close()
  await plain.close()
})

/** Asks as whoever it is. */
const as = async <T>(who: Who, ask: (client: Client) => Promise<T>, { endpoint } = sandbox): Promise<T> => {
  const client = makeS3({
    home: 'eu-west-1',
    endpoint,
    credentials: { accessKeyId: who, secretAccessKey: 'any' },
    maxAttempts: 1,
  })
  return ask(client).finally(() => client.destroy())
}

const days = (count: number): Date => asDate(plus(now, count * 86_400))
const own = {
  Bucket,
  Key: 'ticks/2026/01/05/0020Z/plan.json',
  Body: 'x',
  IfNoneMatch: '*',
  ServerSideEncryption: 'AES256',
  ObjectLockMode: 'COMPLIANCE',
  ObjectLockRetainUntilDate: days(800),
  ChecksumAlgorithm: 'SHA256',
} satisfies sdk.PutObjectCommandInput
/** The collector's own put, with these changes; a member that is undefined is not sent. */
const put =
  (changes: { [Member in keyof sdk.PutObjectCommandInput]?: sdk.PutObjectCommandInput[Member] | undefined }) =>
  (client: Client) =>
    client.send(new sdk.PutObjectCommand({ ...own, ...changes } as sdk.PutObjectCommandInput))
const Key = 'a'
const part = { Bucket, Key, PartNumber: 1, UploadId: 'u', Body: 'x' }
const short = { Mode: 'COMPLIANCE' as const, RetainUntilDate: days(30) }
const tiering = { Id: 'i', Status: 'Enabled' as const, Tierings: [{ Days: 90, AccessTier: 'ARCHIVE_ACCESS' as const }] }
const kms = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const } }
const replication = {
  Role: 'r',
  Rules: [{ Status: 'Enabled' as const, Destination: { Bucket: 'arn:aws:s3:::other' } }],
}
const expiring = { Rules: [{ Status: 'Enabled' as const, Filter: { Prefix: '' }, Expiration: { Days: 1 } }] }

type Call = [what: string, who: Who, call: (client: Client) => Promise<unknown>]
const cases: Record<string, Call[]> = {
  OnlyTheCollectorWrites: [
    ["an administrator's put", 'administrator', put({})],
    [
      'a retention that an administrator puts',
      'administrator',
      (client) => client.send(new sdk.PutObjectRetentionCommand({ Bucket, Key, Retention: short })),
    ],
  ],
  StreamsWriteTheirOwn: [
    ["a stream's entry of the ledger", 'stream', put({ Key: 'ledger/000000000002.dsse.json' })],
    ["a stream's index", 'stream', put({ Key: 'ticks/2026/01/05/0020Z/index.ndjson' })],
  ],
  EverythingIsPutOnce: [['a put over what is there', 'plan', put({ IfNoneMatch: undefined })]],
  InOnePart: [
    [
      'the beginning of an upload in parts',
      'plan',
      (client) => client.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key })),
    ],
    ['a part', 'plan', (client) => client.send(new sdk.UploadPartCommand(part))],
  ],
  UnderLock: [
    ['a put without a lock', 'plan', put({ ObjectLockMode: undefined, ObjectLockRetainUntilDate: undefined })],
    ['a lock that can be lifted', 'plan', put({ ObjectLockMode: 'GOVERNANCE' })],
  ],
  UnderS3sOwnKey: [
    ["a put under a customer's key", 'plan', put({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'k' })],
    ['a put under whatever the default is', 'plan', put({ ServerSideEncryption: undefined })],
  ],
  NothingChangesItsKey: [
    [
      'another key for what is there',
      'administrator',
      (client) =>
        client.send(
          new sdk.UpdateObjectEncryptionCommand({ Bucket, Key, ObjectEncryption: { SSEKMS: { KMSKeyArn: 'k' } } }),
        ),
    ],
  ],
  LongEnough: [
    ['a lock of 798 days', 'plan', put({ ObjectLockRetainUntilDate: days(798.9) })],
    [
      'a retention of 30 days',
      'plan',
      (client) => client.send(new sdk.PutObjectRetentionCommand({ Bucket, Key, Retention: short })),
    ],
  ],
  NothingIsDeleted: [
    ['a delete marker', 'administrator', (client) => client.send(new sdk.DeleteObjectCommand({ Bucket, Key }))],
    [
      'the end of a version',
      'administrator',
      (client) => client.send(new sdk.DeleteObjectCommand({ Bucket, Key, VersionId: 'v' })),
    ],
  ],
  NothingExpires: [
    [
      'a lifecycle',
      'administrator',
      (client) =>
        client.send(new sdk.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: expiring })),
    ],
    [
      'a replication',
      'administrator',
      (client) => client.send(new sdk.PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: replication })),
    ],
    [
      'tiers that archive',
      'administrator',
      (client) =>
        client.send(
          new sdk.PutBucketIntelligentTieringConfigurationCommand({
            Bucket,
            Id: 'i',
            IntelligentTieringConfiguration: tiering,
          }),
        ),
    ],
    ['the end of the bucket', 'administrator', (client) => client.send(new sdk.DeleteBucketCommand({ Bucket }))],
  ],
  TheStackAloneConfigures: [
    [
      'an access control list',
      'administrator',
      (client) => client.send(new sdk.PutBucketAclCommand({ Bucket, ACL: 'private' })),
    ],
    [
      'another default lock',
      'administrator',
      (client) =>
        client.send(
          new sdk.PutObjectLockConfigurationCommand({
            Bucket,
            ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' },
          }),
        ),
    ],
    [
      'no versions any more',
      'administrator',
      (client) =>
        client.send(new sdk.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })),
    ],
    [
      'another default encryption',
      'administrator',
      (client) =>
        client.send(
          new sdk.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [kms] } }),
        ),
    ],
    [
      'objects of other owners',
      'administrator',
      (client) =>
        client.send(
          new sdk.PutBucketOwnershipControlsCommand({
            Bucket,
            OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
          }),
        ),
    ],
    [
      'the public',
      'administrator',
      (client) => client.send(new sdk.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: {} })),
    ],
  ],
}

const refusal = { name: 'AccessDenied', message: expect.stringContaining('explicit deny in a resource-based policy') }

/** Cases of this file that no client can bring about, by statement. */
const apart = ['NothingIsReplicatedHere', 'OnlyOverTls']

it('has a case for every statement of the policy', () => {
  expect([...Object.keys(cases), ...apart].sort()).toEqual(statements.map(({ Sid }) => Sid).sort())
})

describe.each(Object.keys(cases))('%s', (sid) => {
  it.each(cases[sid] ?? [])('denies %s', async (_, who, call) => {
    bucket.settings.policy = alone(sid)
    await expect(as(who, call)).rejects.toMatchObject(refusal)
    bucket.settings.policy = policy
    await expect(as(who, call)).rejects.toMatchObject(refusal)
  })

  it("lets the collector's own put pass", async () => {
    bucket.settings.policy = alone(sid)
    await as('plan', put({}))
    expect(bucket.objects.has(own.Key)).toBe(true)
  })
})

describe('OnlyOverTls', () => {
  it.each([
    ['a put', 'plan', put({})],
    ['a read', 'administrator', (client) => client.send(new sdk.ListObjectVersionsCommand({ Bucket }))],
  ] satisfies Call[])('denies %s over plain HTTP', async (_, who, call) => {
    bucket.settings.policy = alone('OnlyOverTls')
    await expect(as(who, call, plain)).rejects.toMatchObject(refusal)
    await as(who, call)
  })
})

describe('the whole policy', () => {
  it("lets the store's put pass, as it is", async () => {
    bucket.settings.policy = policy
    const at = { bucket: Bucket, owner: account, retainUntil: () => plus(now, 800 * 86_400) }
    const done = await as('plan', (client) => s3Store({ client, ...at }).putOnce(own.Key, Buffer.from('x')))
    expect(done.won).toBe(true)
  })

  it('lets a stream put what it streamed', async () => {
    bucket.settings.policy = policy
    await as('stream', put({ Key: 'ticks/2026/01/05/0020Z/streamed/prod-1.json' }))
    expect(bucket.objects.size).toBe(1)
  })

  it('lets an auditor read', async () => {
    bucket.settings.policy = policy
    await as('plan', put({}))
    const found = await as('administrator', (client) =>
      client.send(new sdk.HeadObjectCommand({ Bucket, Key: own.Key })),
    )
    expect(found.ObjectLockMode).toBe('COMPLIANCE')
  })
})

// What AWS alone can bring about: as a service, or in somebody's name.
describe('in the name of somebody', () => {
  const direct: Context = {
    'aws:calledvialast': undefined,
    'aws:principalarn': `arn:aws:iam::${account}:role/administrator`,
    'aws:securetransport': 'true',
  }
  const configure = { action: 's3:PutBucketObjectLockConfiguration', resource: `arn:aws:s3:::${Bucket}` }

  it('CloudFormation configures the bucket, as the stack says', () => {
    expect(denies(policy, configure, direct)).toBe(true)
    expect(denies(policy, configure, { ...direct, 'aws:calledvialast': 'cloudformation.amazonaws.com' })).toBe(false)
  })

  it('of nobody, CloudFormation configures it by the service role that the deployment names', () => {
    const role = `arn:aws:iam::${account}:role/deployer`
    const given = { DeploymentRole: role }
    expect(denies(policyWith(given), configure, { ...direct, 'aws:principalarn': role })).toBe(false)
    expect(denies(policyWith(given), configure, direct)).toBe(true)
    expect(denies(policy, configure, { ...direct, 'aws:principalarn': role })).toBe(true)
  })

  it('nobody lets anything expire, CloudFormation neither', () => {
    const expire = { ...configure, action: 's3:PutLifecycleConfiguration' }
    expect(denies(policy, expire, { ...direct, 'aws:calledvialast': 'cloudformation.amazonaws.com' })).toBe(true)
  })

  it.each(['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags', 's3:ObjectOwnerOverrideToBucketOwner'])(
    'nothing is replicated here: %s',
    (action) => {
      const need = { action, resource: `arn:aws:s3:::${Bucket}/a` }
      expect(denies(alone('NothingIsReplicatedHere'), need, direct)).toBe(true)
      expect(denies(alone('NothingIsReplicatedHere'), { ...need, action: 's3:PutObject' }, direct)).toBe(false)
    },
  )
})
