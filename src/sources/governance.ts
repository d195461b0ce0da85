// What the account's owner attests: records and their documents in the documents bucket of the stack, and how that bucket keeps them.

import type * as cloudformation from '@aws-sdk/client-cloudformation'
import type * as s3 from '@aws-sdk/client-s3'
import { stackOutput } from '../answers/stack-output.ts'
import { accountOf } from '../arn.ts'
import { isDocumentKey, kindOf, largestRecord } from '../attested/record.ts'
import { EvidenceError } from '../errors.ts'
import { isRecord } from '../json.ts'
import { alarmEmail } from '../redaction/endpoints.ts'
import { asking, defineSource, each, type Heard, listEach, named, once } from '../source.ts'
import { operation } from '../wire.ts'

const describeStacks = operation<cloudformation.DescribeStacksInput, cloudformation.DescribeStacksOutput>(
  'cloudformation:DescribeStacks',
)
const listVersions = operation<s3.ListObjectVersionsRequest, s3.ListObjectVersionsOutput>('s3:ListObjectVersions', {
  token: 'KeyMarker',
  next: 'NextKeyMarker',
  beside: { token: 'VersionIdMarker', next: 'NextVersionIdMarker' },
})
// Taken away since it was listed: that is a read.
const getObject = operation<s3.GetObjectRequest, unknown>('s3:GetObject', {
  absentWhen: ['NoSuchKey', 'NoSuchVersion'],
})
// HEAD has no body to say a code in: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
const headObject = operation<s3.HeadObjectRequest, s3.HeadObjectOutput>('s3:HeadObject', { absentWhen: ['NotFound'] })
const getVersioning = operation<s3.GetBucketVersioningRequest, s3.GetBucketVersioningOutput>('s3:GetBucketVersioning')
const getPolicy = operation<s3.GetBucketPolicyRequest, s3.GetBucketPolicyOutput>('s3:GetBucketPolicy', {
  absentWhen: ['NoSuchBucketPolicy'],
})
const getPublicAccess = operation<s3.GetPublicAccessBlockRequest, s3.GetPublicAccessBlockOutput>(
  's3:GetPublicAccessBlock',
  { absentWhen: ['NoSuchPublicAccessBlockConfiguration'] },
)

type Described = Heard<cloudformation.DescribeStacksInput, cloudformation.DescribeStacksOutput>[]
type Listed = Heard<s3.ListObjectVersionsRequest, s3.ListObjectVersionsOutput>[]

const bucket = (heard: Described, { id }: { id: string }) =>
  stackOutput('DocumentsBucket', heard).map((Bucket) => ({ Bucket, ExpectedBucketOwner: accountOf(id) }))
const prefixes = (heard: Described, subject: { id: string }) =>
  bucket(heard, subject).flatMap((one) => ['records/', 'documents/'].map((Prefix) => ({ ...one, Prefix })))

const records = (pages: Listed) =>
  pages.flatMap(({ input: { Bucket, ExpectedBucketOwner }, answer }) =>
    versionsOf(answer)
      .filter(({ Key = '', IsLatest, Size }) => IsLatest && kindOf(Key) !== undefined && (Size ?? 0) <= largestRecord)
      .map(({ Key, VersionId }) => ({ Bucket, Key: named(Key, 'Key'), VersionId, ExpectedBucketOwner })),
  )

// S3 leaves out a list that is empty; it never leaves out whether the list goes on.
const versionsOf = ({ Versions, IsTruncated, NextKeyMarker }: s3.ListObjectVersionsOutput) => {
  if (typeof IsTruncated === 'boolean' && IsTruncated === Boolean(NextKeyMarker)) return Versions ?? []
  throw new EvidenceError(
    'OBSERVATION_INVALID',
    { field: 'IsTruncated' },
    { hint: 'S3 does not say where its list ends' },
  )
}

// What a record names is looked at where it may lie; of anywhere else the fact says that it was not.
const documents = (read: Heard<s3.GetObjectRequest, unknown>[]) =>
  read.flatMap(({ input: { Bucket, ExpectedBucketOwner }, answer }) => {
    const document = isRecord(answer) && isRecord(answer.document) ? answer.document : {}
    const { key: Key } = document
    if (typeof Key !== 'string' || !isDocumentKey(Key)) return []
    return [{ Bucket, Key, ChecksumMode: 'ENABLED' as const, ExpectedBucketOwner }]
  })

export default defineSource({
  id: 'governance',
  kind: 'state',
  of: 'deployment',
  every: 86_400,
  zipped: true,
  atOnce: 4,
  redacts: [alarmEmail],
  ...asking(
    once(describeStacks, ({ id }) => ({ StackName: id })),
    each(getVersioning, describeStacks, bucket),
    each(getPolicy, describeStacks, bucket),
    each(getPublicAccess, describeStacks, bucket),
    listEach(listVersions, describeStacks, prefixes),
    each(getObject, listVersions, records),
    each(headObject, getObject, documents),
  ),
})
