// The first page: how far the ledger reaches, what stands now, and the ways to everything.
import type { Catalog } from '../../../catalog.ts'
import { severities } from '../../../severity.ts'
import { badge, count, severityBadge } from '../../html/badge.ts'
import { type Html, html } from '../../html/html.ts'
import { facts } from '../../html/section.ts'
import { states } from '../../html/states.ts'
import { table } from '../../html/table.ts'
import type { Top } from '../entries.ts'
import type { View } from '../frame.ts'
import type { Now, Standing } from '../now.ts'
import type { State } from '../state.ts'
import { isNot } from '../state.ts'
import { go, type Ways } from '../ways.ts'
import { controlLink, dayLink, minute, storedLine, subjectLink, tickLink } from './words.ts'

export type Home = {
  top: Top | undefined
  state: State | undefined
  now: Now | undefined
  /** Years of which there is anything. */
  years: string[]
  /** What was looked at of the newest entry; in pages that nobody computes anew it is left out. */
  held: Html | null
}

export const home = (
  ways: Ways,
  { controls }: Pick<Catalog, 'controls'>,
  { top, state, now, years, held }: Home,
): View => ({
  title: 'Where to begin',
  above: [],
  lead: 'Every stored object is found from here by clicks: by criterion, by control, by subject or by day.',
  parts: [
    { id: 'newest', title: 'The newest entry', body: [newest(ways, top), ...(held ? [held] : [])] },
    { id: 'now', title: 'What stands now', body: standing(ways, controls, state, now) },
    {
      id: 'years',
      title: 'Days',
      body: [
        html`<p>${years.length === 0 ? 'There is none.' : years.map((year) => html`${go(ways.to({ page: 'year', year }), year)} `)}</p>`,
      ],
    },
  ],
})

const newest = (ways: Ways, top: Top | undefined): Html => {
  if (!top) return html`<p>There is no entry in this store.</p>`
  const { tick, sha256 } = top.entry
  const day = tick.tick.slice(0, 10)
  const slots = Object.entries(tick.counts).filter(([, number]) => number > 0)
  return facts([
    ['entry', go(ways.to({ page: 'ledger', from: null }), `number ${count(tick.sequence)}`)],
    ['tick', html`${tickLink(ways, tick.tick)} UTC, sealed ${minute(tick.sealedAt)}; all of ${dayLink(ways, day)}`],
    ['account', `${tick.account}, home region ${tick.home}`],
    ['digest of its statement', html`<code>${sha256}</code>`],
    [
      'slots',
      html`${slots.map(([status, number]) => html`${badge(status as keyof typeof states, `${count(number)} ${status}`)} `)}`,
    ],
    ...(tick.outage
      ? [['no tick ran', `from ${minute(tick.outage.from)} to ${minute(tick.outage.to)} UTC`] as const]
      : []),
    ['its index', storedLine(ways, tick.index)],
  ])
}

function* standing(
  ways: Ways,
  controls: Catalog['controls'],
  state: State | undefined,
  now: Now | undefined,
): Generator<Html> {
  if (!state || !now) return yield html`<p>Nothing can be said without an entry.</p>`
  if (isNot(state.plan)) yield html`<p>Who was observed cannot be told: of the plan, ${state.plan.not}.</p>`
  const by = Map.groupBy(now.standing, ({ shown }) => shown)
  yield html`<p>${count(state.subjects.length)} subjects, ${count(now.standing.length)} verdicts: ${(['fail', 'accepted', 'unknown', 'pass', 'not-applicable'] as const).map((one) => html`${badge(one, `${count(by.get(one)?.length ?? 0)} ${states[one].word}`)} `)}</p>`
  if (now.more > 0) yield html`<p>${count(now.more)} subjects beyond are not counted here: their own pages tell.</p>`
  if (now.unread.length > 0)
    yield html`<p>${badge('unread', `${count(now.unread.length)} subjects`)} of which nothing is shown: ${now.unread.slice(0, 10).map(({ slug, subject, not }) => html`${subjectLink(ways, slug, subject)} (${not}) `)}</p>`
  const severity = new Map(controls.map((control) => [control.id, control] as const))
  const rank = ({ verdict }: Standing): number => severities.indexOf(severity.get(verdict.control)?.severity ?? 'low')
  const open = now.standing
    .filter(({ shown }) => shown === 'fail' || shown === 'accepted' || shown === 'unknown')
    .sort((a, b) => order(a) - order(b) || rank(b) - rank(a) || (a.verdict.since < b.verdict.since ? -1 : 1))
  yield* table({
    id: 'open',
    caption: 'Deviations, and what is unknown',
    columns: [
      { head: 'control' },
      { head: 'severity' },
      { head: 'subject' },
      { head: 'outcome', kind: 'mark' },
      { head: 'since, UTC' },
      { head: 'what was seen' },
    ],
    filters: true,
    none: 'none: every verdict is a pass or not applicable',
    rows: open.slice(0, mostRows).map((one) => {
      const control = severity.get(one.verdict.control)
      return [
        html`${controlLink(ways, one.verdict.control)} <span class="muted">${control?.title}</span>`,
        { show: control ? severityBadge(control.severity) : null, sort: rank(one) },
        subjectLink(ways, one.slug, one.subject),
        badge(one.shown),
        minute(one.verdict.since),
        one.verdict.reason,
      ]
    }),
  })
  if (open.length > mostRows)
    yield html`<p>and ${count(open.length - mostRows)} more: they stand on the pages of their controls.</p>`
}

const mostRows = 500
const order = ({ shown }: Standing): number => ['fail', 'accepted', 'unknown'].indexOf(shown)
