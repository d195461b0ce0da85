// Trends of access and vulnerabilities, week by week, as plots with their tables.

import { severities } from '../../../severity.ts'
import { badge, count } from '../../html/badge.ts'
import { type Html, html } from '../../html/html.ts'
import { plot, type Series } from '../../html/plot.ts'
import { section } from '../../html/section.ts'
import { type HitTrends, hitTrends } from '../../period/hit-trends.ts'
import type { Period } from '../../period/period.ts'
import { type Failing, surveyOf, type Trends } from '../../period/survey.ts'
import { stepsOf } from '../../period/weeks.ts'
import { type Chapter, some, type Told } from './told.ts'

export const trendsChapter = (told: Told): Chapter => ({
  at: 'trends',
  title: 'Access and vulnerability trends',
  below: [],
  body: (number) =>
    section(
      { id: 'trends', title: 'Access and vulnerability trends', number, leaf: true, search: true },
      chapter(told),
    ),
})

function* chapter(told: Told): Generator<Html> {
  const { period } = told
  const { trends } = surveyOf(period, told.catalog)
  const { access, vulnerabilities } = trends
  yield html`<p>Each step is a week of the period, from its beginning to its end or to the end of what was observed: what stood at its end, or came in it. A week that the ledger does not reach has none. Subjects of which something was not known or not read are drawn beside those with a deviation: they are no better than those.</p>
`
  yield drawn(period, trends, 'open', 'Deviations that stood at the end of each week, by severity', 'deviations', [
    ...severities.toReversed().map((severity) => ({ name: severity, values: trends.open[severity] })),
  ])
  yield drawn(period, trends, 'past', 'Of these, past their deadline', 'deviations', [
    { name: 'past their deadline', values: trends.pastSla },
  ])
  yield failing(
    period,
    trends,
    'access',
    access,
    `Subjects and the tests of access (CC6.1 to CC6.3), ${some(access.subjects, 'subject')}`,
  )
  yield* hits(period, trends)
  yield failing(
    period,
    trends,
    'vulnerabilities',
    vulnerabilities,
    `Repositories and the tests of vulnerabilities, ${some(vulnerabilities.subjects, 'repository', 'repositories')}`,
  )
  yield* overdue(told, trends)
}

type Values = { name: string; values: readonly (number | null)[] }

const drawn = (
  period: Period,
  { weeks }: Pick<Trends, 'weeks'>,
  id: string,
  caption: string,
  unit: string,
  all: Values[],
): Html =>
  plot({
    id: `trends-${id}`,
    caption,
    label: caption,
    unit,
    from: period.slot.start,
    to: period.slot.end,
    series: all.map(
      ({ name, values }): Series => ({
        name,
        kind: 'step',
        points: stepsOf(weeks, (nth) => values[nth] ?? null),
      }),
    ),
  })

const failing = (
  period: Period,
  trends: Trends,
  id: string,
  { failing: bad, notKnown }: Failing,
  caption: string,
): Html =>
  drawn(period, trends, id, caption, 'subjects', [
    { name: 'with a deviation', values: bad },
    { name: 'with none, and something unknown or not read', values: notKnown },
  ])

function* hits(period: Period, trends: Trends): Generator<Html> {
  const { all, denied, anonymous, privileged, isWhole }: HitTrends = hitTrends(period)
  yield drawn(period, trends, 'hits', 'Hits of the detections in each week', 'hits in the week', [
    { name: 'all', values: all },
    { name: 'privileged: of high or critical severity, and allowed', values: privileged },
    { name: 'denied', values: denied },
    { name: 'anonymous', values: anonymous },
  ])
  if (!isWhole)
    yield html`<p>${badge('partial')}: of ${some(period.found.more, 'group')} of hits only the counts by detection are kept, and these curves are without them.</p>`
}

function* overdue({ period, overdue: seen }: Told, trends: Trends): Generator<Html> {
  if (!seen) {
    yield html`<p>${badge('unread')}: how many vulnerabilities were past their deadline was not read for this report.</p>`
    return
  }
  const { weeks, repositories, more, read } = seen
  yield drawn(
    period,
    trends,
    'overdue',
    'Vulnerabilities in use past their deadline, as VUL-01 counted them',
    'vulnerabilities',
    [
      { name: 'past their deadline', values: weeks.map((one) => one.overdue) },
      {
        name: 'repositories of which it is not known',
        values: weeks.map((one) => (one.overdue === null ? null : one.notKnown)),
      },
    ],
  )
  yield html`<p>From ${count(read)} stored evaluations: the newest of each week of ${some(repositories, 'repository', 'repositories')}${
    more > 0 ? html`; ${badge('partial')}: ${count(more)} more are not followed` : null
  }. The same vulnerability in two repositories counts twice.</p>`
}
