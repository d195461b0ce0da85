// A day's hits of one detection, by one actor, in one cluster, as one finding that counts: however loud an actor is, it is one line a day.

import type { AwsSecurityFinding, Resource } from '@aws-sdk/client-securityhub'
import { isOfMany } from '../audit-log/found.ts'
import type { Detection } from '../detection.ts'
import { detectionGenerator } from '../detection.ts'
import type { Hit, Instant, Ref, Subject } from '../model.ts'
import { type Around, aroundFields, related } from './around.ts'
import { evidence, fields, frame, labels, type Publisher } from './asff.ts'
import { type DayOfHits, partOf } from './days-of-hits.ts'
import type { Described } from './details.ts'
import { limits } from './limits.ts'
import { partResource } from './resource.ts'
import { line } from './text.ts'

/** Clusters and repositories that hits of a region are about. */
export const arnsOf = (subject: Subject, hits: readonly Hit[]): string[] =>
  [...new Set(hits.flatMap((one) => partOf(subject, one) ?? []))].slice(0, limits.resources - 1)

// The region is the subject, and stands behind what in it was changed.
const resourcesOf = (
  { region }: Subject,
  parts: readonly string[],
  described: ReadonlyMap<string, Described> = new Map(),
): Resource[] => parts.flatMap((arn) => partResource(arn, region, described.get(arn)) ?? [])

/** Active until somebody closes it: a hit is an event, not a state, and the end of a cluster does not undo it. */
export const hitFinding = (
  given: {
    tick: Instant
    subject: Subject
    of: DayOfHits
    detection: Pick<Detection, 'title' | 'respond'>
    /** The incidents that they belong to, the newest first, once their timelines are sealed. */
    around?: Around | undefined
    described?: Described | undefined
    /** By ARN, of what the hits are about. */
    describedParts?: ReadonlyMap<string, Described> | undefined
  } & ({ evaluation: Ref } | { /** what the stream stored, until the scan has judged it */ streamed: Ref }),
  publisher: Publisher,
): AwsSecurityFinding | undefined => {
  const { tick, subject, of, detection, around = [], described, describedParts } = given
  const hit = of.hits.at(-1)
  if (!hit) return undefined
  const count = Object.values(of.tally.slots).reduce((sum, more) => sum + more, 0)
  const when = of.tally.first === of.tally.last ? `at ${of.tally.first}` : `from ${of.tally.first} to ${of.tally.last}`
  const parts = arnsOf(subject, of.hits)
  const severity = of.tally.worst ?? hit.severity
  const all = frame(tick, subject, publisher, described)
  return {
    ...all,
    Resources: [...resourcesOf(subject, parts, describedParts), ...(all.Resources ?? [])],
    Id: of.id,
    GeneratorId: `${detectionGenerator}${hit.detection}`,
    Title: line(`${hit.detection}: ${detection.title}`, limits.title),
    Description: line(`${subject.name}: ${count} x ${when}. Last (${hit.outcome}): ${hit.reason}`, limits.description),
    CreatedAt: of.tally.first,
    FirstObservedAt: of.tally.first,
    LastObservedAt: of.tally.last,
    FindingProviderFields: {
      Severity: { Label: labels[severity], Original: severity },
      Types: ['Unusual Behaviors/User'],
      ...related(around, all.ProductArn),
    },
    Remediation: { Recommendation: { Text: line(detection.respond, limits.recommendation) } },
    ProductFields: {
      ...aroundFields(around),
      ...fields({
        detection: hit.detection,
        criteria: hit.criteria.map((criterion) => `SOC 2 ${criterion}`).join(', '),
        actor: hit.actor,
        actors: `${new Set(of.hits.map(({ actor }) => actor)).size}${of.hits.some(isOfMany) ? ' or more' : ''}`,
        ...whoAndWhat(hit),
        outcome: hit.outcome,
        outcomes: outcomesOf(of.hits),
        count: String(count),
        allowed: of.allowed.length > 0 ? passed(of.allowed) : undefined,
        object: parts.length > 0 ? parts.join(', ') : undefined,
        ...samples(of.hits),
        ...('streamed' in given
          ? evidence(given.streamed, [], 'streamed')
          : evidence(given.evaluation, hit.basis, 'evaluation', mostBasis)),
      }),
    },
    RecordState: 'ACTIVE',
  }
}

// Fifty fields are to hold them all, whole.
const mostBasis = 4
const mostSamples = 5

const whoAndWhat = (hit: Hit): Record<string, string | undefined> => {
  const object = hit.object && 'resource' in hit.object ? hit.object : undefined
  const all: Record<string, string | null | undefined> = {
    actorClass: hit.actorClass,
    user: hit.user,
    groups: hit.groups.join(', '),
    'principal/arn': hit.principal?.arn,
    'principal/canonicalArn': hit.principal?.canonicalArn,
    session: hit.principal?.sessionName,
    accessKeyId: hit.principal?.accessKeyId,
    impersonated: hit.impersonated,
    sourceIPs: hit.sourceIPs.join(', '),
    userAgent: hit.userAgent,
    'object/apiGroup': object?.apiGroup,
    'object/resource': object?.resource,
    'object/subresource': object?.subresource,
    'object/namespace': object?.namespace,
    'object/name': object?.name,
    auditID: hit.auditID,
  }
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, value || undefined]))
}

/** Of the last windows, so that what came through shows behind whatever came last. */
const outcomesOf = (hits: readonly Hit[]): string =>
  [...Map.groupBy(hits, ({ outcome }) => outcome)]
    .map(([outcome, those]) => `${outcome} ${countOf(those)}`)
    .sort()
    .join(', ')

const passed = (hits: readonly Hit[]): string => {
  const reasons = [...new Set(hits.map(({ allowed }) => allowed))].join('; ')
  return `${countOf(hits)} more of the last windows, let pass: ${reasons}`
}

const countOf = (hits: readonly Hit[]): number => hits.reduce((sum, { count }) => sum + count, 0)

/** Where the newest of them lie in the log. */
const samples = (hits: readonly Hit[]): Record<string, string> =>
  Object.fromEntries(
    hits
      .flatMap(({ pointers }) => pointers)
      .slice(-mostSamples)
      .map((pointer, at) => [`pointers/${at + 1}`, pointer]),
  )
