// An evaluation: its verdicts with what each rests on, its hits, and what an allow-list let pass.
import type { Catalog } from '../../../catalog.ts'
import type { Evaluation, Hit } from '../../../model.ts'
import { badge, count, severityBadge } from '../../html/badge.ts'
import { bounded, type Html, html } from '../../html/html.ts'
import { facts } from '../../html/section.ts'
import { told } from '../../html/states.ts'
import { table } from '../../html/table.ts'
import type { Part } from '../frame.ts'
import type { Ways } from '../ways.ts'
import { hitEnd } from './changes.ts'
import { nameOf } from './subjects.ts'
import { budget, tree } from './tree.ts'
import {
  controlLink,
  criteriaLinks,
  minute,
  seen,
  sinceWord,
  slotWord,
  stacked,
  storedLink,
  storedList,
  subjectWord,
  tickLink,
} from './words.ts'

export const evaluationParts = (ways: Ways, { controls }: Pick<Catalog, 'controls'>, one: Evaluation): Part[] => [
  { id: 'what', title: 'What was judged', body: [about(ways, one)] },
  { id: 'verdicts', title: 'Verdicts', body: verdicts(ways, controls, one) },
  { id: 'hits', title: 'Hits', body: hits(ways, one.hits) },
  { id: 'carried', title: 'Carried from window to window', body: carried(one) },
]

const about = (ways: Ways, { subject, tick, by, read, turned }: Evaluation): Html =>
  facts([
    ['of', html`${subjectWord(subject)} <code>${subject.id}</code>`],
    ['in the tick', tickLink(ways, tick)],
    [
      'judged by',
      html`eks-evidence ${by.version}, commit <code>${by.commit}</code>, with the configuration <code>${by.config}</code>`,
    ],
    [
      'turned in it',
      turned.length === 0
        ? 'nothing: all went on as it was'
        : html`${turned.map((id) => html`${controlLink(ways, id)} `)}`,
    ],
    ['readings that it knew', storedList(ways, read)],
  ])

const verdicts = (ways: Ways, controls: Catalog['controls'], { verdicts: all }: Evaluation): Iterable<Html> => {
  const byId = new Map(controls.map((control) => [control.id, control] as const))
  return table({
    id: 'evaluation-verdicts',
    caption: 'One sentence names the value that was seen',
    columns: [{ head: 'control' }, { head: 'outcome', kind: 'mark' }, { head: 'what is asked, and what was seen' }],
    filters: true,
    none: 'none',
    rows: all.map(({ control, slot, outcome, since, standing, reason, basis, criteria }) => [
      stacked(controlLink(ways, control), html`<span class="small">${criteriaLinks(ways, criteria)}</span>`),
      stacked(
        badge(outcome),
        standing
          ? html`<span class="muted">before: ${told(standing.outcome).word} since ${minute(standing.since)}</span>`
          : null,
        html`<span class="muted small">slot ${slotWord(slot)}</span>`,
        sinceWord(since),
      ),
      seen(byId.get(control)?.title, bounded(reason, 2_000), html`rests on ${basisLinks(ways, basis)}`),
    ]),
  })
}

const basisLinks = (ways: Ways, basis: Evaluation['read']): Html => {
  const named = (refs: Evaluation['read']): Html =>
    html`${refs.map((ref, at) => html`${at > 0 ? ', ' : null}${storedLink(ways, ref, nameOf(ref.key))}`)}`
  if (basis.length === 0) return html`<span class="muted">nothing stored</span>`
  if (basis.length <= 4) return named(basis)
  return html`<details><summary>${count(basis.length)} objects</summary>${named(basis)}</details>`
}

const hits = (ways: Ways, all: readonly Hit[]): Iterable<Html> =>
  table({
    id: 'evaluation-hits',
    caption: 'What detections found in the entries that were delivered; what an allow-list let pass says why',
    columns: [{ head: 'detection' }, { head: 'at, UTC', kind: 'mark' }, { head: 'what was done, and by whom' }],
    filters: true,
    none: 'none in what was read',
    rows: all.map((hit) => [
      stacked(controlLink(ways, hit.detection), severityBadge(hit.severity)),
      stacked(minute(hit.at), hitEnd(hit)),
      html`${bounded(hit.reason, 2_000)}${hit.count > 1 ? html` <span class="muted">${count(hit.count)} times</span>` : null}<br><span class="muted small">rests on ${basisLinks(ways, hit.basis)}</span>${who(hit)}`,
    ]),
  })

const who = ({
  actor,
  actorClass,
  user,
  groups,
  sourceIPs,
  userAgent,
  principal,
  impersonated,
  object,
  pointers,
}: Hit): Html =>
  html`${bounded(actor, 300)} <span class="muted">${actorClass}</span><details><summary>more</summary>${facts([
    ['user', bounded(user, 500)],
    ['groups', groups.map((one) => bounded(one, 200)).join(', ')],
    ['from', sourceIPs.join(', ')],
    ['client', bounded(userAgent, 500)],
    ['acted as', impersonated === null ? '–' : bounded(impersonated, 500)],
    ['principal', tree(principal, budget(20))],
    ['object', tree(object, budget(20))],
    ['records', stacked(...pointers.map((one) => html`<code>${bounded(one, 300)}</code>`))],
  ])}</details>`

const carried = ({ carried: windows, tallied }: Evaluation): Html[] => {
  const names = [...Object.keys(windows), ...Object.keys(tallied)]
  if (names.length === 0) return [html`<p class="none">nothing</p>`]
  return [
    html`<details><summary>${count(names.length)} facts: ${names.join(', ')}</summary>${tree({ carried: windows, tallied }, budget(2_000))}</details>`,
  ]
}
