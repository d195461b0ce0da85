// A verdict as a finding of Security Hub (ASFF). Pure: time comes in with the evaluation.
import type { AwsSecurityFinding, Compliance, SeverityLabel } from '@aws-sdk/client-securityhub'
import { earliest } from '../clock.ts'
import type { AnyControl } from '../control.ts'
import type { Instant, Ref, Severity, Subject, Verdict } from '../model.ts'
import { slug } from '../store/keys.ts'
import { type Acceptance, isInForce, saidOf } from './accepted.ts'
import type { Described } from './details.ts'
import { limits } from './limits.ts'
import { partitionOf, productArn, regionOf, resourceOf } from './resource.ts'
import type { Stage } from './stage.ts'
import { line } from './text.ts'

/** Who publishes: account and home region of the deployment. */
export type Publisher = { account: string; home: string }

/** A finding's place: the same for ever for a control at a subject. A recreated cluster has another slug. */
export const findingId = (subject: Subject, control: string): string => `${subjectPrefix(subject)}${control}`
/** What all findings of a subject begin with. */
export const subjectPrefix = (subject: Subject): string => `eks-evidence/${slug(subject)}/`
/** What the GeneratorId of every control's finding begins with, and no detection's. */
export const controlGenerator = 'eks-evidence/control/'

/** What all findings of a tick have in common. `UpdatedAt` is the tick: the next one is strictly later, and a rerun of this one is ignored by the Hub. */
export const frame = (
  tick: Instant,
  subject: Subject,
  { account, home }: Publisher,
  described?: Described,
): Pick<
  AwsSecurityFinding,
  'SchemaVersion' | 'ProductArn' | 'ProductName' | 'AwsAccountId' | 'Resources' | 'UpdatedAt'
> => {
  const region = regionOf(subject, home)
  return {
    SchemaVersion: '2018-10-08',
    ProductArn: productArn(partitionOf(subject.id, region), region, account),
    ProductName: 'eks-evidence',
    AwsAccountId: account,
    Resources: [resourceOf(subject, account, home, described)],
    UpdatedAt: tick,
  }
}

/**
 * A verdict as a finding. `unknown` is NOT_AVAILABLE and stays active: nothing is archived because nobody could read.
 * `not-applicable` is NOT_AVAILABLE and archived, as Security Hub does with its own controls: neither good nor bad was seen.
 */
export const verdictFinding = (
  given: {
    tick: Instant
    subject: Subject
    verdict: Verdict
    control: Pick<AnyControl, 'title' | 'severity' | 'remedy'>
    evaluation: Ref
    accepted?: Acceptance | undefined
    stage?: Stage | undefined
    described?: Described | undefined
  },
  publisher: Publisher,
): AwsSecurityFinding => {
  const { tick, subject, verdict, control, evaluation, accepted, stage, described } = given
  return {
    ...frame(tick, subject, publisher, described),
    Id: findingId(subject, verdict.control),
    GeneratorId: `${controlGenerator}${verdict.control}`,
    Title: line(`${verdict.control}: ${control.title}`, limits.title),
    Description: line(describe(subject, verdict, accepted, stage), limits.description),
    CreatedAt: verdict.since,
    FirstObservedAt: verdict.since,
    LastObservedAt: earliest(verdict.slot.end, tick),
    FindingProviderFields: {
      Severity: { Label: severity(verdict, control.severity), Original: control.severity },
      Types: typesOf(verdict.criteria),
    },
    Remediation: { Recommendation: { Text: line(control.remedy, limits.recommendation) } },
    Compliance: compliance(verdict, accepted),
    ProductFields: fields({
      control: verdict.control,
      outcome: verdict.outcome,
      since: verdict.since,
      'slot/start': verdict.slot.start,
      'slot/end': verdict.slot.end,
      'standing/outcome': verdict.standing?.outcome,
      'standing/since': verdict.standing?.since,
      sla: stage?.sla,
      'sla/due': stage?.due,
      open: stage?.open,
      acceptance: accepted?.id,
      'acceptance/until': accepted?.until,
      'acceptance/approver': accepted?.approver,
      'acceptance/ticket': accepted?.ticket,
      'acceptance/state': accepted && (accepted.state ?? 'in force'),
      ...evidence(evaluation, verdict.basis),
    }),
    RecordState: verdict.outcome === 'not-applicable' ? 'ARCHIVED' : 'ACTIVE',
  }
}

