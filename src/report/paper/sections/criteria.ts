// A page for each criterion, in the AICPA's order: what it is about, what of it is not evidenced, who tests it, what came out.
import { type Told as Criterion, criteria } from '../../../criteria.ts'
import type { Criterion as Id } from '../../../model.ts'
import { badge, count, severityBadge } from '../../html/badge.ts'
import { type Html, html } from '../../html/html.ts'
import { facts, section } from '../../html/section.ts'
import { type Cell, table } from '../../html/table.ts'
import { type DeviationsTold, isOfInformation, surveyOf, type TestTold } from '../../period/survey.ts'
import { sum, type Totals } from '../../period/tests.ts'
import { cameTo, stateOf } from './came-to.ts'
import { type Chapter, criterionAt, detectionAt, inOrder, list, some, type Told, testAt, to } from './told.ts'

const all = Object.entries(criteria) as [Id, Criterion][]

export const criteriaChapter = (told: Told): Chapter => ({
  at: 'criteria',
  title: 'Criteria',
  below: all.map(([id, { about }]) => ({ at: criterionAt(id), title: about, number: id })),
  body: (number) => section({ id: 'criteria', title: 'Criteria', number, leaf: true }, chapter(told)),
})

function* chapter(told: Told): Generator<Html> {
  yield html`<p>The Trust Services Criteria (TSP section 100) in their order and in short words of this report. A test is relevant to a criterion and does not answer it alone: whether the criterion is met is the auditor's to judge. Tests of the information itself (EVD) stand apart and are in no total.</p>
`
  for (const [id, criterion] of all) yield* page(told, id, criterion)
}

function* page(told: Told, id: Id, { about, not }: Criterion): Generator<Html> {
  const tests = [...surveyOf(told.period, told.catalog).tests.values()].filter(({ control }) =>
    control.criteria.includes(id),
  )
  const own = inOrder(tests.map((one) => ({ ...one, id: one.control.id }))).filter(
    ({ control }) => !isOfInformation(control),
  )
  const title = `${id} ${about}`
  yield* section(
    { id: criterionAt(id), title, level: 3, leaf: own.length > 0, search: true },
    body(told, id, not, own, tests),
  )
}

function* body(told: Told, id: Id, not: string, own: TestTold[], tests: TestTold[]): Generator<Html> {
  const beside = inOrder(tests.map(({ control }) => control).filter(isOfInformation))
  if (own.length > 0)
    yield html`<p class="lead">${cameTo({ totals: sum(own.map(({ totals }) => totals)), deviations: added(own).all })}, ${some(own.length, 'test')}.</p>`
  yield facts([
    ['not evidenced', not],
    ...(own.length === 0 ? [['tests', 'none here'] as const] : []),
    ...(beside.length > 0
      ? [['of the information itself', list(beside.map((one) => to(testAt(one.id), one.id)))] as const]
      : []),
    ...detections(told, id),
  ])
  yield* managements(told, id)
  if (own.length > 0) yield* testTable(id, own)
}

function* testTable(id: Id, own: TestTold[]): Generator<Html> {
  const totals = sum(own.map((one) => one.totals))
  yield* table({
    id: `${criterionAt(id)}-tests`,
    caption: html`Tests relevant to ${id} <span class="muted">in how many of the expected observations no deviation was noted</span>`,
    columns: [
      { head: 'test', kind: 'prose' },
      { head: 'came to', kind: 'mark' },
      { head: 'of expected', kind: 'figure' },
      { head: 'deviations', kind: 'mark' },
      { head: 'unknown', kind: 'figure' },
      { head: 'not read', kind: 'figure' },
      { head: 'not applicable', kind: 'figure' },
    ],
    rows: own.map(testRow),
    totals: [
      'all',
      '',
      ofExpected(totals),
      deviationsSaid(added(own)),
      ...[totals.unknown, totals.unread, totals.notApplicable].map(count),
    ],
  })
}

const testRow = ({ control, totals, deviations, days }: TestTold): Cell[] => [
  html`${to(testAt(control.id), control.id)} ${control.title} ${severityBadge(control.severity)}`,
  badge(stateOf({ totals, deviations: deviations.all, days })),
  { show: ofExpected(totals), sort: totals.expected === 0 ? -1 : totals.pass / totals.expected },
  { show: deviationsSaid(deviations), sort: deviations.all },
  ...[totals.unknown, totals.unread, totals.notApplicable].map(count),
]

const ofExpected = ({ pass, expected }: Totals): string => `${count(pass)} of ${count(expected)}`

const deviationsSaid = ({ all, open, pastSla }: DeviationsTold): string => {
  const more = [
    ...(open > 0 ? [`${count(open)} open`] : []),
    ...(pastSla > 0 ? [`${count(pastSla)} past deadline`] : []),
  ]
  return `${count(all)}${more.length > 0 ? ` (${more.join(', ')})` : ''}`
}

const added = (own: readonly TestTold[]): DeviationsTold => {
  const total: DeviationsTold = { all: 0, subjects: 0, open: 0, pastSla: 0, interrupted: 0, accepted: 0 }
  for (const { deviations } of own)
    for (const name of Object.keys(total) as (keyof DeviationsTold)[]) total[name] += deviations[name]
  return total
}

// Management's own words, as the newest configuration has them: by the criterion itself, or by a test of it.
function* managements({ period, catalog }: Told, id: Id): Generator<Html> {
  const map = period.configs.at(-1)?.config.controlsMap ?? []
  const here = new Set(catalog.controls.filter((one) => one.criteria.includes(id)).map((one) => one.id))
  const own = map.filter((one) => one.criteria.includes(id) || one.tests.some((test) => here.has(test)))
  if (own.length === 0) return
  yield* table({
    id: `${criterionAt(id)}-management`,
    caption: "Management's own controls, in its words",
    columns: [{ head: 'control' }, { head: 'wording', kind: 'prose' }, { head: 'tested by' }],
    rows: own.map(({ id: name, wording, tests }): Cell[] => [
      name,
      wording,
      list(tests.map((test) => to(testAt(test), test))),
    ]),
    sorts: false,
  })
}

const detections = ({ period, catalog }: Told, id: Id): (readonly [string, Html])[] => {
  const own = inOrder(catalog.detections.filter((one) => one.criteria.includes(id)))
  if (own.length === 0) return []
  const told = own.map((one) => {
    const hits = period.found.counts.get(one.id)?.total ?? 0
    return html`${to(detectionAt(one.id), one.id)}${hits > 0 ? html` (${some(hits, 'hit')})` : null}`
  })
  return [['detections', list(told)]]
}
