// A timeline: what happened around an incident, line by line, each where it lies, and where nothing could be looked for.
import type { Timeline } from '../../../incidents/timeline.ts'
import { badge, count } from '../../html/badge.ts'
import { bounded, type Html, html } from '../../html/html.ts'
import { facts } from '../../html/section.ts'
import { table } from '../../html/table.ts'
import type { Part } from '../frame.ts'
import type { Ways } from '../ways.ts'
import { budget, tree } from './tree.ts'
import { controlLink, minute, storedLink, storedList, subjectWord, tickLink } from './words.ts'

export const timelineParts = (ways: Ways, one: Timeline): Part[] => [
  { id: 'what', title: 'The incident', body: [about(ways, one)] },
  { id: 'lines', title: 'What happened', body: lines(ways, one) },
  { id: 'looked', title: 'Where it was looked for', body: looked(one) },
]

const about = (ways: Ways, { subject, tick, incident, basis }: Timeline): Html =>
  facts([
    ['of', html`${subjectWord(subject)} <code>${subject.id}</code>`],
    ['in the tick', tickLink(ways, tick)],
    ['around', `${minute(incident.from)} to ${minute(incident.to)} UTC`],
    [
      'hits',
      html`${count(incident.count)}: <ul>${incident.hits.map((hit) => html`<li>${minute(hit.at)} ${controlLink(ways, hit.detection)} ${bounded(hit.reason, 1_000)} (${storedLink(ways, hit.evidence, 'evaluation')})</li>`)}</ul>`,
    ],
    ['what is looked for', tree(incident.marks, budget(200))],
    ...(incident.cut > 0 ? [['beyond', `${count(incident.cut)} marks, by which nothing was looked for`] as const] : []),
    ['goes on with', incident.continues ?? 'none: it begins by itself'],
    ['rests on', storedList(ways, basis)],
  ])

const lines = (ways: Ways, { lines: all }: Timeline): Iterable<Html> =>
  table({
    id: 'timeline-lines',
    caption: 'In order of time, UTC; hits always, of the rest what is nearest to one',
    columns: [
      { head: 'at' },
      { head: 'where' },
      { head: 'what' },
      { head: 'hit of' },
      { head: 'in common with the hits' },
      { head: 'lies in' },
    ],
    filters: true,
    none: 'nothing',
    rows: all.map(({ at, where, what, hits, same, pointer }) => [
      minute(at),
      where,
      bounded(what, 2_000),
      html`${hits.map((id) => html`${controlLink(ways, id)} `)}`,
      same.join(', '),
      html`${storedLink(ways, { key: pointer.object, versionId: null }, 'object')} <code>${bounded(pointer.id, 200)}</code>`,
    ]),
  })

const looked = ({ looked: all }: Timeline): Iterable<Html> =>
  table({
    id: 'timeline-looked',
    caption: 'Each place once',
    columns: [
      { head: 'place' },
      { head: 'found', kind: 'figure' },
      { head: 'shown', kind: 'figure' },
      { head: 'what was not', kind: 'mark' },
    ],
    sorts: false,
    rows: all.map(({ where, found, shown, not }) => [
      where,
      count(found),
      count(shown),
      not === null ? badge('complete', 'looked through') : badge('partial', bounded(not, 1_000)),
    ]),
  })
