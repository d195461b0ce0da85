// A finding as Security Hub shows it, made fit to be sent again.
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub'

/** Only what a provider may send: the rest belongs to the Hub, which adds fields of its own, and to its customer. */
export const own = (finding: Record<string, unknown>): AwsSecurityFinding => {
  const { ProductFields, ...rest } = finding
  const given = Object.entries(rest).filter(([name]) => provided.includes(name))
  const fields = Object.entries(ProductFields ?? {}).filter(([name]) => name.startsWith('eks-evidence/'))
  return { ...Object.fromEntries(given), ProductFields: Object.fromEntries(fields) } as unknown as AwsSecurityFinding
}
const provided = [
  'SchemaVersion',
  'Id',
  'ProductArn',
  'ProductName',
  'GeneratorId',
  'AwsAccountId',
  'FirstObservedAt',
  'LastObservedAt',
  'CreatedAt',
  'UpdatedAt',
  'Title',
  'Description',
  'Remediation',
  'Resources',
  'Compliance',
  'RecordState',
  'FindingProviderFields',
]
