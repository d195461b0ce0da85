// The second page: what is assumed, and what stays open.
import { type Html, html } from '../html/html.ts'
import { section } from '../html/section.ts'
import { table } from '../html/table.ts'
import { answers, residual } from './residual.ts'
import type { Chapter } from './sections/told.ts'

export const assumptions: Chapter = {
  at: 'assumptions',
  title: 'Assumptions and residual risk',
  below: [],
  body: (number) => section({ id: 'assumptions', title: 'Assumptions and residual risk', number, leaf: true }, body()),
}

function* body(): Generator<Html> {
  yield html`<p class="lead">The evidence is tamper-evident under these assumptions. Nothing here says that nobody could alter anything.</p>
<ol>${residual.map(({ risk, says }) => html`<li><b>${risk}</b>${says.startsWith(',') ? null : ' '}${says}</li>`)}</ol>
`
  yield* table({
    id: 'answers',
    caption: 'What answers them, and whose it is to do',
    columns: [{ head: 'risk', kind: 'figure' }, { head: 'answer' }, { head: 'whose' }],
    rows: answers.map(({ risks, answer, whose }) => [risks.join(', '), answer, whose]),
    sorts: false,
  })
  yield html`<h3>How the figures are made</h3>
<p>An observation is expected for each slot of a source's cadence, from a subject's birth to the tick that found it gone. A rate is of those without a deviation over all that were expected: unknown, not read and not applicable stay among the expected and stand beside it. A slot that was not read counts as not read, whatever stood before. A deviation lasts from the slot in which it was first seen to the one that was read without it; what is unknown ends none. An acceptance changes neither a verdict nor a count. Times are in UTC, intervals without their end.</p>
`
}
