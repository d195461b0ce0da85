// An incident whose timeline is sealed, as one finding, whatever it goes on with: who, what, from when to when, and where it was not looked.
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub'
import { earliest, latest, plus } from '../clock.ts'
import { type Detection, incidentGenerator } from '../detection.ts'
import type { Timeline } from '../incidents/timeline.ts'
import type { Incident, Instant, Ref, Severity, Subject } from '../model.ts'
import { worse } from '../severity.ts'
import { fields, frame, labels, type Publisher, subjectPrefix } from './asff.ts'
import type { Described } from './details.ts'
import { limits } from './limits.ts'
import { line } from './text.ts'

/** One incident, as far as later ticks must know it: what goes on with it is told in the same finding. */
export type Known = {
  /** The finding that tells of it: its own, or that of the incident which it goes on with. */
  finding: string
  /** The tick that sealed its newest timeline. */
  tick: Instant
  subject: Subject
  first: Instant
  last: Instant
  count: number
  worst: Severity
  /** The findings of its hits. */
  hits: string[]
  timeline: Ref
}

export const incidentPrefix = (subject: Subject): string => `${subjectPrefix(subject)}incident/`
export const isIncident = (id: string): boolean => /^eks-evidence\/[^/]+\/incident\/[0-9a-f]{20}$/.test(id)

/** Seconds that are looked into before the first hit and behind the last. */
const around = 1_800

/** When its hits were. */
export const spanOf = ({ from, to }: Pick<Incident, 'from' | 'to'>): { first: Instant; last: Instant } => ({
  first: plus(from, around),
  last: plus(to, -around),
})

type Given = {
  tick: Instant
  /** The newest timeline. */
  timeline: Timeline
  /** All incidents that the finding tells of, in order of time. */
  parts: readonly Known[]
  detections: ReadonlyMap<string, Pick<Detection, 'title'>>
  /** `s3://bucket`, or the path of a folder. */
  where: string
  described?: Described | undefined
}

/** Active until somebody closes it: the end of a cluster does not undo what was done in it. */
export const incidentFinding = (
  { tick, timeline, parts, detections, where, described }: Given,
  publisher: Publisher,
): AwsSecurityFinding => {
  const { subject, incident, lines, looked } = timeline
  const all = frame(tick, subject, publisher, described)
  const [newest] = parts.toSorted((a, b) => (a.tick < b.tick ? 1 : -1))
  const first = parts.map((part) => part.first).reduce(earliest)
  const last = parts.map((part) => part.last).reduce(latest)
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  const worst = parts.map((part) => part.worst).reduce(worse)
  const hits = [...new Set(parts.toReversed().flatMap((part) => part.hits))].slice(0, limits.related)
  const found = detectionsOf(incident, parts)
  const titles = found.map((id) => detections.get(id)?.title ?? id)
  const { principals, sessions, sourceIPs, objects, keys } = incident.marks
  const who = principals.length > 0 ? principals.join(', ') : 'nobody that the log names'
  const unread = looked.filter(({ not }) => not !== null)
  const said = [
    `${subject.name}: ${count} ${count === 1 ? 'hit' : 'hits'} of ${found.join(', ')} from ${first} to ${last} by ${who}.`,
    `${parts.length > 1 ? 'First of the newest' : 'First'}: ${incident.hits[0]?.reason ?? 'see its timeline'}.`,
    `Its timeline has ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}.`,
    ...(unread.length > 0
      ? [`Not all was read: ${unread.map(({ where: place, not }) => `${place} (${not})`).join('; ')}.`]
      : []),
  ]
  return {
    ...all,
    Id: newest?.finding ?? '',
    GeneratorId: incidentGenerator,
    Title: line(
      `Incident in ${subject.name}: ${titles.slice(0, 3).join('; ')}${titles.length > 3 ? ' and more' : ''}`,
      limits.title,
    ),
    Description: line(said.join(' '), limits.description),
    CreatedAt: first,
    FirstObservedAt: first,
    LastObservedAt: last,
    FindingProviderFields: {
      Severity: { Label: labels[worst], Original: worst },
      Types: ['TTPs', 'Unusual Behaviors/User'],
      ...(hits.length > 0 && { RelatedFindings: hits.map((Id) => ({ ProductArn: all.ProductArn, Id })) }),
    },
    Remediation: { Recommendation: { Text: line(respond(where, newest?.timeline), limits.recommendation) } },
    ProductFields: fields({
      incident: incident.id,
      continues: incident.continues ?? undefined,
      detections: found.join(', '),
      count: String(count),
      'hits/first': first,
      'hits/last': last,
      principals: principals.join(', ') || undefined,
      sessions: sessions.join(', ') || undefined,
      accessKeyIds: keys.join(', ') || undefined,
      sourceIPs: sourceIPs.join(', ') || undefined,
      objects: objects.join(', ') || undefined,
      'marks/beyond': incident.cut > 0 ? String(incident.cut) : undefined,
      lines: String(lines.length),
      ...Object.fromEntries(looked.map((one) => [`looked/${one.where}`, placeOf(one)])),
      ...pointers(newest?.timeline, parts),
    }),
    RecordState: 'ACTIVE',
  }
}

// Of the newest from its hits, of those before it from the findings that told of theirs.
const detectionsOf = ({ hits }: Incident, parts: readonly Known[]): string[] => {
  const before = parts.flatMap((part) => part.hits.map((id) => id.split('/')[2] ?? ''))
  return [...new Set([...hits.map(({ detection }) => detection), ...before])].filter((id) => id !== '')
}

const placeOf = ({ found, shown, not }: Timeline['looked'][number]): string =>
  `${found} found, ${shown} shown${not === null ? '' : `; not all: ${not}`}`

// The newest by name, and those before it.
const pointers = (newest: Ref | undefined, parts: readonly Known[]): Record<string, string | undefined> => {
  const older = parts.map(({ timeline }) => timeline).filter(({ key }) => key !== newest?.key)
  const named = [
    ['timeline', newest] as const,
    ...older.slice(-5).map((ref, at) => [`timeline/before/${at + 1}`, ref] as const),
  ]
  return Object.fromEntries(
    named.flatMap(([name, ref]) => [
      [`${name}/key`, ref?.key],
      [`${name}/versionId`, ref?.versionId ?? undefined],
      [`${name}/sha256`, ref?.sha256],
    ]),
  )
}

const respond = (where: string, ref: Ref | undefined): string => {
  const [, bucket] = /^s3:\/\/([^/]+)/.exec(where) ?? []
  const version = ref?.versionId ? ` --version-id ${ref.versionId}` : ''
  const read = bucket
    ? `aws s3api get-object --bucket ${bucket} --key ${ref?.key}${version} timeline.json`
    : `${ref?.key}`
  return `Read the timeline: ${read}. Ask whoever acted; if nobody answers for it, revoke their access entry and sessions. Then decide here, with a note.`
}
