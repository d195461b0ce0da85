// By control: what is asked, and what stands at each subject.
import type { Catalog } from '../../../catalog.ts'
import type { AnyControl } from '../../../control.ts'
import type { Detection } from '../../../detection.ts'
import { byBytes } from '../../../store/order.ts'
import { badge, count, severityBadge } from '../../html/badge.ts'
import { type Html, html } from '../../html/html.ts'
import { facts } from '../../html/section.ts'
import { told as word } from '../../html/states.ts'
import { table } from '../../html/table.ts'
import type { View } from '../frame.ts'
import type { Now, Standing } from '../now.ts'
import { go, type Ways } from '../ways.ts'
import {
  controlLink,
  criteriaLinks,
  minute,
  seen,
  sinceWord,
  slotWord,
  stacked,
  storedLink,
  subjectLink,
} from './words.ts'

const home = { place: { page: 'home' }, name: 'Overview' } as const

/** How often each outcome stands, worst first. */
export const tally = (all: readonly Standing[]): Html => {
  const by = Map.groupBy(all, ({ shown }) => shown)
  const order = ['fail', 'accepted', 'unknown', 'pass', 'not-applicable'] as const
  const present = order.filter((state) => by.has(state))
  if (present.length === 0) return html`<span class="muted">judged nowhere</span>`
  return html`${present.map((state) => html`${badge(state, counted(by.get(state)?.length ?? 0, word(state).word))} `)}`
}

const counted = (number: number, one: string): string =>
  `${count(number)} ${number === 1 ? one : one.replace(/^deviation/, 'deviations')}`

/** What sorts it: the worst outcome first. */
export const worstOf = (all: readonly Standing[]): number =>
  Math.min(...all.map(({ shown }) => ['fail', 'accepted', 'unknown'].indexOf(shown)).map((at) => (at < 0 ? 9 : at)), 10)

export const controlsPage = (ways: Ways, { controls, detections }: Catalog, now: Now | undefined): View => {
  const by = Map.groupBy(now?.standing ?? [], ({ verdict }) => verdict.control)
  return {
    title: 'Controls and detections',
    above: [home],
    parts: [
      {
        id: 'controls',
        title: 'Controls',
        body: table({
          id: 'all-controls',
          caption: 'Each with what stands at its subjects now',
          columns: [
            { head: 'control' },
            { head: 'severity' },
            { head: 'of' },
            { head: 'relevant to' },
            { head: 'now', kind: 'mark' },
          ],
          filters: true,
          rows: [...controls]
            .sort((a, b) => byBytes(a.id, b.id))
            .map((one) => [
              html`${controlLink(ways, one.id)} <span class="muted">${one.title}</span>`,
              severityBadge(one.severity),
              one.of,
              criteriaLinks(ways, one.criteria),
              { show: tally(by.get(one.id) ?? []), sort: worstOf(by.get(one.id) ?? []) },
            ]),
        }),
      },
      {
        id: 'detections',
        title: 'Detections',
        body: table({
          id: 'all-detections',
          caption: 'What they found stands on the page of its day',
          columns: [{ head: 'detection' }, { head: 'severity' }, { head: 'relevant to' }],
          filters: true,
          rows: [...detections]
            .sort((a, b) => byBytes(a.id, b.id))
            .map((one) => [
              html`${controlLink(ways, one.id)} <span class="muted">${one.title}</span>`,
              severityBadge(one.severity),
              criteriaLinks(ways, one.criteria),
            ]),
        }),
      },
    ],
  }
}

export const controlPage = (ways: Ways, control: AnyControl, now: Now | undefined): View => {
  const own = (now?.standing ?? []).filter(({ verdict }) => verdict.control === control.id)
  const about = facts([
    ['relevant to', criteriaLinks(ways, control.criteria)],
    ['severity', severityBadge(control.severity)],
    ['judged of each', control.of],
    [
      'rests on',
      html`${[...new Set(Object.values(control.needs).map(({ fact }) => `${fact.id} (from ${fact.source})`))].join('; ')}`,
    ],
    ...(control.limits ? [['what it cannot see', control.limits] as const] : []),
    ['what to do where it fails', control.remedy],
    ...(control.sameAs.length > 0 ? [['the same elsewhere', control.sameAs.join(', ')] as const] : []),
  ])
  return {
    title: `${control.id}: ${control.title}`,
    above: [home, { place: { page: 'controls' }, name: 'Controls' }],
    first: [html`<p>${tally(own)}</p>`],
    parts: [
      { id: 'subjects', title: 'At each subject now', body: verdicts(ways, own, now) },
      { id: 'about', title: 'What is asked', body: [about] },
    ],
  }
}

function* verdicts(ways: Ways, own: Standing[], now: Now | undefined): Generator<Html> {
  if (now && now.more > 0) yield html`<p>${count(now.more)} subjects beyond are not listed: their own pages tell.</p>`
  yield* table({
    id: 'verdicts',
    caption: 'Verdicts, each with the evaluation that holds it',
    columns: [{ head: 'subject' }, { head: 'outcome', kind: 'mark' }, { head: 'what was seen' }],
    filters: true,
    none: 'judged nowhere: no subject of this kind, or the control was switched off',
    rows: [...own]
      .sort((a, b) => worstOf([a]) - worstOf([b]))
      .map((one) => [
        subjectLink(ways, one.slug, one.subject),
        { show: stacked(outcomeOf(one), sinceWord(one.verdict.since)), sort: worstOf([one]) },
        seen(
          undefined,
          one.verdict.reason,
          html`judged for ${storedLink(ways, one.evaluation, slotWord(one.verdict.slot))}`,
        ),
      ]),
  })
}

/** With the end of what was accepted, and what stands behind an unknown. */
export const outcomeOf = ({
  shown,
  acceptedUntil,
  verdict: { standing },
}: Pick<Standing, 'shown' | 'acceptedUntil' | 'verdict'>): Html => {
  const behind = standing
    ? html` <span class="muted">before: ${word(standing.outcome).word} since ${minute(standing.since)}</span>`
    : null
  return html`${badge(shown)}${acceptedUntil ? html` <span class="muted">until ${minute(acceptedUntil)}</span>` : null}${behind}`
}

export const detectionPage = (ways: Ways, detection: Detection): View => ({
  title: `${detection.id}: ${detection.title}`,
  above: [home, { place: { page: 'controls' }, name: 'Controls and detections' }],
  parts: [
    {
      id: 'about',
      title: 'What is looked for',
      body: [
        facts([
          ['relevant to', criteriaLinks(ways, detection.criteria)],
          ['severity', severityBadge(detection.severity)],
          ...(detection.limits ? [['what it cannot see', detection.limits] as const] : []),
          ['what to do', detection.respond],
        ]),
        html`<p>What it found stands with the verdicts that changed, ${go(ways.to({ page: 'days' }), 'day by day')}.</p>`,
      ],
    },
  ],
})
