// GetFindings' filters, which insights have too: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_StringFilter.html
import { readTime, seconds } from '../../src/clock.ts'
import { AwsFault } from '../service.ts'
import { at, type Json, record, records, text } from './security-hub-input.ts'

const paths: Record<string, string> = {
  AwsAccountId: 'AwsAccountId',
  ComplianceStatus: 'Compliance.Status',
  GeneratorId: 'GeneratorId',
  Id: 'Id',
  ProductArn: 'ProductArn',
  ProductName: 'ProductName',
  RecordState: 'RecordState',
  Region: 'Region',
  SeverityLabel: 'Severity.Label',
  Title: 'Title',
  WorkflowStatus: 'Workflow.Status',
}

// By a period: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DateFilter.html
const times = ['CreatedAt', 'FirstObservedAt', 'LastObservedAt', 'UpdatedAt']

/** Attributes are joined by AND; the values of one by OR, or by AND where they exclude. */
export const matching = (findings: Json[], filters: unknown, refuse: (message: string) => AwsFault): Json[] => {
  const named = Object.entries(record(filters) ?? {})
  if (named.length > 10) throw refuse('Filters: more than 10 attributes')
  const tests = named.map(([name, given]) => {
    if (times.includes(name)) return (finding: Json) => records(given).some((one) => within(one, text(finding[name])))
    if (name === 'ResourceType')
      return (finding: Json) =>
        records(finding.Resources).some((one) => accepts(records(given), text(one.Type) ?? '', refuse))
    if (name === 'ResourceId')
      return (finding: Json) =>
        records(finding.Resources).some((one) => accepts(records(given), text(one.Id) ?? '', refuse))
    if (name === 'Type')
      return (finding: Json) => [finding.Types].flat().some((one) => accepts(records(given), text(one) ?? '', refuse))
    // By a name and its value: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_MapFilter.html
    if (name === 'ProductFields')
      return (finding: Json) =>
        records(given).some(({ Key, ...one }) =>
          accepts([one], text(record(finding.ProductFields)?.[text(Key) ?? '']) ?? '', refuse),
        )
    const path = paths[name]
    if (path === undefined) throw new AwsFault('NotImplemented', 501, `the sandbox does not filter by ${name}`)
    const values = records(given)
    if (values.length > 20) throw refuse(`Filters.${name}: more than 20 values`)
    return (finding: Json): boolean => accepts(values, text(at(finding, path)) ?? '', refuse)
  })
  return findings.filter((finding) => tests.every((test) => test(finding)))
}

const within = ({ Start, End }: Json, found = ''): boolean => {
  const [from, at, to] = [Start, found, End].map((time) => seconds(readTime(time) ?? ''))
  return Number(from) <= Number(at) && Number(at) <= Number(to)
}

const accepts = (values: Json[], found: string, refuse: (message: string) => AwsFault): boolean => {
  const judged = values.map(({ Value, Comparison }) => judge(text(Comparison) ?? '', text(Value) ?? '', found, refuse))
  const wanted = judged.filter(({ excludes }) => !excludes)
  return (
    (wanted.length === 0 || wanted.some(({ matches }) => matches)) &&
    judged.every(({ excludes, matches }) => !excludes || !matches)
  )
}

const judge = (
  comparison: string,
  value: string,
  found: string,
  refuse: (message: string) => AwsFault,
): { excludes: boolean; matches: boolean } => {
  switch (comparison) {
    case 'EQUALS':
      return { excludes: false, matches: found === value }
    case 'PREFIX':
      return { excludes: false, matches: found.startsWith(value) }
    case 'CONTAINS':
      return { excludes: false, matches: found.includes(value) }
    case 'NOT_EQUALS':
      return { excludes: true, matches: found === value }
    case 'PREFIX_NOT_EQUALS':
      return { excludes: true, matches: found.startsWith(value) }
    case 'NOT_CONTAINS':
      return { excludes: true, matches: found.includes(value) }
    default:
      throw refuse(`Comparison: ${comparison}`)
  }
}
