// What changed on a day: verdicts that turned, and what detections found.

import type { Hit, Verdict } from '../../../model.ts'
import { badge, count, severityBadge } from '../../html/badge.ts'
import { bounded, type Html, html } from '../../html/html.ts'
import { told } from '../../html/states.ts'
import { table } from '../../html/table.ts'
import type { Changes } from '../changes.ts'
import type { Part, View } from '../frame.ts'
import { go, type Ways } from '../ways.ts'
import { clock, controlLink, minute, stacked, storedLink, subjectLink } from './words.ts'

const home = { place: { page: 'home' }, name: 'Overview' } as const

export const changesPage = (ways: Ways, day: string, found: Changes): View => ({
  title: `What changed on ${day}`,
  above: [home, { place: { page: 'days' }, name: 'Days' }, { place: { page: 'day', day }, name: day }],
  parts: changesParts(ways, found),
})

export const changesParts = (ways: Ways, found: Changes): Part[] => [
  { id: 'turned', title: 'Verdicts that turned', body: turned(ways, found) },
  { id: 'hits', title: 'What detections found', body: hits(ways, found) },
]

function* turned(ways: Ways, { changes, first, moreChanges, unread }: Changes): Generator<Html> {
  if (first > 0) yield html`<p>${count(first)} verdicts came for the first time and are not listed here.</p>`
  if (moreChanges > 0) yield html`<p>and ${count(moreChanges)} more, which stand in their evaluations.</p>`
  if (unread.length > 0)
    yield html`<p>${badge('unread', `${count(unread.length)} evaluations`)} cannot be shown: ${unread.slice(0, 5).map(({ ref, not }) => html`${storedLink(ways, ref, ref.key)}, ${not}; `)}</p>`
  yield* table({
    id: 'turned-verdicts',
    caption: 'The worst first, then in order of ticks, UTC',
    columns: [{ head: 'tick' }, { head: 'turned', kind: 'mark' }, { head: 'what was seen' }],
    filters: true,
    none: 'none',
    rows: [...changes]
      .sort((a, b) => rank(a.verdict.outcome) - rank(b.verdict.outcome))
      .map(({ tick, slug, subject, verdict, before, evaluation }) => [
        go(ways.to({ page: 'tick', tick, sheet: 1 }), clock(tick)),
        stacked(
          html`<span class="muted">${before ? told(before).word : 'not judged'} →</span>`,
          badge(verdict.outcome),
        ),
        stacked(
          html`${controlLink(ways, verdict.control)} at ${subjectLink(ways, slug, subject, tick.slice(0, 10))}`,
          bounded(verdict.reason, 1_000),
          html`<span class="muted small">since ${minute(verdict.since)}, as its ${storedLink(ways, evaluation, 'evaluation')} says</span>`,
        ),
      ]),
  })
}

const rank = (outcome: Verdict['outcome']): number => ['fail', 'unknown', 'pass', 'not-applicable'].indexOf(outcome)

function* hits(ways: Ways, found: Changes): Generator<Html> {
  if (found.moreHits > 0) yield html`<p>and ${count(found.moreHits)} more, which stand in their evaluations.</p>`
  yield* table({
    id: 'found-hits',
    caption: 'Of events delivered to CloudWatch; what an allow-list lets pass is said with its reason',
    columns: [{ head: 'detection' }, { head: 'at, UTC', kind: 'mark' }, { head: 'what was done, and by whom' }],
    filters: true,
    none: 'none',
    rows: found.hits.map(({ slug, subject, hit, evaluation }) => [
      stacked(controlLink(ways, hit.detection), severityBadge(hit.severity)),
      stacked(minute(hit.at), hitEnd(hit)),
      stacked(
        subjectLink(ways, slug, subject, hit.at.slice(0, 10)),
        html`${bounded(hit.reason, 1_000)}${hit.count > 1 ? html` <span class="muted">${count(hit.count)} times</span>` : null}`,
        html`<span class="muted small">as its ${storedLink(ways, evaluation, 'evaluation')} says</span>`,
      ),
    ]),
  })
}

/** How a request ended; why nobody was told of it, where an allow-list says so. */
export const hitEnd = ({ outcome, allowed }: Pick<Hit, 'outcome' | 'allowed'>): Html =>
  html`${outcome}${allowed === null ? null : html`, <span class="muted">passed by an allow-list: ${allowed}</span>`}`
