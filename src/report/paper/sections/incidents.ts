// The incidents of the period: who did what and when, as a timeline, what was looked into and not read, and what was done about it.
import { arnPattern } from '../../../arn-pattern.ts'
import { seconds } from '../../../clock.ts'
import type { Line, Looked } from '../../../incidents/timeline.ts'
import { isUnknown } from '../../../model.ts'
import { badge, count } from '../../html/badge.ts'
import { evidence, evidenceList } from '../../html/evidence.ts'
import { type Html, html } from '../../html/html.ts'
import { facts, section } from '../../html/section.ts'
import { type Cell, table } from '../../html/table.ts'
import type { RecordsSeen } from '../../period/approved.ts'
import { mostLines } from '../../period/incidents.ts'
import type { IncidentSeen } from '../../period/period.ts'
import { named } from './subject.ts'
import { type Chapter, detectionAt, incidentAt, list, some, type Told, to, when } from './told.ts'

export const incidentsChapter = (told: Told): Chapter => {
  const { incidents } = told.period
  return {
    at: 'incidents',
    title: 'Incidents',
    below: incidents.map((one) => ({ at: incidentAt(one.timeline.incident.id), title: titleOf(told, one) })),
    body: (number) => section({ id: 'incidents', title: 'Incidents', number, leaf: true }, chapter(told)),
  }
}

const titleOf = ({ period }: Told, { subject, timeline }: IncidentSeen): string => {
  const name = period.subjects.find(({ slug }) => slug === subject)?.subject.name ?? subject
  const at = first(timeline.incident.hits) ?? timeline.incident.from
  return `${at.slice(0, 16).replace('T', ' ')} ${name}`
}

function* chapter(told: Told): Generator<Html> {
  const { incidents } = told.period
  yield html`<p>An incident here is hits of high severity of one cluster with a principal, key, session, address or object in common within half an hour: a reason to look, found by rules, and judged by nobody. What the rules do not look for is not here, nor what was done while a log was not read.</p>
`
  if (incidents.length === 0) yield html`<p>The detections that ran led to none.</p>`
  for (const one of incidents)
    yield* section(
      { id: incidentAt(one.timeline.incident.id), title: titleOf(told, one), level: 3, leaf: true, search: true },
      page(told, one),
    )
}

function* page(told: Told, { subject, ref, sequence, timeline }: IncidentSeen): Generator<Html> {
  const { incident, lines, looked } = timeline
  const { marks } = incident
  const seen = told.period.subjects.find(({ slug }) => slug === subject)
  const detections = [...new Set(incident.hits.map(({ detection }) => detection))].sort()
  const notRead = looked.filter(({ not }) => not !== null)
  yield facts([
    ['cluster', html`${seen ? named(seen) : subject}<br><code>${timeline.subject.id}</code>`],
    [
      'when',
      html`${first(incident.hits) ?? incident.from} to ${last(incident.hits) ?? incident.to}; half an hour around it was looked into, ${incident.from} to ${incident.to}`,
    ],
    ['who', marked([...marks.principals, ...marks.sessions, ...marks.keys])],
    ['from where', marked(marks.sourceIPs)],
    [
      'to what',
      html`${marked(marks.objects)}${incident.cut > 0 ? html`<p class="small muted">and ${some(incident.cut, 'more mark')}, by which nothing was looked for</p>` : null}`,
    ],
    ['hits', html`${count(incident.count)} by ${list(detections.map((id) => to(detectionAt(id), id)))}`],
    [
      'not read',
      notRead.length === 0
        ? 'every place was read whole'
        : html`${badge('unread', some(notRead.length, 'place'))}: ${list(notRead.map(({ where }) => where))}`,
    ],
    ['review afterwards', review(told, { subject, ref, sequence, timeline })],
    [
      'evidence',
      html`${evidence(ref)}<p class="small">sealed by entry ${count(sequence)}; it rests on</p>${evidenceList(timeline.basis)}`,
    ],
  ])
  yield* timelineTable(`${incidentAt(incident.id)}-timeline`, lines)
  yield* lookedTable(`${incidentAt(incident.id)}-looked`, looked)
}

