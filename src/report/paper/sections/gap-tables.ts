// What is not known of a test: slots that were not read, were read late, and spans in which what was read did not tell. And what
// it does not apply to, with the reason.
import { isLater } from '../../../clock.ts'
import { gapsOf, type Run } from '../../coverage/runs.ts'
import { badge, count } from '../../html/badge.ts'
import { type Html, html } from '../../html/html.ts'
import { type Cell, table } from '../../html/table.ts'
import type { Period, SlotsOf, Turn } from '../../period/period.ts'
import { ownSlots, type TestAt, type TestSeen } from '../../period/tests.ts'
import { named } from './subject.ts'
import { list, some, type Told, testAt, when } from './told.ts'

/** Rows of one table; how many more there are is said, and the tables beside the report hold them all. */
export const mostRows = 500

export function* gapTables({ period }: Told, test: TestSeen): Generator<Html> {
  const { control, totals } = test
  const unread = unreadOf(period, test)
  const unknown = test.at.flatMap((at) => spansOf(period, at, 'unknown'))
  const exempt = test.at.flatMap((at) => spansOf(period, at, 'not-applicable'))
  if (totals.expected > 0)
    yield html`<h4>Gaps</h4>${unread.length + unknown.length === 0 ? html`<p>None: every expected observation was read in time, and told.</p>` : null}`
  if (unread.length > 0) yield* unreadTable(`${testAt(control.id)}-unread`, period, unread)
  if (unknown.length > 0) yield* unknownTable(`${testAt(control.id)}-unknown`, unknown)
  if (exempt.length > 0) yield* exemptTable(`${testAt(control.id)}-not-applicable`, exempt)
}

export type Lasting = { at: TestAt; from: string; to: string | null; turn: Turn }

/** From each such verdict to the next one. */
export const spansOf = ({ slot }: Pick<Period, 'slot'>, at: TestAt, outcome: Turn['outcome']): Lasting[] =>
  at.turns.flatMap((turn, nth): Lasting[] => {
    if (turn.outcome !== outcome) return []
    const to = at.turns[nth + 1]?.at ?? at.subject.vanished
    return to !== null && !isLater(to, slot.start) ? [] : [{ at, from: turn.at, to, turn }]
  })

// Subjects that rest on the same region's slots have its gaps once.
const unreadOf = (period: Period, { source, at }: TestSeen): Run[] => {
  const slots = Map.groupBy(
    period.slots.filter((one) => one.source === source),
    ({ subject }) => subject,
  )
  const own = new Set<SlotsOf>(at.flatMap(({ subject }) => ownSlots(period, subject, slots)))
  return [...own].flatMap((one) => [...gapsOf(one)])
}

/** Runs of slots that were not read whole and in time; `all`: how many there are, where these are the first. */
export const unreadTable = (id: string, period: Period, runs: readonly Run[], all = runs.length): Generator<Html> =>
  table({
    id,
    caption: html`Expected, and not read whole or not in time, UTC${more(all, 'gaps.csv')}`,
    columns: [
      { head: 'where', kind: 'mark' },
      { head: 'from, to', kind: 'mark' },
      { head: 'slots', kind: 'figure' },
      { head: 'what became of them', kind: 'mark' },
      { head: 'why', kind: 'prose' },
    ],
    rows: runs.slice(0, mostRows).map((run) => unread(period, run)),
    filters: true,
  })

const unread = ({ subjects }: Period, { source, subject, from, to, slots, status, late, reasons }: Run): Cell[] => {
  const seen = subjects.find(({ slug }) => slug === subject)
  const state = late > 0 ? badge('late', html`late by ${span(late)}`) : badge(status)
  return [
    html`${seen ? named(seen) : subject}<br><span class="small muted">${source}</span>`,
    { show: html`${when(from)}<br>${when(to)}`, sort: from },
    count(slots),
    state,
    list(reasons, '; '),
  ]
}

/** `90 s`, `20 min`, `3 h`, `2 days`: cut to the unit, and at least that long. */
export const span = (seconds: number): string => {
  if (seconds < 120) return `${Math.floor(seconds)} s`
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : some(Math.floor(seconds / 86_400), 'day')
}

const unknownTable = (id: string, all: readonly Lasting[]): Generator<Html> =>
  table({
    id,
    caption: html`Unknown: what was read does not tell, UTC${more(all.length, 'verdict-changes.csv')}`,
    columns: [
      { head: 'subject', kind: 'mark' },
      { head: 'from, to', kind: 'mark' },
      { head: 'why', kind: 'prose' },
    ],
    rows: all
      .slice(0, mostRows)
      .map(({ at, from, to, turn }) => [
        named(at.subject),
        { show: html`${when(from)}<br>${until(from, to)}`, sort: from },
        turn.reason,
      ]),
    filters: true,
  })

// Of many subjects the same is said, so each reason stands once and names them.
const exemptTable = (id: string, all: readonly Lasting[]): Generator<Html> =>
  table({
    id,
    caption: html`Not applicable, and why`,
    columns: [
      { head: 'why', kind: 'prose' },
      { head: 'subjects', kind: 'figure' },
      { head: 'which, and from when to when, UTC', kind: 'prose' },
    ],
    rows: [...Map.groupBy(all, ({ turn }) => turn.reason)].map(([reason, own]): Cell[] => {
      const lines = html`<ul>${own.slice(0, mostRows).map(({ at, from, to }) => html`<li>${named(at.subject)}: ${from} to ${until(from, to, String)}</li>`)}</ul>`
      const shown =
        own.length > 3 ? html`<details><summary>${some(own.length, 'span')}</summary>${lines}</details>` : lines
      return [reason, count(new Set(own.map(({ at }) => at)).size), shown]
    }),
  })

// What was judged again in its own slot.
const until = (from: string, to: string | null, said: (at: string) => Html | string = when): Html | string => {
  if (to === null) return 'the end of what was observed'
  return to === from ? 'within the same slot' : said(to)
}

const more = (length: number, file: string): Html | null =>
  length > mostRows
    ? html` <span class="muted">the first ${count(mostRows)} of ${count(length)}; ${file} has all</span>`
    : null
