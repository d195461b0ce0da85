// A page for each criterion, in the AICPA's order: what it is about, what of it is not evidenced, who tests it, what came out.
import { type Told as Criterion, criteria } from '../../../criteria.ts'
import type { Criterion as Id } from '../../../model.ts'
import { badge, count, rate, severityBadge } from '../../html/badge.ts'
import { type Html, html } from '../../html/html.ts'
import { facts, section } from '../../html/section.ts'
import { type Cell, table } from '../../html/table.ts'
import { isOfInformation, surveyOf, type TestTold } from '../../period/survey.ts'
import { sum } from '../../period/tests.ts'
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
  const beside = tests.filter(({ control }) => isOfInformation(control))
  if (own.length > 0)
    yield html`<p class="lead">${rate(sum(own.map(({ totals }) => totals)))}, ${some(own.length, 'test')}.</p>`
  yield facts([
    ['not evidenced', not],
    ...(own.length === 0 ? [['tests', 'none here'] as const] : []),
    ...(beside.length > 0
      ? [['of the information itself', list(beside.map(({ control }) => to(testAt(control.id), control.id)))] as const]
      : []),
    ...detections(told, id),
  ])
  yield* managements(told, id)
  if (own.length > 0) yield* testTable(id, own)
}

function* testTable(id: Id, own: TestTold[]): Generator<Html> {
  const totals = sum(own.map((one) => one.totals))
  const ofAll = (of: (one: TestTold) => number): string => count(own.reduce((total, one) => total + of(one), 0))
  yield* table({
    id: `${criterionAt(id)}-tests`,
    caption: `Tests relevant to ${id}`,
    columns: [
      { head: 'test' },
      { head: 'what it came to', kind: 'mark' },
      { head: 'deviations', kind: 'figure' },
      { head: 'open', kind: 'figure' },
      { head: 'past deadline', kind: 'figure' },
      { head: 'unknown', kind: 'figure' },
      { head: 'not read', kind: 'figure' },
      { head: 'not applicable', kind: 'figure' },
    ],
    rows: own.map(testRow),
    totals: [
      'all',
      html`${count(totals.pass)} of ${count(totals.expected)}`,
      ofAll(({ deviations }) => deviations.all),
      ofAll(({ deviations }) => deviations.open),
      ofAll(({ deviations }) => deviations.pastSla),
      ...[totals.unknown, totals.unread, totals.notApplicable].map(count),
    ],
  })
}

const testRow = ({ control, totals, deviations }: TestTold): Cell[] => [
  html`${to(testAt(control.id), control.id)} ${control.title} ${severityBadge(control.severity)}`,
  totals.expected > 0 ? rate(totals) : badge('idle'),
  ...[deviations.all, deviations.open, deviations.pastSla].map(count),
  ...[totals.unknown, totals.unread, totals.notApplicable].map(count),
]

// Management's own words, as the newest configuration has them: by the criterion itself, or by a test of it.
function* managements({ period, catalog }: Told, id: Id): Generator<Html> {
  const map = period.configs.at(-1)?.config.controlsMap ?? []
  const here = new Set(catalog.controls.filter((one) => one.criteria.includes(id)).map((one) => one.id))
  const own = map.filter((one) => one.criteria.includes(id) || one.tests.some((test) => here.has(test)))
  if (own.length === 0) return
  yield* table({
    id: `${criterionAt(id)}-management`,
    caption: "Management's own controls, in its words",
    columns: [{ head: 'control' }, { head: 'wording' }, { head: 'tested by' }],
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
