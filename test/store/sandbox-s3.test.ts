// The S3 store over the sandbox: it conforms, and it comes through what S3 and the network do to it.
import { S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { plant, plantMultipart, tamper } from '../../sandbox/services/s3/back-door.ts'
import { s3ClientOptions, s3Store } from '../../src/store/s3.ts'
import { account, type Bench, bench, bucketName, caller } from '../sandbox/start.ts'
import { conformsAsBucket } from './bucket-conformance.ts'
import { conformsAsStore, listed } from './conformance.ts'

const until = '2028-04-01T00:00:00Z'
const body = new TextEncoder().encode('{"a":1}')
let at: Bench
let client: S3Client
const open = () => s3Store({ client, bucket: bucketName, owner: account, retainUntil: () => until })

beforeEach(async () => {
  at = await bench()
  client = new S3Client({ ...at.config, ...s3ClientOptions(at.config.endpoint), maxAttempts: 3 })
})
afterEach(async () => {
  client.destroy()
  await at.sandbox.close()
})

describe('a bucket of the sandbox', () => {
  conformsAsStore(async () => ({ store: open(), again: open() }))
  conformsAsBucket(async () => ({ store: open(), client, bucket: bucketName, until }))
})

describe('the S3 store', () => {
  it('puts in one request, conditional, locked, with checksum and owner', async () => {
    await open().putOnce('ticks/a.ndjson.gz', body)
    expect(at.sandbox.calls().map(({ operation, input }) => [operation, input])).toEqual([
      [
        'PutObject',
        expect.objectContaining({
          IfNoneMatch: '*',
          ChecksumSHA256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
          ObjectLockMode: 'COMPLIANCE',
          ObjectLockRetainUntilDate: until,
          ServerSideEncryption: 'AES256',
          ContentType: 'application/gzip',
          ExpectedBucketOwner: account,
        }),
      ],
    ])
  })

  it('adopts its own bytes when the reply to its put was lost', async () => {
    at.sandbox.faults.add({ operation: 'PutObject', effect: { kind: 'reset', when: 'after' }, times: 1 })
    const { won, ref } = await open().putOnce('a', body)
    expect(won).toBe(false)
    expect((await listed(open())).map(({ versionId }) => versionId)).toEqual([ref.versionId])
    expect((await open().get(ref))?.body).toEqual(body)
  })

  it('wins when the connection broke before its put arrived', async () => {
    at.sandbox.faults.add({ operation: 'PutObject', effect: { kind: 'reset', when: 'before' }, times: 1 })
    expect((await open().putOnce('a', body)).won).toBe(true)
  })

  it('repeats a put that met a conflict', async () => {
    const conflict = { kind: 'error' as const, code: 'ConditionalRequestConflict', status: 409, message: 'conflict' }
    at.sandbox.faults.add({ operation: 'PutObject', effect: conflict, times: 2 })
    expect((await open().putOnce('a', body)).won).toBe(true)
  })

  it('gives up on conflicts that do not end', { timeout: 20_000 }, async () => {
    const conflict = { kind: 'error' as const, code: 'ConditionalRequestConflict', status: 409, message: 'conflict' }
    at.sandbox.faults.add({ operation: 'PutObject', effect: conflict })
    await expect(open().putOnce('a', body)).rejects.toMatchObject({ code: 'STORE_REFUSED' })
  })

  it('comes through throttling', async () => {
    at.sandbox.faults.add({ effect: { kind: 'throttle' }, every: 2 })
    for (const key of ['a', 'b', 'c']) expect((await open().putOnce(key, body)).won).toBe(true)
    expect(await listed(open())).toHaveLength(3)
  })

  it('says what to do when a put is denied', async () => {
    at.sandbox.permit(caller, [{ actions: ['s3:PutObject'] }])
    const put = open().putOnce('a', body)
    await expect(put).rejects.toMatchObject({
      code: 'STORE_REFUSED',
      hint: expect.stringContaining('s3:PutObjectRetention'),
    })
  })

  it('says what to do when a get is denied', async () => {
    const { ref } = await open().putOnce('a', body)
    at.sandbox.permit(caller, [])
    const get = open().get(ref)
    await expect(get).rejects.toMatchObject({
      code: 'STORE_UNREADABLE',
      hint: expect.stringContaining('s3:GetObjectVersion'),
    })
  })

  it('says what to do when custody may not be asked', async () => {
    const { ref } = await open().putOnce('a', body)
    at.sandbox.permit(caller, [])
    const hint = expect.stringContaining('s3:GetObjectVersion')
    await expect(open().custody(ref)).rejects.toMatchObject({ code: 'STORE_UNREADABLE', hint })
  })

  it('does not take a missing object for one that it may not see', async () => {
    at.sandbox.permit(caller, [{ actions: ['s3:GetObject'] }])
    await expect(open().get({ key: 'nothing' })).rejects.toMatchObject({ code: 'STORE_UNREADABLE' })
  })

  it("refuses another account's bucket", async () => {
    const store = s3Store({ client, bucket: bucketName, owner: '999999999999', retainUntil: () => until })
    await expect(store.putOnce('a', body)).rejects.toMatchObject({ code: 'STORE_REFUSED' })
    await expect(listed(store)).rejects.toMatchObject({ code: 'STORE_UNREADABLE' })
  })

  it('refuses a bucket without Object Lock', async () => {
    at.bucket.objectLock = false
    const put = open().putOnce('a', body)
    await expect(put).rejects.toMatchObject({ code: 'STORE_REFUSED', hint: 'the bucket must have Object Lock enabled' })
  })

  it('refuses bytes that S3 does not vouch for', async () => {
    const { ref } = await open().putOnce('a', body)
    tamper(at.bucket, 'a', { body: new TextEncoder().encode('{"a":2}') })
    await expect(open().get(ref)).rejects.toMatchObject({ code: 'STORE_UNREADABLE' })
  })

  it('refuses a body that was cut', async () => {
    const { ref } = await open().putOnce('a', body)
    at.sandbox.faults.add({ operation: 'GetObject', effect: { kind: 'truncate', how: 'short' } })
    await expect(open().get(ref)).rejects.toMatchObject({ code: 'STORE_UNREADABLE' })
  })

  it('reads on over small pages, versions and delete markers', async () => {
    for (const key of ['a', 'b', 'c']) {
      plant(at.bucket, key, body, '2026-01-01T00:00:00Z')
      plant(at.bucket, key, body, '2026-01-02T00:00:00Z')
    }
    const whole = await listed(open())
    at.sandbox.faults.add({ effect: { kind: 'page-limit', size: 1 } })
    expect(await listed(open())).toEqual(whole)
    expect(whole.map(({ key, at: when }) => `${key} ${when}`)).toEqual(
      ['a', 'b', 'c'].flatMap((key) => [`${key} 2026-01-02T00:00:00Z`, `${key} 2026-01-01T00:00:00Z`]),
    )
  })

  it("writes the sandbox's time as LastModified", async () => {
    at.clock.set('2026-02-03T04:05:06Z')
    const { ref } = await open().putOnce('a', body)
    expect(await open().custody(ref)).toMatchObject({ at: '2026-02-03T04:05:06Z' })
    expect((await listed(open()))[0]?.at).toBe('2026-02-03T04:05:06Z')
  })

  it('shows that an object came by multipart upload', async () => {
    const { id } = plantMultipart(at.bucket, 'a', body, '2025-12-01T00:00:00Z')
    const custody = await open().custody({ key: 'a', versionId: id })
    expect(custody).toMatchObject({
      etag: expect.stringMatching(/-1$/),
      sha256: null,
      checksumType: 'COMPOSITE',
      mode: 'none',
    })
  })

  it('shows a weaker lock, a replica, an archive class and a customer key', async () => {
    const changes = {
      lock: { mode: 'GOVERNANCE' as const, until: '2026-03-01T00:00:00Z' },
      replication: 'REPLICA',
      storageClass: 'GLACIER_IR',
      encryption: 'aws:kms',
    }
    const { id } = plant(at.bucket, 'a', body, '2026-01-01T00:00:00Z', changes)
    expect(await open().custody({ key: 'a', versionId: id })).toMatchObject({
      mode: 'GOVERNANCE',
      until: '2026-03-01T00:00:00Z',
      replication: 'REPLICA',
      storageClass: 'GLACIER_IR',
      encryption: 'aws:kms',
    })
  })

  it('says when there is nothing to vouch for', async () => {
    await expect(open().custody({ key: 'a', versionId: null })).rejects.toMatchObject({ code: 'STORE_UNREADABLE' })
  })
})
