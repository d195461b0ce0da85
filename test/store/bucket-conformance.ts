// What every S3 must do for the evidence bucket, run over each of them.
import {
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { sha256 } from '../../src/digest.ts'
import type { Store } from '../../src/store/store.ts'
import { listed } from './conformance.ts'

export type OpenBucket = () => Promise<{
  store: Store
  client: S3Client
  bucket: string /** of every lock */
  until: string
}>

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const later = new Date('2040-01-01T00:00:00Z')
const locked = { ObjectLockMode: 'COMPLIANCE' as const, ObjectLockRetainUntilDate: later }

/** What an imitation of S3 may lack: those tests are skipped, by name. */
export type Gap = 'checksum-type' | 'shorten' | 'checksum-needed' | 'bad-digest'

export const conformsAsBucket = (open: OpenBucket, gaps: readonly Gap[] = []): void => {
  const unless = (gap: Gap) => it.skipIf(gaps.includes(gap))

  it('locks what is put, with its own checksum and encryption', async () => {
    const { store, until } = await open()
    const { ref } = await store.putOnce('a.json', bytes('{}'))
    const {
      at,
      etag,
      checksumType: _,
      ...rest
    } = (await store.custody(ref)) as Exclude<Awaited<ReturnType<Store['custody']>>, string>
    expect(at).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
    expect(etag).toMatch(/^[0-9a-f]{32}$/)
    expect(rest).toEqual({
      mode: 'COMPLIANCE',
      until,
      sha256: sha256('{}'),
      replication: null,
      storageClass: 'STANDARD',
      encryption: 'AES256',
    })
  })

  unless('checksum-type')('says that its checksum is of the whole object', async () => {
    const { store } = await open()
    const { ref } = await store.putOnce('a.json', bytes('{}'))
    expect(await store.custody(ref)).toMatchObject({ checksumType: 'FULL_OBJECT' })
  })

  it.each([
    ['a.json', 'application/json'],
    ['a.ndjson', 'application/x-ndjson'],
    ['a.ndjson.gz', 'application/gzip'],
  ])('stores %s as %s, with no content encoding', async (key, type) => {
    const { store, client, bucket } = await open()
    await store.putOnce(key, bytes('{}'))
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
    expect(head.ContentType).toBe(type)
    expect(head.ContentEncoding).toBeUndefined()
  })

  it('refuses to delete a locked version', async () => {
    const { store, client, bucket } = await open()
    const { ref } = await store.putOnce('a', bytes('x'))
    const deletion = client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'a', VersionId: ref.versionId ?? '' }))
    await expect(deletion).rejects.toMatchObject({ name: 'AccessDenied' })
    expect(await store.get(ref)).toBeDefined()
  })

  unless('shorten')('refuses to shorten a lock', async () => {
    const { store, client, bucket, until } = await open()
    const { ref } = await store.putOnce('a', bytes('x'))
    const Retention = { Mode: 'COMPLIANCE' as const, RetainUntilDate: new Date(Date.parse(until) - 1000) }
    const change = new PutObjectRetentionCommand({
      Bucket: bucket,
      Key: 'a',
      VersionId: ref.versionId ?? '',
      Retention,
    })
    await expect(client.send(change)).rejects.toMatchObject({ name: 'AccessDenied' })
    expect(await store.custody(ref)).toMatchObject({ until })
  })

  it('lengthens a lock', async () => {
    const { store, client, bucket } = await open()
    const { ref } = await store.putOnce('a', bytes('x'))
    const Retention = { Mode: 'COMPLIANCE' as const, RetainUntilDate: later }
    await client.send(
      new PutObjectRetentionCommand({ Bucket: bucket, Key: 'a', VersionId: ref.versionId ?? '', Retention }),
    )
    expect(await store.custody(ref)).toMatchObject({ until: '2040-01-01T00:00:00Z' })
  })

  it('shows a delete marker above the version, which stays readable by its id', async () => {
    const { store, client, bucket } = await open()
    const { ref } = await store.putOnce('a', bytes('x'))
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'a' }))
    const found = await listed(store)
    expect(found.map(({ key, deleteMarker }) => [key, deleteMarker])).toEqual([
      ['a', true],
      ['a', false],
    ])
    expect(await store.get({ key: 'a' })).toBeUndefined()
    expect(await store.get({ key: 'a', versionId: found[0]?.versionId ?? null })).toBeUndefined()
    expect((await store.get(ref))?.ref).toEqual(ref)
  })

  it('puts over a delete marker, which leaves both versions to be seen', async () => {
    const { store, client, bucket } = await open()
    const first = await store.putOnce('a', bytes('x'))
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'a' }))
    const second = await store.putOnce('a', bytes('y'))
    expect(second.won).toBe(true)
    expect(second.ref.versionId).not.toBe(first.ref.versionId)
    // Within one second only the newest can be told: times have whole seconds, and the SDK parts markers from versions.
    const [newest, ...older] = await listed(store)
    expect(newest?.versionId).toBe(second.ref.versionId)
    expect(older.map(({ deleteMarker }) => deleteMarker).sort()).toEqual([false, true])
    expect((await store.get(first.ref))?.ref).toEqual(first.ref)
  })

  it('gives undefined for a version that is not of this key', async () => {
    const { store } = await open()
    const { ref } = await store.putOnce('a', bytes('x'))
    await store.putOnce('b', bytes('y'))
    expect(await store.get({ key: 'b', versionId: ref.versionId })).toBeUndefined()
  })

  unless('bad-digest')('refuses bytes that are not those of the checksum', async () => {
    const { client, bucket } = await open()
    const ChecksumSHA256 = Buffer.from(sha256('other').slice(7), 'hex').toString('base64')
    const put = new PutObjectCommand({
      Bucket: bucket,
      Key: 'a',
      Body: 'x',
      ChecksumAlgorithm: 'SHA256',
      ChecksumSHA256,
      ...locked,
    })
    await expect(client.send(put)).rejects.toMatchObject({ name: 'BadDigest' })
  })

  unless('checksum-needed')('refuses a locked put without a checksum', async () => {
    const { client, bucket } = await open()
    const put = new PutObjectCommand({ Bucket: bucket, Key: 'a', Body: 'x', ...locked })
    await expect(client.send(put)).rejects.toMatchObject({ name: 'InvalidRequest' })
  })
}
