// Buckets and versions: the state behind S3.
import { createHash } from 'node:crypto'
import type { Instant } from '../../../src/model.ts'
import { byBytes } from '../../../src/store/order.ts'

export type Lock = { mode: 'COMPLIANCE' | 'GOVERNANCE'; until: Instant }

export type Version = {
  id: string
  /** LastModified. */
  at: Instant
  /** null: a delete marker. */
  body: Uint8Array | null
  /** Without quotes. */
  etag: string
  /** By algorithm as S3 names it, in base64. */
  checksums: Record<string, string>
  checksumType: 'FULL_OBJECT' | 'COMPOSITE'
  contentType: string
  lock: Lock | null
  /** COMPLETED, REPLICA, PENDING, FAILED */
  replication: string | null
  storageClass: string
  encryption: string
  kmsKey: string | null
}

export type Bucket = {
  name: string
  region: string
  /** The account that owns it. */
  owner: string
  createdAt: Instant
  versioned: boolean
  objectLock: boolean
  /** Newest first. */
  objects: Map<string, Version[]>
  /** How often each key was written, for its next version's id. */
  writes: Map<string, number>
  sorted: string[] | null
}

export type Buckets = Map<string, Bucket>

export const newBucket = (
  from: Pick<Bucket, 'name' | 'region' | 'owner' | 'createdAt'> & { objectLock?: boolean },
): Bucket => {
  const objectLock = from.objectLock ?? false
  return { ...from, objectLock, versioned: objectLock, objects: new Map(), writes: new Map(), sorted: null }
}

export const keysOf = (bucket: Bucket): string[] => {
  bucket.sorted ??= [...bucket.objects.keys()].sort(byBytes)
  return bucket.sorted
}

/** Puts a version on top. Its id derives from bucket, key and how many were written before. */
export const write = (bucket: Bucket, key: string, version: Omit<Version, 'id'>): Version => {
  const nth = (bucket.writes.get(key) ?? 0) + 1
  bucket.writes.set(key, nth)
  const added = { ...version, id: bucket.versioned ? versionId(bucket.name, key, nth) : 'null' }
  const older = bucket.objects.get(key)
  if (!older) bucket.sorted = null
  bucket.objects.set(key, [added, ...(bucket.versioned ? (older ?? []) : [])])
  return added
}

/** Takes a version away, whatever protects it. */
export const erase = (bucket: Bucket, key: string, id: string): void => {
  const left = (bucket.objects.get(key) ?? []).filter((version) => version.id !== id)
  if (left.length > 0) {
    bucket.objects.set(key, left)
    return
  }
  bucket.objects.delete(key)
  bucket.sorted = null
}

export const markerAt = (at: Instant): Omit<Version, 'id'> => ({ ...plainVersion(new Uint8Array(), at), body: null })

export const plainVersion = (body: Uint8Array, at: Instant): Omit<Version, 'id'> & { body: Uint8Array } => ({
  at,
  body,
  etag: createHash('md5').update(body).digest('hex'),
  checksums: {},
  checksumType: 'FULL_OBJECT',
  contentType: 'binary/octet-stream',
  lock: null,
  replication: null,
  storageClass: 'STANDARD',
  encryption: 'AES256',
  kmsKey: null,
})

const versionId = (bucket: string, key: string, nth: number): string =>
  createHash('sha256').update(`${bucket}\n${key}\n${nth}`).digest('base64url').slice(0, 32).replaceAll('-', '.')
