// The subjects of a test: those with something else than passes, and all of them in a folded list.
import { count } from '../../html/badge.ts'
import { type Html, html } from '../../html/html.ts'
import { type Cell, table } from '../../html/table.ts'
import type { TestAt, TestSeen } from '../../period/tests.ts'
import { named, observedFor, subjects } from './subject.ts'
import { testAt } from './told.ts'
import { totalsTable } from './totals-table.ts'

export function* subjectTables({ control, at, totals }: TestSeen): Generator<Html> {
  if (at.length === 0) return
  const id = testAt(control.id)
  const other = at.filter(({ totals: own, deviations }) => own.pass < own.expected || own.late + deviations.length > 0)
  yield html`<h4>Subjects</h4>${other.length === 0 ? html`<p>At none of them anything else than no deviation was noted.</p>` : null}`
  if (other.length > 0)
    yield* totalsTable(
      `${id}-subjects`,
      other.map((one) => ({ name: named(one.subject), totals: one.totals })),
      {
        what: 'subject',
        caption: `With something else than passes: ${count(other.length)} of ${subjects(at.length, control.of)}.`,
        ...(other.length > 1 && other.length === at.length && { all: totals }),
      },
    )
  yield html`<details><summary>All ${subjects(at.length, control.of)}</summary>`
  yield* table({
    id: `${id}-all`,
    caption: 'The whole population of the test',
    columns: [
      { head: 'subject', kind: 'mark' },
      { head: 'ARN', kind: 'key' },
      { head: 'observed, UTC' },
      { head: 'no deviation noted', kind: 'figure' },
      { head: 'expected', kind: 'figure' },
    ],
    rows: at.map(row),
    filters: true,
  })
  yield html`</details>`
}

const row = ({ subject, totals }: TestAt): Cell[] => [
  named(subject),
  subject.subject.id,
  { show: observedFor(subject), sort: subject.from },
  count(totals.pass),
  count(totals.expected),
]
