// ListObjectsV2 and ListObjectVersions: one walk over sorted keys, cut into pages.

import { byBytes } from '../../../src/store/order.ts'
import type { S3Answer } from '../../protocols/s3.ts'
import type { Xml } from '../../protocols/xml.ts'
import type { Call } from '../../service.ts'
import { bucketOf } from './access.ts'
import { type Bucket, type Buckets, keysOf, type Version } from './bucket.ts'
import { invalidArgument } from './faults.ts'
import { iso } from './iso.ts'

type Row = { key: string; version?: Version; latest?: boolean }

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjects =
  (buckets: Buckets) =>
  (call: Call): S3Answer => {
    const bucket = bucketOf(buckets, call)
    const { ContinuationToken: token, StartAfter, EncodingType } = call.input
    const after = token === undefined ? String(StartAfter ?? '') : Buffer.from(String(token), 'base64url').toString()
    const current = (versions: Version[]) => versions.slice(0, 1).filter(({ body }) => body !== null)
    const { rows, last, size } = pageOf(walk(bucket, call, after, '', current), call)
    const spell = speller(EncodingType)
    const content = [
      { Name: bucket.name, Prefix: spell(call.input.Prefix ?? ''), Delimiter: spell(call.input.Delimiter) },
      { MaxKeys: size, KeyCount: rows.length, EncodingType: EncodingType as Xml, IsTruncated: last !== undefined },
      { ContinuationToken: token as Xml, StartAfter: spell(StartAfter) },
      { NextContinuationToken: last && Buffer.from(last.key).toString('base64url') },
      ...rows.map(({ key, version }) =>
        version ? { Contents: { Key: spell(key), ...described(version) } } : { CommonPrefixes: { Prefix: spell(key) } },
      ),
    ]
    return { body: { root: 'ListBucketResult', content } }
  }

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export const listVersions =
  (buckets: Buckets) =>
  (call: Call): S3Answer => {
    const bucket = bucketOf(buckets, call)
    const { KeyMarker = '', VersionIdMarker = '', EncodingType } = call.input
    if (VersionIdMarker !== '' && KeyMarker === '') {
      const message = 'A version-id marker cannot be specified without a key marker.'
      throw invalidArgument(message, 'version-id-marker', VersionIdMarker)
    }
    const all = walk(bucket, call, String(KeyMarker), String(VersionIdMarker), (versions) => versions)
    const { rows, last, size } = pageOf(all, call)
    const spell = speller(EncodingType)
    const content = [
      { Name: bucket.name, Prefix: spell(call.input.Prefix ?? ''), Delimiter: spell(call.input.Delimiter) },
      { KeyMarker: spell(KeyMarker), VersionIdMarker: String(VersionIdMarker), MaxKeys: size },
      { EncodingType: EncodingType as Xml, IsTruncated: last !== undefined },
      { NextKeyMarker: spell(last?.key), NextVersionIdMarker: last?.version?.id },
      ...rows.map(({ key, version, latest }) => {
        if (!version) return { CommonPrefixes: { Prefix: spell(key) } }
        const named = { Key: spell(key), VersionId: version.id, IsLatest: latest === true }
        if (version.body !== null) return { Version: { ...named, ...described(version) } }
        return { DeleteMarker: { ...named, LastModified: iso(version.at) } }
      }),
    ]
    return { body: { root: 'ListVersionsResult', content } }
  }

function* walk(
  bucket: Bucket,
  { input }: Call,
  after: string,
  afterVersion: string,
  shown: (versions: Version[]) => Version[],
): Generator<Row> {
  const prefix = String(input.Prefix ?? '')
  const delimiter = String(input.Delimiter ?? '')
  const keys = keysOf(bucket)
  let common: string | undefined
  for (let at = firstFrom(keys, byBytes(after, prefix) > 0 ? after : prefix); at < keys.length; at++) {
    const key = keys[at] ?? ''
    if (!key.startsWith(prefix)) return
    const versions = bucket.objects.get(key) ?? []
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    if (cut >= 0) {
      const group = key.slice(0, cut + delimiter.length)
      if (group === common || group === after || shown(versions).length === 0) continue
      common = group
      yield { key: group }
      continue
    }
    if (key === after && afterVersion === '') continue
    const skip = key === after ? versions.findIndex(({ id }) => id === afterVersion) + 1 : 0
    for (const version of shown(versions.slice(skip))) yield { key, version, latest: version === versions[0] }
  }
}

// The place of the first key not before `start`, found by halving: a bucket of 100,000 keys is listed in pages.
const firstFrom = (keys: string[], start: string): number => {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (byBytes(keys[middle] ?? '', start) < 0) low = middle + 1
    else high = middle
  }
  return low
}

const pageOf = (all: Iterable<Row>, { input, pageLimit }: Call): { rows: Row[]; last?: Row; size: number } => {
  const wished = Number(input.MaxKeys ?? 1000)
  if (!Number.isInteger(wished) || wished < 0) {
    throw invalidArgument('Provided max-keys not an integer or within integer range', 'max-keys', input.MaxKeys)
  }
  const size = Math.min(wished, 1000, pageLimit ?? 1000)
  const rows: Row[] = []
  for (const row of all) {
    const last = rows.at(-1)
    if (rows.length === size) return last ? { rows, last, size } : { rows, size }
    rows.push(row)
  }
  return { rows, size }
}

const described = ({ at, etag, checksums, checksumType, body, storageClass }: Version): Record<string, Xml> => {
  const algorithms = Object.keys(checksums)
  return {
    LastModified: iso(at),
    ETag: `"${etag}"`,
    ChecksumAlgorithm: algorithms,
    ChecksumType: algorithms.length > 0 ? checksumType : undefined,
    Size: body?.length ?? 0,
    StorageClass: storageClass,
  }
}

const speller =
  (encoding: unknown) =>
  (plain: unknown): string | undefined => {
    if (plain === undefined) return undefined
    return encoding === 'url' ? encodeURIComponent(String(plain)).replaceAll('%2F', '/') : String(plain)
  }
