// The criteria at one glance: what is evidenced, what came out, and what is not evidenced here.
import { type Told as About, criteria } from '../../criteria.ts'
import type { Criterion } from '../../model.ts'
import { severities } from '../../severity.ts'
import { badge, count, severityBadge } from '../html/badge.ts'
import { type Html, html } from '../html/html.ts'
import { section } from '../html/section.ts'
import { type Cell, table } from '../html/table.ts'
import { isOfInformation, surveyOf, type TestTold } from '../period/survey.ts'
import { sum } from '../period/tests.ts'
import type { Reported } from '../reported.ts'
import { stateOf } from './sections/came-to.ts'
import { type Chapter, criterionAt, some, to } from './sections/told.ts'

export const overview = (reported: Reported): Chapter => ({
  at: 'overview',
  title: 'Criteria at a glance',
  below: [],
  body: (number) => section({ id: 'overview', title: 'Criteria at a glance', number, leaf: true }, body(reported)),
})

function* body({ period, catalog }: Reported): Generator<Html> {
  const tests = [...surveyOf(period, catalog).tests.values()].filter(({ control }) => !isOfInformation(control))
  const all = Object.entries(criteria) as [Criterion, About][]
  const of = (id: Criterion): TestTold[] => tests.filter(({ control }) => control.criteria.includes(id))
  yield* table({
    id: 'criteria-overview',
    caption: html`Criteria on which a test bears <span class="muted">no deviation noted, over all expected observations; a test that bears on several is counted in each</span>`,
    columns: [
      { head: 'criterion' },
      { head: 'no deviation in', kind: 'mark' },
      { head: 'deviations', kind: 'figure' },
      { head: 'open', kind: 'figure' },
      { head: 'past deadline', kind: 'figure' },
      { head: 'unknown', kind: 'figure' },
      { head: 'not read', kind: 'figure' },
    ],
    rows: all.flatMap(([id, about]) => (of(id).length > 0 ? [row(id, about, of(id))] : [])),
  })
  yield* table({
    id: 'criteria-not-evidenced',
    caption: 'Criteria on which no test here bears',
    columns: [{ head: 'criterion' }, { head: 'not evidenced by this product' }],
    rows: all.flatMap(([id, { about, not }]) =>
      of(id).length > 0
        ? []
        : [[html`${to(criterionAt(id), id)} ${about}`, not.replace(/^not evidenced by this product: /, '')]],
    ),
    sorts: false,
  })
  const sla = period.configs.at(-1)?.config.sla
  if (sla)
    yield html`<p>Deadlines in force at the end, in days from when a deviation was first seen: ${severities.map((severity, nth) => html`${nth > 0 ? ', ' : null}${severityBadge(severity)} ${String(sla[severity])}`)}.</p>
`
}

const row = (id: Criterion, { about }: About, tests: readonly TestTold[]): Cell[] => {
  const totals = sum(tests.map((one) => one.totals))
  const of = (name: 'all' | 'open' | 'pastSla') => tests.reduce((total, { deviations }) => total + deviations[name], 0)
  return [
    {
      show: html`${to(criterionAt(id), id)} ${about} <span class="muted">${some(tests.length, 'test').replace(' ', '\u00a0')}</span>`,
      sort: id,
    },
    {
      show: badge(
        stateOf({ totals, deviations: of('all') }),
        `${count(totals.pass)}\u00a0of\u00a0${count(totals.expected)}`,
      ),
      sort: totals.expected === 0 ? -1 : totals.pass / totals.expected,
    },
    ...[of('all'), of('open'), of('pastSla'), totals.unknown, totals.unread].map(count),
  ]
}
