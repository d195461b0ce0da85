// The AWS Security Finding Format as BatchImportFindings checks it, finding by finding.
import { at, type Json, record, records, text } from './security-hub-input.ts'

/** Why a finding is refused, in the words of the service, or undefined. */
export const formatFaults = (finding: Json): { code: string; message: string } | undefined => {
  if (Buffer.byteLength(JSON.stringify(finding)) > 245_760)
    return { code: 'FindingSizeExceeded', message: 'Finding size exceeded 240 KB' }
  const faults = [
    ...required(finding),
    ...anyOf(finding),
    ...lengths(finding),
    ...resources(finding),
    ...times(finding),
    ...lists(finding),
    ...values(finding),
  ]
  return faults.length > 0
    ? { code: 'InvalidInput', message: `Finding does not adhere to Amazon Finding Format. ${faults.join(', ')}.` }
    : undefined
}

const needed = [
  'SchemaVersion',
  'Id',
  'ProductArn',
  'GeneratorId',
  'AwsAccountId',
  'CreatedAt',
  'UpdatedAt',
  'Title',
  'Description',
  'Resources',
]
const required = (finding: Json): string[] => {
  const top = needed
    .filter((name) => finding[name] === undefined)
    .map((name) => `data should have required property '${name}'`)
  const inner = records(finding.Resources).flatMap((resource, index) =>
    ['Type', 'Id']
      .filter((name) => resource[name] === undefined)
      .map((name) => `data.Resources[${index}] should have required property '${name}'`),
  )
  return [...top, ...inner]
}

// Severity and Types come from the provider's fields, or, in the older way, from the top.
const anyOf = (finding: Json): string[] => {
  const severity =
    at(finding, 'FindingProviderFields.Severity.Label') ??
    at(finding, 'Severity.Label') ??
    at(finding, 'Severity.Normalized')
  const types = at(finding, 'FindingProviderFields.Types') ?? finding.Types
  return severity === undefined || types === undefined
    ? ["data should have required property 'FindingProviderFields', data should match some schema in anyOf"]
    : []
}

const longest = {
  Id: 512,
  ProductArn: 2048,
  GeneratorId: 512,
  Title: 256,
  Description: 1024,
  ProductName: 128,
  CompanyName: 128,
  'Remediation.Recommendation.Text': 512,
  'FindingProviderFields.Severity.Original': 64,
}
const lengths = (finding: Json): string[] => {
  const named = Object.entries(longest).map(([path, most]) => length(`data.${path}`, at(finding, path), most))
  const fields = Object.entries(record(finding.ProductFields) ?? {}).flatMap(([name, value]) => [
    length("data.ProductFields['…'] name", name, 128),
    length(`data.ProductFields['${name.slice(0, 128)}']`, value, 2048),
  ])
  const resources = records(finding.Resources).map(({ Region }, index) =>
    length(`data.Resources[${index}].Region`, Region, 16),
  )
  return [...named, ...fields, ...resources].filter((fault) => fault !== '')
}
// Every text of a resource must say something, and of tags there are as many as AWS lets a resource have.
const resources = (finding: Json): string[] =>
  records(finding.Resources).flatMap((resource, index) => {
    const tags = Object.entries(record(resource.Tags) ?? {})
    return [
      ...blanks(`data.Resources[${index}]`, resource),
      ...(tags.length > 50 ? [`data.Resources[${index}].Tags should NOT have more than 50 properties`] : []),
      ...tags.flatMap(([name, value]) => [
        length(`data.Resources[${index}].Tags name`, name, 128),
        length(`data.Resources[${index}].Tags['${name.slice(0, 128)}']`, value, 256),
      ]),
    ].filter((fault) => fault !== '')
  })
const blanks = (path: string, value: unknown): string[] => {
  if (typeof value === 'string') return /\S/.test(value) ? [] : [`${path} should match pattern ".*\\S.*"`]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => blanks(`${path}.${name}`, inner))
}

const length = (path: string, value: unknown, most: number): string => {
  if (value === undefined) return ''
  if (typeof value !== 'string') return `${path} should be string`
  if (value.length < 1) return `${path} should NOT be shorter than 1 characters`
  if (!/.*\S.*/.test(value)) return `${path} should match pattern ".*\\S.*"`
  return value.length > most ? `${path} should NOT be longer than ${most} characters` : ''
}

const times = (finding: Json): string[] =>
  ['CreatedAt', 'UpdatedAt', 'FirstObservedAt', 'LastObservedAt']
    .filter(
      (name) =>
        finding[name] !== undefined &&
        !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)$/.test(text(finding[name]) ?? ''),
    )
    .map((name) => `data.${name} should match format "date-time"`)

const lists = (finding: Json): string[] => {
  const size = (path: string, least: number, most: number): string[] => {
    const value = at(finding, path)
    if (!Array.isArray(value)) return []
    if (value.length < least) return [`data.${path} should NOT have fewer than ${least} items`]
    return value.length > most ? [`data.${path} should NOT have more than ${most} items`] : []
  }
  const fields = Object.keys(record(finding.ProductFields) ?? {}).length
  return [
    ...size('Resources', 1, 32),
    ...size('Compliance.RelatedRequirements', 0, 32),
    ...size('FindingProviderFields.RelatedFindings', 1, 10),
    ...size('RelatedFindings', 1, 10),
    ...size('FindingProviderFields.Types', 0, 50),
    ...(fields > 50 ? ['data.ProductFields should NOT have more than 50 properties'] : []),
  ]
}

const allowed: Record<string, readonly string[]> = {
  SchemaVersion: ['2018-10-08'],
  RecordState: ['ACTIVE', 'ARCHIVED'],
  'Compliance.Status': ['PASSED', 'WARNING', 'FAILED', 'NOT_AVAILABLE'],
  'FindingProviderFields.Severity.Label': ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'],
  'Workflow.Status': ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'],
}
const namespaces = [
  'Software and Configuration Checks',
  'TTPs',
  'Effects',
  'Unusual Behaviors',
  'Sensitive Data Identifications',
]
const values = (finding: Json): string[] => {
  const wrong = Object.entries(allowed).filter(([path, known]) => {
    const value = at(finding, path)
    return value !== undefined && !known.includes(text(value) ?? '')
  })
  const types = at(finding, 'FindingProviderFields.Types') ?? finding.Types
  const strange = Array.isArray(types) && types.some((type) => !namespaces.includes(text(type)?.split('/')[0] ?? ''))
  return [
    ...wrong.map(([path]) => `data.${path} should be equal to one of the allowed values`),
    ...(strange ? ['data.FindingProviderFields.Types should match pattern "namespace/category/classifier"'] : []),
    ...(/^\d{12}$/.test(text(finding.AwsAccountId) ?? '')
      ? []
      : ['data.AwsAccountId should match pattern "^[0-9]{12}$"']),
  ]
}
