// By subject: who was observed, what stands of each, and what was read of them on which day.

import type { Catalog } from '../../../catalog.ts'
import type { AnyControl } from '../../../control.ts'
import type { Incident } from '../../../model.ts'
import { severities } from '../../../severity.ts'
import { badge, count, severityBadge } from '../../html/badge.ts'
import { type Html, html, type Value } from '../../html/html.ts'
import { facts } from '../../html/section.ts'
import { table } from '../../html/table.ts'
import type { Row } from '../day.ts'
import type { View } from '../frame.ts'
import type { Now, Standing } from '../now.ts'
import { isNot, type Known, type State } from '../state.ts'
import { go, type Ways } from '../ways.ts'
import { outcomeOf, tally, worstOf } from './controls.ts'
import { slots } from './day.ts'
import { controlLink, minute, seen, sinceWord, slotWord, stacked, storedLine, storedLink, tickLink } from './words.ts'

const home = { place: { page: 'home' }, name: 'Overview' } as const
/** Rows on the list of subjects. */
const mostRows = 5_000

export const subjectsPage = (ways: Ways, state: State | undefined, now: Now | undefined): View => {
  const by = Map.groupBy(now?.standing ?? [], ({ slug }) => slug)
  const all = state?.subjects ?? []
  const plan = state && !isNot(state.plan) ? state.plan : undefined
  return {
    title: 'Subjects',
    above: [home],
    ...(state && { lead: html`Who is observed as of the tick ${tickLink(ways, state.entry.tick.tick)}.` }),
    ...(state &&
      isNot(state.plan) && { first: [html`<p>${badge('none', 'the plan cannot be read')} ${state.plan.not}</p>`] }),
    parts: [
      {
        id: 'observed',
        title: 'Observed',
        body: table({
          id: 'all-subjects',
          caption: 'Each with what stands of it',
          columns: [
            { head: 'subject' },
            { head: 'kind' },
            { head: 'region' },
            { head: 'identity', kind: 'key' },
            { head: 'born, UTC' },
            { head: 'now', kind: 'mark' },
          ],
          filters: true,
          rows: all
            .slice(0, mostRows)
            .map(({ slug, task: { subject, vanished } }) => [
              { show: go(ways.to({ page: 'subject', slug, day: null }), subject.name), sort: subject.name },
              html`${subject.scope}${vanished ? html` ${badge('late', `not listed since ${minute(vanished)}`)}` : null}`,
              subject.region,
              subject.id,
              subject.bornAt ? minute(subject.bornAt) : '–',
              tally(by.get(slug) ?? []),
            ]),
        }),
      },
      ...(plan ? beside(plan) : []),
      ...(all.length > mostRows
        ? [
            {
              id: 'more',
              title: 'More',
              body: [html`<p>and ${count(all.length - mostRows)} more, which the plan lists.</p>`],
            },
          ]
        : []),
    ],
  }
}

const beside = ({ excluded, owed, retired }: Exclude<State['plan'], { not: string }>): View['parts'] => {
  const rows: [string, string, Value][] = [
    ...excluded.map(({ id, name, rule }): [string, string, Value] => [name, id, `excluded by ${rule}`]),
    ...owed.map(({ id, name, reason }): [string, string, Value] => [name, id, `found and not identified: ${reason}`]),
    ...retired.map(({ subject }): [string, string, Value] => [subject.name, subject.id, 'gone: this tick settles it']),
  ]
  return [
    {
      id: 'beside',
      title: 'Not observed, and why',
      body: table({
        id: 'not-observed',
        caption: 'Found, and excluded, owed or gone',
        columns: [{ head: 'subject' }, { head: 'identity', kind: 'key' }, { head: 'why' }],
        none: 'nobody that was found',
        rows,
      }),
    },
  ]
}

export type OneSubject = {
  slug: string
  day: string | null
  state: State | undefined
  /** Undefined where the plan does not know it. */
  known: Known | undefined
  now: Now
  /** What was read of it on the day that is asked for. */
  rows: readonly Row[]
  years: readonly string[]
}

export const subjectPage = (ways: Ways, { controls }: Pick<Catalog, 'controls'>, one: OneSubject): View => {
  const { slug, day, known, state } = one
  const title = known?.task.subject.name ?? slug
  return {
    title: day === null ? title : `${title} on ${day}`,
    above: [
      home,
      { place: { page: 'subjects' }, name: 'Subjects' },
      ...(day === null ? [] : [{ place: { page: 'subject' as const, slug, day: null }, name: title }]),
    ],
    first: [known ? about(ways, known, state) : missing(ways, one)],
    parts: [
      {
        id: 'verdicts',
        title: day === null ? 'What stands now' : `What stood at the end of ${day}`,
        body: verdicts(ways, controls, one),
      },
      ...(day === null
        ? []
        : [
            {
              id: 'read',
              title: `What was read in the ticks of ${day}`,
              body: slots(ways, day, one.rows, new Map(known ? [[slug, known.task.subject]] : [])),
            },
          ]),
      ...(day === null && known ? [{ id: 'latest', title: 'What was read last', body: latest(ways, known) }] : []),
      ...(known && known.task.incidents.length > 0
        ? [{ id: 'incidents', title: 'Incidents that are looked into', body: incidents(known.task.incidents) }]
        : []),
      ...(day === null
        ? [
            {
              id: 'days',
              title: 'By day',
              body: [
                html`<p>The page of a day links to each subject as it was on that day: ${one.years.map((year) => html`${go(ways.to({ page: 'year', year }), year)} `)}</p>`,
              ],
            },
          ]
        : []),
    ],
  }
}

