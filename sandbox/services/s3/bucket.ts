// Buckets and versions: the state behind S3.
import { createHash } from 'node:crypto'
import type { Instant } from '../../../src/model.ts'
import { byBytes } from '../../../src/store/order.ts'
import type { Xml } from '../../protocols/xml.ts'

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

/** How a bucket is set up, as far as its own questions tell it. */
export type Settings = {
  lockDefault: { mode: Lock['mode']; days: number } | { mode: Lock['mode']; years: number } | null
  /** `aws:kms` with a customer's key. */
  encryption: { algorithm: 'AES256' | 'aws:kms'; kmsKey: string | null }
  /** JSON text. */
  policy: string | null
  /** Rules as S3's XML has them. */
  lifecycle: Xml[]
  /** Where it replicates to: role and rules, as S3's XML has them. */
  replication: Xml | null
  publicAccessBlocked: boolean
  ownership: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter' | null
}

export type Bucket = {
  name: string
  region: string
  /** The account that owns it. */
  owner: string
  createdAt: Instant
  versioned: boolean
  objectLock: boolean
  settings: Settings
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
  const settings = newSettings()
  return { ...from, objectLock, versioned: objectLock, settings, objects: new Map(), writes: new Map(), sorted: null }
}

/** As AWS gives them to whoever asks for nothing: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html */
const newSettings = (): Settings => ({
  lockDefault: null,
  encryption: { algorithm: 'AES256', kmsKey: null },
  policy: null,
  lifecycle: [],
  replication: null,
  publicAccessBlocked: true,
  ownership: 'BucketOwnerEnforced',
})

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
