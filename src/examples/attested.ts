// Records as S3 holds and gives them, for examples: the documents bucket of one deployment.
import { type AttestedRecord, largestRecord, recordKey } from '../attested/record.ts'
import type { Exchange } from '../model.ts'
import { account, answered, none, subjects } from './example.ts'

export const documents = 'eks-evidence-prod-documents'
const on = { Bucket: documents, ExpectedBucketOwner: account }
export const attestedBy = `arn:aws:sts::${account}:assumed-role/compliance/jane`
const digest = `sha256:${'5f'.repeat(32)}` as const

/** A document of these bytes, to be named by a record. */
export const documentAt = (key: string) => ({ name: 'document.pdf', sha256: digest, bytes: 52_100, key })

type Said = Partial<AttestedRecord> & Pick<AttestedRecord, 'kind'>
export const recordOf = (said: Said): AttestedRecord => ({
  schema: 'eks-evidence/record/v1',
  performedAt: '2025-11-03T10:00:00Z',
  by: 'Ada Admin',
  attestedBy,
  ...said,
})

export const describedStack = (): Exchange =>
  answered(
    'cloudformation:DescribeStacks',
    { StackName: subjects.deployment.id },
    {
      Stacks: [{ StackName: 'eks-evidence-prod', Outputs: [{ OutputKey: 'DocumentsBucket', OutputValue: documents }] }],
    },
  )

export const listedVersions = (Prefix: string, keys: string[], over: object = {}): Exchange =>
  answered(
    's3:ListObjectVersions',
    { ...on, Prefix },
    {
      Name: documents,
      Prefix,
      MaxKeys: 1_000,
      IsTruncated: false,
      ...(keys.length > 0 && { Versions: keys.map((Key) => version(Key)) }),
      ...over,
    },
  )

export const version = (Key: string, over: object = {}) => ({
  Key,
  VersionId: versionId,
  IsLatest: true,
  LastModified: '2025-11-04T08:00:00Z',
  ETag: '"9b2cf535f27731c974343645a3985328"',
  Size: 640,
  StorageClass: 'STANDARD',
  ...over,
})
const versionId = '3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH'

/** What the source reads of records: `stored` is S3's word on each document, `SHA-256` where it is not the attested one. */
export const attestedOf = (said: Said[], stored: 'as-attested' | 'altered' | 'missing' = 'as-attested'): Exchange[] => {
  const all = said.map(recordOf)
  const named = new Set(all.flatMap(({ document }) => document?.key ?? []))
  return [
    describedStack(),
    listedVersions('records/', [...new Set(all.map(recordKey))].sort()),
    listedVersions('documents/', []),
    ...all.map((record) => answered('s3:GetObject', { ...on, Key: recordKey(record), VersionId: versionId }, record)),
    ...[...named].map((Key) => {
      const input = { ...on, Key, ChecksumMode: 'ENABLED' }
      return stored === 'missing'
        ? none('s3:HeadObject', input, 'NotFound')
        : answered('s3:HeadObject', input, head(stored === 'altered' ? 'a0' : '5f'))
    }),
  ]
}

const head = (byte: string) => ({
  AcceptRanges: 'bytes',
  LastModified: '2025-11-02T16:30:00Z',
  ContentLength: 52_100,
  ChecksumSHA256: Buffer.from(byte.repeat(32), 'hex').toString('base64'),
  ChecksumType: 'FULL_OBJECT',
  ETag: '"5d41402abc4b2a76b9719d911017c592"',
  VersionId: 'QUpfdndhfd8438MNFDN93jdnJFkdmqnh',
  ContentType: 'application/pdf',
  ServerSideEncryption: 'AES256',
})

/** An object among the records that is too large to be one. */
export const oversized = (Key: string) => version(Key, { Size: largestRecord + 1 })

/** A register of one item. */
export const registerOf = (item: string, over: object = {}) => ({
  [item]: { responsible: { primary: 'Head of Platform', supporting: ['Security'] }, ...over },
})

const closed = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true }
const usual: Record<string, object | string> = {
  GetBucketVersioning: { Status: 'Enabled' },
  // The document itself, as S3 sends it.
  GetBucketPolicy: {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OnlyOverTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${documents}`, `arn:aws:s3:::${documents}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  },
  GetPublicAccessBlock: { PublicAccessBlockConfiguration: closed },
}

/** The bucket itself with one record in it. A text is the code by which S3 says that nothing of the kind is set. */
export const bucketOf = (
  over: Record<string, object | string> = {},
  record: 'once' | 'rewritten' | 'deleted' | 'empty' = 'once',
): Exchange[] => {
  const key = recordKey(recordOf({ kind: 'drill' }))
  const isThere = record === 'once' || record === 'rewritten'
  const before = { VersionId: 'null', IsLatest: !isThere && record !== 'deleted' }
  const marker = { Key: key, VersionId: 'marker', IsLatest: true, LastModified: '2025-12-01T08:00:00Z' }
  const held = {
    once: { Versions: [version(key)] },
    rewritten: { Versions: [version(key), version(key, before)] },
    deleted: { Versions: [version(key, before)], DeleteMarkers: [marker] },
    empty: {},
  }
  return [
    describedStack(),
    ...Object.entries({ ...usual, ...over }).map(([name, said]) =>
      typeof said === 'string' ? none(`s3:${name}`, on, said) : answered(`s3:${name}`, on, said),
    ),
    listedVersions('records/', [], held[record]),
    listedVersions('documents/', record === 'deleted' ? ['documents/policy.pdf'] : []),
  ]
}
