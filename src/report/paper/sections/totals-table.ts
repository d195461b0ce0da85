// Observations counted by what they came to. What was not known and not read stands beside what was, and in the sum.
import { count } from '../../html/badge.ts'
import { type Html, html, type Value } from '../../html/html.ts'
import { table } from '../../html/table.ts'
import type { Totals } from '../../period/tests.ts'

type Row = { name: Value; totals: Totals }

/** `what` is the head of the first column. Rows are of tests or subjects; `all`: their sum. */
export const totalsTable = (
  id: string,
  rows: Iterable<Row>,
  { what = 'population', caption = 'Expected observations, and what they came to', all }: Given = {},
): Generator<Html> =>
  table({
    id,
    caption: html`${caption} <span class="muted">all but accepted and late, which are counted among the others, add up to what was expected</span>`,
    columns: [{ head: what, kind: 'mark' }, ...heads.map((head) => ({ head, kind: 'figure' as const }))],
    rows: cells(rows),
    sorts: all !== undefined,
    filters: all !== undefined,
    ...(all && { totals: ['all', ...figures(all)] }),
  })

type Given = { what?: string; caption?: string; all?: Totals }

const heads = [
  ...['expected', 'no deviation', 'deviation', 'accepted'],
  ...['unknown', 'not read', 'not applicable', 'late'],
]

function* cells(rows: Iterable<Row>): Generator<Value[]> {
  for (const { name, totals } of rows) yield [name, ...figures(totals)]
}

const figures = (totals: Totals): string[] => {
  const { expected, pass, fail, accepted, unknown, unread, notApplicable, late } = totals
  return [expected, pass, fail, accepted, unknown, unread, notApplicable, late].map(count)
}