const describe = (
  subject: Subject,
  { outcome, reason, standing }: Verdict,
  accepted: Acceptance | undefined,
  stage: Stage | undefined,
): string => {
  const late = stage?.sla === 'past' ? `Past its deadline of ${stage.due}. ` : ''
  const said = `${subject.name}: ${reason}`
  if (outcome === 'unknown')
    return `${late}Not read. ${said}${standing ? `. When last read: ${standing.outcome} since ${standing.since}` : ''}`
  return outcome === 'fail' ? `${late}${saidOf(accepted)}${said}` : said
}

/** The taxonomy's path, and below it each criterion: by these an insight can group. */
const typesOf = (criteria: readonly string[]): string[] =>
  [standard, ...criteria.map((criterion) => `${standard} ${criterion}`)].slice(0, limits.types)
const standard = 'Software and Configuration Checks/Industry and Regulatory Standards/SOC 2'

// An unread control keeps its severity: who denies the reading must not lower the alarm by it.
const severity = ({ outcome }: Verdict, own: Severity): SeverityLabel =>
  outcome === 'pass' || outcome === 'not-applicable' ? 'INFORMATIONAL' : labels[own]

export const labels = { low: 'LOW', medium: 'MEDIUM', high: 'HIGH', critical: 'CRITICAL' } as const satisfies Record<
  Severity,
  SeverityLabel
>

const stated = {
  pass: { Status: 'PASSED', ReasonCode: 'CONTROL_PASSED' },
  fail: { Status: 'FAILED', ReasonCode: 'CONTROL_FAILED' },
  unknown: { Status: 'NOT_AVAILABLE', ReasonCode: 'EVIDENCE_NOT_READ' },
  'not-applicable': { Status: 'NOT_AVAILABLE', ReasonCode: 'CONTROL_NOT_APPLICABLE' },
  accepted: { Status: 'WARNING', ReasonCode: 'FAILURE_ACCEPTED' },
} as const

const compliance = ({ outcome, reason, criteria }: Verdict, accepted: Acceptance | undefined): Compliance => {
  const isAccepted = outcome === 'fail' && isInForce(accepted)
  const { Status, ReasonCode } = stated[isAccepted ? 'accepted' : outcome]
  const why = { ReasonCode, Description: line(reason, limits.description) }
  const by = outcome === 'fail' &&
    accepted && { ReasonCode: decided(accepted), Description: line(saidOf(accepted), limits.description) }
  return {
    Status,
    StatusReasons: by ? [why, by] : [why],
    RelatedRequirements: criteria
      .slice(0, limits.requirements)
      .map((criterion) => line(`SOC 2 ${criterion}`, limits.requirement)),
  }
}

const decided = ({ state }: Acceptance): string =>
  state === 'ended' ? 'ACCEPTANCE_ENDED' : state === 'ends' ? 'ACCEPTANCE_ENDS' : 'ACCEPTANCE_IN_FORCE'

/** Where the evidence lies: the evaluation, and the first objects that it rests on. */
export const evidence = (
  evaluation: Ref,
  basis: readonly Ref[],
  name = 'evaluation',
  most = 10,
): Record<string, string | undefined> => {
  const named = basis.slice(0, most).map((ref, at) => [`basis/${at + 1}`, ref] as const)
  const refs = [[name, evaluation] as const, ...named]
  const entries = refs.flatMap(([of, ref]) => [
    [`${of}/key`, ref.key],
    [`${of}/versionId`, ref.versionId ?? undefined], // a folder has none
    [`${of}/sha256`, ref.sha256],
  ])
  return { 'basis/count': String(basis.length), ...Object.fromEntries(entries) }
}

/** ProductFields: names under our own prefix, no empty values. */
export const fields = (named: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(named)
      .flatMap(([name, value]) =>
        value === undefined ? [] : [[`eks-evidence/${name}`, line(value, limits.fieldValue)] as const],
      )
      .slice(0, limits.productFields),
  )
