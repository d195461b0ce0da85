// The first page: how far the ledger reaches, what stands now, and the ways to everything.
import type { Catalog } from '../../../catalog.ts'
import type { Severity } from '../../../model.ts'
import { severities } from '../../../severity.ts'
import { byBytes } from '../../../store/order.ts'
import { badge, count, severityBadge } from '../../html/badge.ts'
import { type Html, html } from '../../html/html.ts'
import { facts } from '../../html/section.ts'
import type { states } from '../../html/states.ts'
import { table } from '../../html/table.ts'
import type { Top } from '../entries.ts'
import type { View } from '../frame.ts'
import type { Now, Standing } from '../now.ts'
import type { State } from '../state.ts'
import { isNot } from '../state.ts'
import { go, type Ways } from '../ways.ts'
import { tally, worstOf } from './controls.ts'
import { controlLink, dayLink, minute, seen, sinceWord, stacked, storedLine, subjectLink, tickLink } from './words.ts'

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
  yield html`<p>${count(state.subjects.length)} subjects, ${count(now.standing.length)} verdicts: ${tally(now.standing)}</p>`
  if (now.more > 0) yield html`<p>${count(now.more)} subjects beyond are not counted here: their own pages tell.</p>`
  if (now.unread.length > 0)
    yield html`<p>${badge('unread', `${count(now.unread.length)} of them`)} without a verdict to show: ${now.unread.slice(0, 10).map(({ slug, subject, not }) => html`${subjectLink(ways, slug, subject)} (${not}) `)}</p>`
  const open = now.standing.filter(({ shown }) => shown === 'fail' || shown === 'accepted' || shown === 'unknown')
  const rows = [...Map.groupBy(open, ({ verdict }) => verdict.control)]
    .map(([id, own]) => ({ id, own, control: controls.find((one) => one.id === id) }))
    .sort((a, b) => worstOf(a.own) - worstOf(b.own) || rank(b.control) - rank(a.control) || byBytes(a.id, b.id))
  yield* table({
    id: 'open',
    caption: 'Where something deviates or is unknown, by control',
    columns: [
      { head: 'control' },
      { head: 'what stands', kind: 'mark' },
      { head: 'what is asked, and where it is not so' },
    ],
    filters: true,
    none: 'nowhere: every verdict is a pass or not applicable',
    rows: rows.map(({ id, own, control }) => [
      stacked(controlLink(ways, id), control ? severityBadge(control.severity) : null),
      {
        show: stacked(tally(own), sinceWord(own.map(({ verdict }) => verdict.since).sort(byBytes)[0] ?? '')),
        sort: worstOf(own),
      },
      seen(control?.title, at(ways, own)),
    ]),
  })
}

const at = (ways: Ways, own: readonly Standing[]): Html => {
  const few = own
    .slice(0, mostSubjects)
    .map(({ slug, subject }, nth) => html`${nth > 0 ? ', ' : null}${subjectLink(ways, slug, subject)}`)
  return html`${few}${own.length > mostSubjects ? ` and ${count(own.length - mostSubjects)} more` : null}`
}

/** Of one control. */
const mostSubjects = 6
const rank = (control: { severity: Severity } | undefined): number =>
  control ? severities.indexOf(control.severity) : -1