const marked = (all: readonly string[]): Html =>
  all.length === 0 ? html`not told` : html`<ul>${all.map((one) => html`<li>${one}</li>`)}</ul>`

type Hits = IncidentSeen['timeline']['incident']['hits']
const first = (hits: Hits): string | undefined => hits.map(({ at }) => at).sort((a, b) => seconds(a) - seconds(b))[0]
const last = (hits: Hits): string | undefined => hits.map(({ at }) => at).sort((a, b) => seconds(b) - seconds(a))[0]

function* timelineTable(id: string, lines: readonly Line[]): Generator<Html> {
  yield* table({
    id,
    caption: html`Timeline, UTC <span class="muted">hits, and the first ${mostLines} other lines of each place; the sealed timeline has what else was kept</span>`,
    columns: [
      { head: 'at', kind: 'mark' },
      { head: 'where', kind: 'mark' },
      { head: 'what', kind: 'prose' },
      { head: 'in common with the hits' },
      { head: 'where it is stored', kind: 'key' },
    ],
    rows: lines.map(({ at, where, what, same, hits, pointer }): Cell[] => [
      { show: when(at), sort: at },
      where,
      hits.length > 0
        ? html`<b>${what}</b><br>${badge('fail', 'hit')} ${list(hits.map((one) => to(detectionAt(one), one)))}`
        : what,
      list(same),
      html`<details><summary>pointer</summary>${pointer.object}<br>${pointer.id}</details>`,
    ]),
    none: 'no line',
    filters: true,
  })
}

const lookedTable = (id: string, looked: readonly Looked[]): Generator<Html> =>
  table({
    id,
    caption: 'Places that were looked into',
    columns: [
      { head: 'place', kind: 'mark' },
      { head: 'lines found', kind: 'figure' },
      { head: 'kept in the timeline', kind: 'figure' },
      { head: 'not read, or not shown', kind: 'prose' },
    ],
    rows: looked.map(({ where, found, shown, not }): Cell[] => [
      where,
      count(found),
      count(shown),
      not === null ? '' : html`${badge('unread')}: ${not}`,
    ]),
    sorts: false,
  })

const review = ({ changes }: Told, { timeline: { incident, subject } }: IncidentSeen): Html => {
  if (!changes) return html`${badge('unread')}: attested records were not read for this report`
  const { postMortems } = changes.records
  if (isUnknown(postMortems)) return html`${badge('unknown')}: ${postMortems.reason}`
  const own = postMortems.filter((one) => speaksOf(one, subject.id, incident.from))
  if (own.length === 0)
    return html`${badge('fail', 'none attested')}: no post-mortem names this cluster and a time after it began`
  return html`<ul>${own.map(
    ({ record, putAt, key }) =>
      html`<li>attested by ${record.attestedBy} on ${putAt}: not read from AWS. Performed ${record.performedAt} by ${record.by}, reviewed by ${record.reviewedBy ?? 'nobody named'}${
        record.ticket === undefined ? null : html`, ticket ${record.ticket}`
      }; ${some(record.findings?.length ?? 0, 'finding')}. <code>${key}</code></li>`,
  )}</ul>`
}

type Record = Extract<RecordsSeen['postMortems'], unknown[]>[number]

/** One that names the cluster; where it says of which time it speaks, the incident began in it, else it was performed after. */
const speaksOf = ({ record }: Record, cluster: string, began: string): boolean => {
  if (!(record.subjects ?? []).some((pattern) => arnPattern(pattern)(cluster))) return false
  const { from, until, performedAt } = record
  if (seconds(performedAt) < seconds(began)) return false
  return (
    (from === undefined || seconds(from) <= seconds(began)) && (until === undefined || seconds(began) < seconds(until))
  )
}
