// What Security Hub takes: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html and API_BatchImportFindings.html
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub'

export const limits = {
  id: 512,
  title: 256,
  description: 1024,
  recommendation: 512,
  requirements: 32,
  requirement: 64,
  reasonCode: 100,
  types: 50,
  productFields: 50,
  fieldName: 128,
  fieldValue: 2048,
  severityOriginal: 64,
  region: 16,
  resources: 32,
  related: 10,
  /** https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html#tag-conventions */
  tags: 50,
  tagKey: 128,
  tagValue: 256,
  /** No limit is documented for what details hold. Ours: for them a finding must not become too large to be sent. */
  detail: 1_024,
  detailItem: 64,
  details: 32,
  logging: 8,
  policyText: 4_096,
  findings: 100,
  /** 240 KB and 6 MB, read as powers of ten, and a little less for the list around them: whichever AWS means, we stay below. */
  findingBytes: 240_000,
  batchBytes: 5_999_000,
} as const

/** As the SDK sends it. */
export const bytesOf = (finding: AwsSecurityFinding): number => Buffer.byteLength(JSON.stringify(finding))
