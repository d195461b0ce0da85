// The documented limits of a finding, checked independently of the code that keeps them.
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub'

/** Each limit that a finding breaks, as a sentence. */
export const breaches = (finding: AwsSecurityFinding): string[] => {
  const found: string[] = []
  const say = (broken: boolean, what: string): void => {
    if (broken) found.push(what)
  }
  const text = (name: string, value: string | undefined, max: number): void => {
    if (value === undefined) return
    say(value.length < 1 || value.length > max, `${name} has ${value.length} characters`)
    say(!/^.*\S.*$/.test(value), `${name} is blank or has a line break`)
    say(!value.isWellFormed(), `${name} has a lone surrogate`)
    say(/[\p{Cc}\p{Bidi_Control}]/u.test(value), `${name} has a control character`)
  }
  text('Id', finding.Id, 512)
  say(!/^[\x21-\x7e]+$/.test(finding.Id ?? ''), 'Id is not ASCII')
  text('GeneratorId', finding.GeneratorId, 512)
  text('Title', finding.Title, 256)
  text('Description', finding.Description, 1024)
  text('Recommendation', finding.Remediation?.Recommendation?.Text, 512)
  text('Severity.Original', finding.FindingProviderFields?.Severity?.Original, 64)
  say(!/^\d{12}$/.test(finding.AwsAccountId ?? ''), 'AwsAccountId is not an account')
  const resources = (finding.Resources ?? []).length
  say(resources < 1 || resources > 32, 'no resource, or too many')
  const related = finding.FindingProviderFields?.RelatedFindings
  say(related !== undefined && (related.length < 1 || related.length > 10), 'no related findings, or too many')
  for (const { Id } of related ?? []) text('RelatedFindings.Id', Id, 512)
  const types = finding.FindingProviderFields?.Types ?? []
  say(types.length < 1 || types.length > 50, 'no type, or too many')
  for (const type of types) say(type.split('/').length > 3, `${type} has more than three levels`)
  for (const { Id, Region, Type, Tags, Details } of finding.Resources ?? []) {
    say(Object.keys(Tags ?? {}).length > 50, 'too many tags')
    for (const [name, value] of Object.entries(Tags ?? {})) {
      text('Tag key', name, 128)
      text(`Tag ${name}`, value, 256)
    }
    for (const [name, value] of textsIn(Details)) text(`Details ${name}`, value, 4_096)
    text('Resource.Id', Id, 512)
    text('Resource.Region', Region, 16)
    text('Resource.Type', Type, 256)
  }
  say((finding.Compliance?.RelatedRequirements ?? []).length > 32, 'too many requirements')
  for (const requirement of finding.Compliance?.RelatedRequirements ?? []) text('RelatedRequirement', requirement, 64)
  for (const { ReasonCode, Description } of finding.Compliance?.StatusReasons ?? []) {
    text('ReasonCode', ReasonCode, 100)
    text('StatusReason', Description, 1024)
  }
  const named = Object.entries(finding.ProductFields ?? {})
  say(named.length > 50, `${named.length} product fields`)
  for (const [name, value] of named) {
    text('ProductFields key', name, 128)
    text(`ProductFields ${name}`, value, 2048)
  }
  say(Buffer.byteLength(JSON.stringify(finding)) > 240_000, 'larger than 240 KB')
  return found
}

const textsIn = (value: unknown, at = ''): [string, string][] => {
  if (typeof value === 'string') return [[at, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => textsIn(inner, `${at}.${name}`))
}
