// The sandbox's S3 beyond what the evidence bucket needs of it: browsing, conditions, locks, wire forms.
import { Readable } from 'node:stream'
import * as sdk from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { plant, plantMarker } from '../../sandbox/services/s3/back-door.ts'
import { newBucket } from '../../sandbox/services/s3/bucket.ts'
import { account, type Bench, bucketName as Bucket, bench, region } from './start.ts'

const when = '2026-01-02T00:00:00Z'
const body = Buffer.from('0123456789')
let at: Bench
let client: sdk.S3Client
beforeEach(async () => {
  at = await bench()
  client = new sdk.S3Client({ ...at.config, forcePathStyle: true, maxAttempts: 1 })
})
afterEach(async () => {
  client.destroy()
  await at.sandbox.close()
})

describe('buckets', () => {
  it('are created with Object Lock and versions', async () => {
    const CreateBucketConfiguration = { LocationConstraint: region } as const
    await client.send(
      new sdk.CreateBucketCommand({
        Bucket: 'new-bucket',
        ObjectLockEnabledForBucket: true,
        CreateBucketConfiguration,
      }),
    )
    const { ObjectLockConfiguration } = await client.send(
      new sdk.GetObjectLockConfigurationCommand({ Bucket: 'new-bucket' }),
    )
    expect(ObjectLockConfiguration).toEqual({ ObjectLockEnabled: 'Enabled' })
    expect((await client.send(new sdk.GetBucketVersioningCommand({ Bucket: 'new-bucket' }))).Status).toBe('Enabled')
    expect((await client.send(new sdk.GetBucketLocationCommand({ Bucket: 'new-bucket' }))).LocationConstraint).toBe(
      region,
    )
  })

  it('are listed with the time of their creation', async () => {
    const { Buckets } = await client.send(new sdk.ListBucketsCommand({}))
    expect(Buckets).toEqual([{ Name: Bucket, CreationDate: new Date('2026-01-01T00:00:00Z') }])
  })

  it('say where they are', async () => {
    expect((await client.send(new sdk.HeadBucketCommand({ Bucket }))).BucketRegion).toBe(region)
  })

  it('are found by virtual host too', async () => {
    plant(at.bucket, 'a b', body, when)
    const { port } = new URL(at.sandbox.endpoint)
    const virtual = new sdk.S3Client({ ...at.config, endpoint: `http://localhost:${port}` })
    // The name is resolved here, as not every machine resolves names below localhost.
    virtual.middlewareStack.add(
      (next) => (args) => {
        const { hostname } = args.request as { hostname: string }
        Object.assign(args.request as object, { hostname: '127.0.0.1' })
        expect(hostname).toBe(`${Bucket}.localhost`)
        return next(args)
      },
      { step: 'deserialize', priority: 'low' },
    )
    const answer = await virtual.send(new sdk.GetObjectCommand({ Bucket, Key: 'a b' }))
    expect(await answer.Body?.transformToString()).toBe('0123456789')
  })

  it('of another region are not served', async () => {
    const elsewhere = new sdk.S3Client({ ...at.config, region: 'us-east-1', forcePathStyle: true })
    const asked = elsewhere.send(new sdk.ListObjectsV2Command({ Bucket }))
    await expect(asked).rejects.toMatchObject({ name: 'AuthorizationHeaderMalformed', Region: region })
  })

  it.each<[string, (Name: string) => Promise<unknown>, string]>([
    ['does not exist', () => client.send(new sdk.ListObjectsV2Command({ Bucket: 'nobody' })), 'NoSuchBucket'],
    ['is ours already', () => client.send(new sdk.CreateBucketCommand({ Bucket })), 'BucketAlreadyOwnedByYou'],
  ])('refuse a name that %s', async (_, ask, name) => {
    await expect(ask(Bucket)).rejects.toMatchObject({ name })
  })

  it('without Object Lock say so', async () => {
    at.buckets.set('plain', newBucket({ name: 'plain', region, owner: account, createdAt: when }))
    const asked = client.send(new sdk.GetObjectLockConfigurationCommand({ Bucket: 'plain' }))
    await expect(asked).rejects.toMatchObject({ name: 'ObjectLockConfigurationNotFoundError' })
  })

  it('without versions keep the last object only', async () => {
    at.buckets.set('plain', newBucket({ name: 'plain', region, owner: account, createdAt: when }))
    for (const Body of ['one', 'two']) await client.send(new sdk.PutObjectCommand({ Bucket: 'plain', Key: 'a', Body }))
    const { Versions } = await client.send(new sdk.ListObjectVersionsCommand({ Bucket: 'plain' }))
    expect(Versions?.map(({ VersionId, Size }) => [VersionId, Size])).toEqual([['null', 3]])
    await client.send(new sdk.DeleteObjectCommand({ Bucket: 'plain', Key: 'a' }))
    expect((await client.send(new sdk.ListObjectsV2Command({ Bucket: 'plain' }))).KeyCount).toBe(0)
  })
})

