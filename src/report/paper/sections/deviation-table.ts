// Every deviation of a test: when it was first seen and fixed, for how long against its deadline, who accepted it, and the evidence.
import { isLater } from '../../../clock.ts'
import { badge, count } from '../../html/badge.ts'
import { evidenceList } from '../../html/evidence.ts'
import { type Html, html, type Value } from '../../html/html.ts'
import { type Cell, table } from '../../html/table.ts'
import type { AcceptedSpan, Turn } from '../../period/period.ts'
import { deadlineOf } from '../../period/survey.ts'
import type { Deviation, TestSeen } from '../../period/tests.ts'
import { named } from './subject.ts'
import { some, type Told, testAt, when } from './told.ts'

export function* deviationTable(told: Told, { control, at, totals }: TestSeen): Generator<Html> {
  const all = at.reduce((sum, { deviations }) => sum + deviations.length, 0)
  yield html`<h4>${all === 0 ? 'Deviations' : some(all, 'deviation')}</h4>`
  if (all === 0) {
    const open = totals.unknown + totals.unread
    yield html`<p>None was noted${open > 0 ? `; of ${some(open, 'observation')} it is not known` : null}.</p>`
    return
  }
  yield* table({
    id: `${testAt(control.id)}-deviations`,
    caption: 'Deviations, from the slot in which each was first seen to the one that was read without it, UTC',
    columns: [
      { head: 'subject', kind: 'mark' },
      { head: 'first seen', kind: 'mark' },
      { head: 'ended', kind: 'mark' },
      { head: 'days open', kind: 'figure' },
      { head: 'what was seen', kind: 'prose' },
      { head: 'evidence', kind: 'mark' },
    ],
    rows: rows(
      told,
      at.flatMap(({ deviations }) => deviations),
      control,
    ),
    filters: true,
  })
}

function* rows({ period }: Told, all: readonly Deviation[], control: TestSeen['control']): Generator<Cell[]> {
  for (const one of all) {
    const deadline = deadlineOf(period, control, one)
    yield [
      named(one.subject),
      { show: from(one, period.slot.start), sort: one.since },
      { show: ended(one), sort: one.until ?? '9' },
      { show: days(one, deadline), sort: one.days },
      seen(one),
      evidence(one),
    ]
  }
}

const from = ({ since, first }: Deviation, start: string): Html =>
  html`${when(since)}${isLater(start, since) ? html`<br><span class="small muted">before the period; at ${first.at} it stood</span>` : null}`

const ended = ({ ended: how, until, last }: Deviation): Html => {
  if (how === 'open') return badge('fail', 'open')
  if (how === 'fixed') return html`${badge('pass', 'fixed')}<br>${when(until ?? '')}`
  if (how === 'not-applicable')
    return html`${badge('not-applicable')}<br>${when(until ?? '')}<br><span class="small">${last?.reason}</span>`
  return html`${badge('not-applicable', 'subject gone')}<br>${when(until ?? '')}<br><span class="small">not seen fixed</span>`
}

const days = (one: Deviation, { days: most, due, isPast }: ReturnType<typeof deadlineOf>): Html => {
  const so = html`${count(one.days)}${due === null ? null : ` of ${most} allowed`}`
  if (due === null) return html`${so}<br><span class="small muted">no deadline</span>`
  return isPast ? html`${so}<br>${badge('fail', 'past it')}` : so
}

const seen = ({ first, interrupted, accepted }: Deviation): Html =>
  html`${first.reason}${
    interrupted
      ? html`<p class="small">${badge('unknown', 'for some time it was not known whether it stood')}</p>`
      : null
  }${accepted.map(acceptedBy)}`

const acceptedBy = ({ acceptance, from: begin, to }: AcceptedSpan): Html => {
  const { approver, requestedBy, expires, ticket, reason } = acceptance
  return html`<p class="small">${badge('accepted', 'accepted')} from ${begin} to ${to} by ${approver}, asked for by ${requestedBy}, until ${expires}, ${
    ticket === undefined ? 'without a ticket' : html`ticket ${ticket}`
  }: ${reason}</p>`
}

const evidence = ({ first, last }: Deviation): Value => {
  const refs = (turn: Turn) => [turn.evaluation, ...turn.basis]
  const both = [...refs(first), ...(last ? refs(last) : [])]
  return html`<details><summary>${some(both.length, 'object')}</summary><p class="small">first seen: judged at ${first.tick}, entry ${first.sequence}</p>${evidenceList(
    refs(first),
    Number.POSITIVE_INFINITY,
  )}${
    last
      ? html`<p class="small">ended: judged at ${last.tick}, entry ${last.sequence}</p>${evidenceList(refs(last), Number.POSITIVE_INFINITY)}`
      : null
  }</details>`
}
