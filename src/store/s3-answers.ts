// What S3 answers about versions, as this project has it.
import type {
  GetObjectCommandOutput,
  HeadObjectCommandOutput,
  ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3'
import { readTime, seconds } from '../clock.ts'
import type { Digest } from '../model.ts'
import { byBytes } from './order.ts'
import { named } from './s3-errors.ts'
import type { Custody, Listed } from './store.ts'

export const toBase64 = (digest: Digest): string =>
  Buffer.from(digest.slice('sha256:'.length), 'hex').toString('base64')

/** One page in S3's order, by key and newest first: the SDK parts versions from delete markers. */
export const listedOf = ({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput): Listed[] => {
  const versions = Versions.map((version) => ({ ...version, deleteMarker: false }))
  const markers = DeleteMarkers.map((marker) => ({ ...marker, Size: 0, deleteMarker: true }))
  return [...versions, ...markers]
    .map(({ Key = '', VersionId, Size = 0, LastModified, IsLatest = false, deleteMarker }) => ({
      latest: IsLatest,
      listed: { key: Key, versionId: VersionId ?? null, bytes: Size, at: readTime(LastModified) ?? null, deleteMarker },
    }))
    .sort(
      (a, b) =>
        byBytes(a.listed.key, b.listed.key) || Number(b.latest) - Number(a.latest) || age(b.listed) - age(a.listed),
    )
    .map(({ listed }) => listed)
}

const age = ({ at }: Listed): number => (at === null ? 0 : seconds(at))

export const custodyOf = (head: HeadObjectCommandOutput | GetObjectCommandOutput): Custody => {
  const at = readTime(head.LastModified)
  if (!at) throw named('LastModifiedMissing', 'S3 does not say when it was written')
  return {
    mode: head.ObjectLockMode ?? 'none',
    until: readTime(head.ObjectLockRetainUntilDate) ?? null,
    at,
    etag: (head.ETag ?? '').replaceAll('"', ''),
    sha256: head.ChecksumType === 'COMPOSITE' ? null : digestOf(head.ChecksumSHA256),
    checksumType: head.ChecksumType ?? null,
    replication: head.ReplicationStatus ?? null,
    storageClass: head.StorageClass ?? 'STANDARD', // S3 sends no header for STANDARD
    encryption: head.ServerSideEncryption ?? null,
  }
}

// A checksum of checksums ends in `-` and the number of parts: it is no digest of the object.
const digestOf = (base64: string | undefined): Digest | null => {
  if (base64 === undefined || !/^[A-Za-z0-9+/]{43}=$/.test(base64)) return null
  return `sha256:${Buffer.from(base64, 'base64').toString('hex')}`
}
