// Attested records for examples: the documents bucket of the collector's stack, with records as `attest` puts them.
import { type AttestedRecord, recordKey } from '../attested/record.ts'
import type { Exchange } from '../model.ts'
import { account, answered, subjects } from './example.ts'

export type ExampleRecord = {
  record: AttestedRecord /** by S3; an hour before the examples' readings where left out */
  putAt?: string
}

const Bucket = 'eks-evidence-documents'
const ExpectedBucketOwner = account
const of = { Bucket, ExpectedBucketOwner }
const before = '2026-01-04T08:00:00Z'

/** What the source `governance` reads of records; `at`: when. */
export const recordsOf = (records: ExampleRecord[] = [], at?: string): Exchange[] => {
  const versions = records.map(({ record, putAt = before }, index) => ({
    Key: recordKey(record),
    VersionId: `v${index + 1}`,
    IsLatest: true,
    LastModified: putAt,
    Size: JSON.stringify(record).length,
    ETag: '"9b2cf535f27731c974343645a3985328"',
  }))
  return [
    answered(
      'cloudformation:DescribeStacks',
      { StackName: subjects.deployment.id },
      {
        Stacks: [{ StackId: subjects.deployment.id, Outputs: [{ OutputKey: 'DocumentsBucket', OutputValue: Bucket }] }],
      },
      at,
    ),
    ...['records/', 'documents/'].map((Prefix) =>
      answered(
        's3:ListObjectVersions',
        { ...of, Prefix },
        { IsTruncated: false, Versions: Prefix === 'records/' ? versions : [] },
        at,
      ),
    ),
    ...records.map(({ record }, index) =>
      answered(
        's3:GetObject',
        { Bucket, Key: recordKey(record), VersionId: `v${index + 1}`, ExpectedBucketOwner },
        record,
        at,
      ),
    ),
  ]
}