describe('lists', () => {
  it('fold keys at the delimiter, page after page', async () => {
    for (const key of ['a', 'b/1', 'b/2', 'c/1', 'd']) plant(at.bucket, key, body, when)
    plantMarker(at.bucket, 'd', when)
    const seen: string[] = []
    for await (const page of sdk.paginateListObjectsV2({ client, pageSize: 1 }, { Bucket, Delimiter: '/' })) {
      seen.push(
        ...(page.Contents ?? []).map(({ Key = '' }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix),
      )
    }
    expect(seen).toEqual(['a', 'b/', 'c/'])
  })

  it('go on within the versions of one key', async () => {
    for (let nth = 0; nth < 3; nth++) plant(at.bucket, 'a', body, when)
    const whole = await client.send(new sdk.ListObjectVersionsCommand({ Bucket }))
    const first = await client.send(new sdk.ListObjectVersionsCommand({ Bucket, MaxKeys: 2 }))
    const KeyMarker = first.NextKeyMarker
    const rest = await client.send(
      new sdk.ListObjectVersionsCommand({ Bucket, KeyMarker, VersionIdMarker: first.NextVersionIdMarker }),
    )
    const ids = [...(first.Versions ?? []), ...(rest.Versions ?? [])].map(({ VersionId }) => VersionId)
    expect(ids).toEqual(whole.Versions?.map(({ VersionId }) => VersionId))
    expect([first.IsTruncated, rest.IsTruncated]).toEqual([true, false])
  })

  it('carry any key, encoded when asked to', async () => {
    const keys = ['&<>"', 'ä', '\u{1F600}', '\uFFFD']
    for (const key of keys) plant(at.bucket, key, body, when)
    const plain = await client.send(new sdk.ListObjectsV2Command({ Bucket }))
    expect(plain.Contents?.map(({ Key }) => Key)).toEqual(['&<>"', 'ä', '\uFFFD', '\u{1F600}'])
    const encoded = await client.send(new sdk.ListObjectsV2Command({ Bucket, EncodingType: 'url' }))
    expect(encoded.Contents?.[0]?.Key).toBe('%26%3C%3E%22')
  })
})

describe('objects', () => {
  it('get the same version ids in every run', async () => {
    const ids = [
      plant(at.bucket, 'a', body, when),
      plant(at.bucket, 'a', body, when),
      plant(at.bucket, 'b', body, when),
    ].map(({ id }) => id)
    const again = await bench()
    expect([1, 2].map(() => plant(again.bucket, 'a', body, when).id)).toEqual(ids.slice(0, 2))
    expect(new Set(ids).size).toBe(3)
    await again.sandbox.close()
  })

  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ])('are read in the range %s', async (Range, expected, ContentRange) => {
    plant(at.bucket, 'a', body, when)
    const answer = await client.send(new sdk.GetObjectCommand({ Bucket, Key: 'a', Range }))
    expect([await answer.Body?.transformToString(), answer.ContentRange]).toEqual([expected, ContentRange])
  })

  it('have no range beyond their end', async () => {
    plant(at.bucket, 'a', body, when)
    const asked = client.send(new sdk.GetObjectCommand({ Bucket, Key: 'a', Range: 'bytes=10-' }))
    await expect(asked).rejects.toMatchObject({ name: 'InvalidRange' })
  })

  it('come as aws-chunked with a checksum in the trailer', async () => {
    const Body = Readable.from(['chunk one, ', 'chunk two'].map((part) => Buffer.from(part)))
    const put = new sdk.PutObjectCommand({ Bucket, Key: 'a', Body, ContentLength: 20, ChecksumAlgorithm: 'SHA256' })
    await client.send(put)
    expect(at.sandbox.calls().at(-1)?.input.ContentSHA256).toMatch(/^STREAMING-/)
    const answer = await client.send(new sdk.GetObjectCommand({ Bucket, Key: 'a', ChecksumMode: 'ENABLED' }))
    expect(await answer.Body?.transformToString()).toBe('chunk one, chunk two')
    expect(answer.ChecksumSHA256).toBeDefined()
  })

  it("come with the SDK's own checksum by default", async () => {
    const { ChecksumCRC32 } = await client.send(new sdk.PutObjectCommand({ Bucket, Key: 'a', Body: body }))
    expect(ChecksumCRC32).toBe('poTHxg==')
  })

  it('say by header that a delete marker hides them', async () => {
    plant(at.bucket, 'a', body, when)
    await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: 'a' }))
    const asked = client.send(new sdk.GetObjectCommand({ Bucket, Key: 'a' }))
    const { $response } = await asked.catch((cause) => cause)
    expect([$response.statusCode, $response.headers['x-amz-delete-marker']]).toEqual([404, 'true'])
  })

  it('come back when their delete marker is deleted', async () => {
    plant(at.bucket, 'a', body, when)
    const { VersionId } = await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: 'a' }))
    await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: 'a', VersionId }))
    expect((await client.send(new sdk.GetObjectCommand({ Bucket, Key: 'a' }))).ContentLength).toBe(10)
  })

  it('in an archive class are seen but not read', async () => {
    plant(at.bucket, 'a', body, when, { storageClass: 'DEEP_ARCHIVE' })
    expect((await client.send(new sdk.HeadObjectCommand({ Bucket, Key: 'a' }))).StorageClass).toBe('DEEP_ARCHIVE')
    await expect(client.send(new sdk.GetObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({
      name: 'InvalidObjectState',
    })
  })

  it('are not uploaded in parts here', async () => {
    const asked = client.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key: 'a' }))
    await expect(asked).rejects.toMatchObject({ name: 'NotImplemented' })
  })
})

