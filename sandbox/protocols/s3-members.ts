// S3's operations and members, as botocore's model places them in method, query and headers.
import { AwsFault } from '../service.ts'
import type { Request } from './protocol.ts'

const inHeaders: Record<string, string> = {
  'content-md5': 'ContentMD5',
  'content-type': 'ContentType',
  'if-none-match': 'IfNoneMatch',
  'if-match': 'IfMatch',
  range: 'Range',
  'x-amz-bucket-object-lock-enabled': 'ObjectLockEnabledForBucket',
  'x-amz-bypass-governance-retention': 'BypassGovernanceRetention',
  'x-amz-checksum-crc32': 'ChecksumCRC32',
  'x-amz-checksum-crc32c': 'ChecksumCRC32C',
  'x-amz-checksum-crc64nvme': 'ChecksumCRC64NVME',
  'x-amz-checksum-mode': 'ChecksumMode',
  'x-amz-checksum-sha1': 'ChecksumSHA1',
  'x-amz-checksum-sha256': 'ChecksumSHA256',
  'x-amz-copy-source': 'CopySource',
  'x-amz-expected-bucket-owner': 'ExpectedBucketOwner',
  'x-amz-object-lock-mode': 'ObjectLockMode',
  'x-amz-object-lock-retain-until-date': 'ObjectLockRetainUntilDate',
  'x-amz-sdk-checksum-algorithm': 'ChecksumAlgorithm',
  'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
  'x-amz-storage-class': 'StorageClass',
}

const inQuery: Record<string, string> = {
  'continuation-token': 'ContinuationToken',
  delimiter: 'Delimiter',
  'encoding-type': 'EncodingType',
  'key-marker': 'KeyMarker',
  'max-keys': 'MaxKeys',
  prefix: 'Prefix',
  'start-after': 'StartAfter',
  'version-id-marker': 'VersionIdMarker',
  versionId: 'VersionId',
}

export const members = ({ headers, query }: Request): Record<string, string> => ({
  ...picked(inHeaders, (name) => headers[name]),
  ...picked(inQuery, (name) => query.get(name) ?? undefined),
  // What the signature covers instead of the body: a digest in hex, or UNSIGNED-PAYLOAD, or STREAMING-...
  ...picked({ 'x-amz-content-sha256': 'ContentSHA256' }, (name) => headers[name]),
})

const picked = (names: Record<string, string>, value: (name: string) => string | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([name, member]) => {
      const found = value(name)
      return found === undefined ? [] : [[member, found]]
    }),
  )

/** `METHOD level[?subresource]` */
const operations: Record<string, string> = {
  'GET account': 'ListBuckets',
  'PUT bucket': 'CreateBucket',
  'HEAD bucket': 'HeadBucket',
  'GET bucket?list-type': 'ListObjectsV2',
  'GET bucket?versions': 'ListObjectVersions',
  'GET bucket?encryption': 'GetBucketEncryption',
  'GET bucket?lifecycle': 'GetBucketLifecycleConfiguration',
  'GET bucket?location': 'GetBucketLocation',
  'GET bucket?object-lock': 'GetObjectLockConfiguration',
  'GET bucket?ownershipControls': 'GetBucketOwnershipControls',
  'GET bucket?policy': 'GetBucketPolicy',
  'GET bucket?publicAccessBlock': 'GetPublicAccessBlock',
  'GET bucket?replication': 'GetBucketReplication',
  'GET bucket?versioning': 'GetBucketVersioning',
  'PUT object': 'PutObject',
  'GET object': 'GetObject',
  'HEAD object': 'HeadObject',
  'DELETE object': 'DeleteObject',
  'PUT object?retention': 'PutObjectRetention',
  'GET object?retention': 'GetObjectRetention',
}

// Known by name alone, so that policies can deny them.
const unhandled: Record<string, string> = {
  'PUT bucket?acl': 'PutBucketAcl',
  'PUT bucket?encryption': 'PutBucketEncryption',
  'PUT bucket?id?intelligent-tiering': 'PutBucketIntelligentTieringConfiguration',
  'PUT bucket?lifecycle': 'PutBucketLifecycleConfiguration',
  'PUT bucket?object-lock': 'PutObjectLockConfiguration',
  'PUT bucket?ownershipControls': 'PutBucketOwnershipControls',
  'PUT bucket?publicAccessBlock': 'PutPublicAccessBlock',
  'PUT bucket?replication': 'PutBucketReplication',
  'PUT bucket?versioning': 'PutBucketVersioning',
  'DELETE bucket': 'DeleteBucket',
  'POST object?uploads': 'CreateMultipartUpload',
  'PUT object?partNumber?uploadId': 'UploadPart',
  'PUT object?encryption': 'UpdateObjectEncryption',
}

/** What S3 has and the sandbox only refuses. */
export const refusedOnly = Object.values(unhandled)

/** Throws NotImplemented for every operation that the sandbox does not have: none is taken for another. */
export const operationOf = ({ method, query, headers }: Request, bucket: string, key: string): string => {
  const level = key !== '' ? 'object' : bucket !== '' ? 'bucket' : 'account'
  const plain = new Set([...Object.keys(inQuery), 'x-id', 'fetch-owner'])
  const subresources = [...query.keys()].filter((name) => !plain.has(name))
  const line = [`${method} ${level}`, ...subresources].join('?')
  const operation = operations[line] ?? unhandled[line]
  if (operation && headers['x-amz-copy-source'] === undefined) return operation
  const message = `A header or query you provided implies functionality that is not implemented (${line})`
  throw new AwsFault('NotImplemented', 501, message)
}
