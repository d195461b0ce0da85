// What no caller of S3 can do, but AWS, a thief or the past could have done: for building scenarios, never for the server.
import { createHash } from 'node:crypto'
import type { Instant } from '../../../src/model.ts'
import { type Bucket, erase, markerAt, plainVersion, type Version, write } from './bucket.ts'

type Changes = Partial<Omit<Version, 'id' | 'body'>>

/** Puts a version on top as if S3 had, with a right SHA-256 and whatever `changes` say otherwise: time, ETag, lock, class. */
export const plant = (bucket: Bucket, key: string, body: Uint8Array, at: Instant, changes: Changes = {}): Version => {
  const checksums = { SHA256: createHash('sha256').update(body).digest('base64') }
  return write(bucket, key, { ...plainVersion(body, at), checksums, ...changes })
}

/** As a completed multipart upload looks: an ETag of parts, a checksum of checksums, the time of its initiation. */
export const plantMultipart = (
  bucket: Bucket,
  key: string,
  body: Uint8Array,
  initiatedAt: Instant,
  changes: Changes = {},
): Version => {
  const of = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest()
  const etag = `${of('md5', of('md5', body)).toString('hex')}-1`
  const checksums = { SHA256: `${of('sha256', of('sha256', body)).toString('base64')}-1` }
  return plant(bucket, key, body, initiatedAt, { etag, checksums, checksumType: 'COMPOSITE', ...changes })
}

export const plantMarker = (bucket: Bucket, key: string, at: Instant): Version => write(bucket, key, markerAt(at))

/** Changes a version where it lies: its bytes, its lock, its class. `versionId` left out: the newest. Throws where there is none. */
export const tamper = (
  bucket: Bucket,
  key: string,
  changes: Changes & { body?: Uint8Array },
  versionId?: string,
): void => {
  const versions = bucket.objects.get(key) ?? []
  const id = versionId ?? versions[0]?.id
  if (!versions.some((version) => version.id === id)) throw new Error(`no version ${id} of ${key}`)
  bucket.objects.set(
    key,
    versions.map((version) => (version.id === id ? { ...version, ...changes } : version)),
  )
}

/** Takes one version away in spite of its lock, or all of the key. */
export const steal = (bucket: Bucket, key: string, versionId?: string): void => {
  const versions = bucket.objects.get(key) ?? []
  for (const { id } of versions) if (versionId === undefined || versionId === id) erase(bucket, key, id)
}