const missing = (ways: Ways, { slug, state }: OneSubject): Html =>
  html`<p>${badge('unknown', 'not known here')} The plan ${state ? html`of the tick ${tickLink(ways, state.entry.tick.tick)}` : null} does not know a subject of the name ${slug}: it came later, is gone, or never was. The page of a day shows who was observed on it.</p>`

const about = (ways: Ways, { task, evaluation, slug }: Known, state: State | undefined): Html => {
  const { subject, firstSeen, vanished, included } = task
  return facts([
    ['identity', html`<code>${subject.id}</code>`],
    ['kind', `${subject.scope}${subject.region ? `, ${subject.region}` : ''}`],
    ['born', subject.bornAt ? `${minute(subject.bornAt)} UTC` : 'AWS keeps no such time, or it could not be read'],
    [
      'first listed',
      html`${tickLink(ways, firstSeen)} UTC${included ? html`; taken up again ${minute(included)}` : null}`,
    ],
    ...(vanished ? [['not listed since', `${minute(vanished)} UTC`] as const] : []),
    ['name in keys', html`<code>${slug}</code>`],
    ['newest evaluation', evaluation ? storedLine(ways, evaluation) : 'none yet'],
    ...(state ? [['as of', tickLink(ways, state.entry.tick.tick)] as const] : []),
  ])
}

function* verdicts(ways: Ways, controls: Catalog['controls'], { now, known }: OneSubject): Generator<Html> {
  for (const { not } of now.unread) yield html`<p>${badge('unread', 'nothing is shown')} ${not}</p>`
  yield html`<p>${tally(now.standing)}</p>`
  const byId = new Map(controls.map((control) => [control.id, control] as const))
  yield* table({
    id: 'subject-verdicts',
    caption: 'Verdicts, with what each rests on',
    columns: [{ head: 'control' }, { head: 'outcome', kind: 'mark' }, { head: 'what is asked, and what was seen' }],
    filters: true,
    none: known ? 'not judged yet' : 'nothing is known of it here',
    rows: [...now.standing]
      .sort((a, b) => worstOf([a]) - worstOf([b]) || rank(byId, b) - rank(byId, a))
      .map((one) => {
        const control = byId.get(one.verdict.control)
        return [
          stacked(controlLink(ways, one.verdict.control), control ? severityBadge(control.severity) : null),
          { show: stacked(outcomeOf(one), sinceWord(one.verdict.since)), sort: worstOf([one]) },
          seen(control?.title, one.verdict.reason, restsOn(ways, one)),
        ]
      }),
  })
}

const rank = (controls: ReadonlyMap<string, AnyControl>, { verdict }: Standing): number =>
  severities.indexOf(controls.get(verdict.control)?.severity ?? 'low')

const restsOn = (ways: Ways, { basis, moreBasis, evaluation }: Standing): Html => {
  const named = basis.map((ref, at) => html`${at > 0 ? ', ' : null}${storedLink(ways, ref, nameOf(ref.key))}`)
  return html`rests on ${named}${moreBasis > 0 ? html` and ${storedLink(ways, evaluation, `${count(moreBasis)} more`)}` : null}`
}

/** `eks-cluster 2026-01-05`: of an object what it is and when. */
export const nameOf = (key: string): string => {
  const [, year, month, day, , folder = key] = key.split('/')
  return `${folder} ${year}-${month}-${day}`
}

const latest = (ways: Ways, { task }: Known): Iterable<Html> =>
  table({
    id: 'latest-readings',
    caption: 'Of each source the newest observation that the plan knew of, and the one before',
    columns: [{ head: 'source' }, { head: 'slot, UTC' }, { head: 'status', kind: 'mark' }, { head: 'stored' }],
    none: 'nothing yet',
    rows: Object.entries(task.latest).flatMap(([source, seen]) =>
      seen.map(({ slot, status, parts }) => [
        source,
        slotWord(slot),
        badge(status),
        html`${parts.map((part, at) => html`${at > 0 ? ', ' : null}${storedLink(ways, part, parts.length > 1 ? `part ${at + 1}` : 'what was read')}`)}`,
      ]),
    ),
  })

const incidents = (all: readonly Incident[]): Iterable<Html> =>
  table({
    id: 'open-incidents',
    caption: 'Hits that belong together',
    columns: [{ head: 'from, UTC' }, { head: 'to' }, { head: 'hits', kind: 'figure' }, { head: 'the first' }],
    rows: all.map(({ from, to, count: number, hits }) => [
      minute(from),
      minute(to),
      count(number),
      hits[0]?.reason ?? '',
    ]),
  })