describe('locks', () => {
  const until = '2026-02-01T00:00:00Z'
  const remove = (VersionId: string, BypassGovernanceRetention = false) =>
    client.send(new sdk.DeleteObjectCommand({ Bucket, Key: 'a', VersionId, BypassGovernanceRetention }))

  it('of GOVERNANCE yield to who may bypass them', async () => {
    const { id } = plant(at.bucket, 'a', body, when, { lock: { mode: 'GOVERNANCE', until } })
    await expect(remove(id)).rejects.toMatchObject({ name: 'AccessDenied' })
    await remove(id, true)
    expect(at.bucket.objects.has('a')).toBe(false)
  })

  it('of COMPLIANCE yield to nobody', async () => {
    const { id } = plant(at.bucket, 'a', body, when, { lock: { mode: 'COMPLIANCE', until } })
    await expect(remove(id, true)).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('end at their time', async () => {
    const { id } = plant(at.bucket, 'a', body, when, { lock: { mode: 'COMPLIANCE', until } })
    at.clock.set(until)
    await remove(id)
    expect(at.bucket.objects.has('a')).toBe(false)
  })

  it('are not loosened from COMPLIANCE to GOVERNANCE', async () => {
    plant(at.bucket, 'a', body, when, { lock: { mode: 'COMPLIANCE', until } })
    const Retention = { Mode: 'GOVERNANCE' as const, RetainUntilDate: new Date('2030-01-01T00:00:00Z') }
    const asked = client.send(new sdk.PutObjectRetentionCommand({ Bucket, Key: 'a', Retention }))
    await expect(asked).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('are told by GetObjectRetention', async () => {
    plant(at.bucket, 'a', body, when, { lock: { mode: 'COMPLIANCE', until } })
    const { Retention } = await client.send(new sdk.GetObjectRetentionCommand({ Bucket, Key: 'a' }))
    expect(Retention).toEqual({ Mode: 'COMPLIANCE', RetainUntilDate: new Date(until) })
  })

  it('are refused with a time that is past', async () => {
    const lock = { ObjectLockMode: 'COMPLIANCE' as const, ObjectLockRetainUntilDate: new Date('2026-01-01T00:00:00Z') }
    const asked = client.send(new sdk.PutObjectCommand({ Bucket, Key: 'a', Body: body, ...lock }))
    await expect(asked).rejects.toMatchObject({ name: 'InvalidArgument' })
  })
})
