// Trends of access and vulnerabilities, week by week, as plots with their tables.

import { severities } from '../../../severity.ts'
import { badge, count } from '../../html/badge.ts'
import { type Html, html } from '../../html/html.ts'
import { plot, type Series } from '../../html/plot.ts'
import { section } from '../../html/section.ts'
import { type HitTrends, hitTrends } from '../../period/hit-trends.ts'
import type { Period } from '../../period/period.ts'
import { type Failing, surveyOf, type Trends } from '../../period/survey.ts'
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
  yield html`<p>Each point is the end of a week of the period, or of what was observed; a week that the ledger does not reach has none. Subjects of which something was not known or not read are drawn beside those with a deviation: they are no better than those.</p>
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
  yield* overdue(told)
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
        kind: 'line',
        points: weeks.map(({ to }, nth) => ({ at: to, value: values[nth] ?? null })),
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
  const { denied, anonymous, privileged, isWhole }: HitTrends = hitTrends(period)
  yield drawn(period, trends, 'hits', 'Hits of the detections in each week', 'hits in the week', [
    { name: 'privileged: of detections relevant to CC6.1 to CC6.3, and not refused', values: privileged },
    { name: 'denied', values: denied },
    { name: 'anonymous', values: anonymous },
  ])
  if (!isWhole)
    yield html`<p>${badge('partial')}: of ${some(period.found.more, 'group')} of hits only the counts by detection are kept, and these curves are without them.</p>`
}

function* overdue({ period, overdue: seen }: Told): Generator<Html> {
  if (!seen) {
    yield html`<p>${badge('unread')}: how many vulnerabilities were past their deadline was not read for this report.</p>`
    return
  }
  const { weeks, repositories, more, read } = seen
  yield plot({
    id: 'trends-overdue',
    caption: 'Vulnerabilities in use past their deadline, as VUL-01 counted them',
    label: 'Vulnerabilities past their deadline by week',
    unit: 'vulnerabilities',
    from: period.slot.start,
    to: period.slot.end,
    series: [
      {
        name: 'past their deadline',
        kind: 'line',
        points: weeks.map(({ to, overdue: many }) => ({ at: to, value: many })),
      },
      {
        name: 'repositories of which it is not known',
        kind: 'line',
        points: weeks.map(({ to, notKnown, overdue: many }) => ({ at: to, value: many === null ? null : notKnown })),
      },
    ],
  })
  yield html`<p>From ${count(read)} stored evaluations: the newest of each week of ${some(repositories, 'repository', 'repositories')}${
    more > 0 ? html`; ${badge('partial')}: ${count(more)} more are not followed` : null
  }. The same vulnerability in two repositories counts twice.</p>`
}
