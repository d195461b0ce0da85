// What an import and an update do to a stored finding: https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
import type { Instant } from '../../src/model.ts'
import type { Call } from '../service.ts'
import { at, type Json, record, text } from './security-hub-input.ts'

export type Finding = Json
/** `customer`: the members that BatchUpdateFindings has set, which an import then leaves alone. */
export type Stored = { finding: Finding; customer: Set<string> }
export type Hub = { subscribedAt: Instant; enabled: boolean /** by `keyOf` */; findings: Map<string, Stored> }

export const keyOf = (finding: Finding): string => `${finding.ProductArn} ${finding.Id}`

/** Creates a finding, or overwrites it where `UpdatedAt` is later than the stored one; else the request is ignored. */
export const imported = (hub: Hub, finding: Finding, { region, now }: Pick<Call, 'region' | 'now'>): void => {
  const stored = hub.findings.get(keyOf(finding))
  if (stored && time(finding) <= time(stored.finding)) return
  const given = record(finding.FindingProviderFields) ?? {}
  const native = record(given.Severity) ?? record(finding.Severity) ?? {}
  const severity = labelled(native)
  const related = given.RelatedFindings ?? finding.RelatedFindings
  const next: Finding = {
    ProductName: 'Default',
    CompanyName: 'Personal',
    RecordState: 'ACTIVE',
    Workflow: { Status: 'NEW' },
    ...finding,
    Region: region,
    Severity: severity,
    Types: given.Types ?? finding.Types,
    ...(related !== undefined && { RelatedFindings: related }),
    FindingProviderFields: { ...given, Severity: native, Types: given.Types ?? finding.Types },
    ProductFields: {
      ...record(finding.ProductFields),
      'aws/securityhub/FindingId': `${finding.ProductArn}/${finding.Id}`,
      'aws/securityhub/ProductName': finding.ProductName ?? 'Default',
      'aws/securityhub/CompanyName': finding.CompanyName ?? 'Personal',
    },
    ProcessedAt: now,
  }
  hub.findings.set(keyOf(finding), stored ? overwritten(stored, next) : { finding: next, customer: new Set() })
}

const overwritten = ({ finding: before, customer }: Stored, next: Finding): Stored => {
  const kept = [...customersAlone, ...customer].flatMap((name) =>
    before[name] === undefined ? [] : [[name, before[name]] as const],
  )
  const finding = { ...without(next, customersAlone), ...Object.fromEntries(kept) }
  return { finding: reopens(before, next) ? { ...finding, Workflow: { Status: 'NEW' } } : finding, customer }
}

const customersAlone = ['Note', 'UserDefinedFields', 'VerificationState', 'Workflow']

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Workflow.html */
const reopens = (before: Finding, next: Finding): boolean => {
  const status = at(before, 'Workflow.Status')
  const unarchived = before.RecordState === 'ARCHIVED' && next.RecordState === 'ACTIVE'
  const worse =
    at(before, 'Compliance.Status') === 'PASSED' &&
    ['WARNING', 'FAILED', 'NOT_AVAILABLE'].includes(text(at(next, 'Compliance.Status')) ?? '')
  return (status === 'NOTIFIED' || status === 'RESOLVED') && (unarchived || worse)
}

/** What BatchUpdateFindings may set; it leaves `UpdatedAt` as it is. */
export const updated = (hub: Hub, identifier: Finding, input: Json): void => {
  const stored = hub.findings.get(keyOf(identifier))
  if (!stored) return
  for (const name of [
    'Confidence',
    'Criticality',
    'Note',
    'RelatedFindings',
    'Severity',
    'Types',
    'UserDefinedFields',
    'VerificationState',
    'Workflow',
  ]) {
    const value = input[name]
    if (value === undefined) continue
    stored.finding[name] = name === 'Severity' ? labelled(record(value)) : value
    stored.customer.add(name)
  }
}

const normalized: Record<string, number> = { INFORMATIONAL: 0, LOW: 1, MEDIUM: 40, HIGH: 70, CRITICAL: 90 }
const labelled = (severity: Json | undefined): Json => ({
  ...severity,
  Normalized: normalized[text(severity?.Label) ?? ''] ?? 0,
})

const time = (finding: Finding): number => Date.parse(text(finding.UpdatedAt) ?? '')
const without = (finding: Finding, names: string[]): Finding =>
  Object.fromEntries(Object.entries(finding).filter(([name]) => !names.includes(name)))
