// The detections: which ran, which were off and why, what they found month by month, what was let pass and why.
import type { Detection } from '../../../detection.ts'
import { countsOf, sumOf } from '../../coverage/counts.ts'
import { badge, count, severityBadge } from '../../html/badge.ts'
import { monthName } from '../../html/calendar.ts'
import { type Html, html } from '../../html/html.ts'
import { section } from '../../html/section.ts'
import { type Cell, table } from '../../html/table.ts'
import type { Period } from '../../period/period.ts'
import { dayAt, daysIn } from '../../period/tests.ts'
import { detectionPage, offOf } from './detection-page.ts'
import { type Chapter, detectionAt, inOrder, some, type Told, to } from './told.ts'

export const detectionsChapter = (told: Told): Chapter => {
  const all = inOrder(told.catalog.detections)
  return {
    at: 'detections',
    title: 'Detections',
    below: [],
    body: (number) => section({ id: 'detections', title: 'Detections', number, leaf: true }, chapter(told, all)),
  }
}

function* chapter(told: Told, all: readonly Detection[]): Generator<Html> {
  const { period } = told
  const off = all.filter((one) => offOf(period, one.id).length > 0)
  const more = period.found.more
  yield html`<p>A detection looks at entries of the audit log and at events of CloudTrail for one thing. A hit is an attempt or a deed to be looked at, and no deviation. That one found nothing says that nothing of its kind is in the events delivered to CloudWatch and CloudTrail that were read, and no more.</p>
<p>${some(all.length, 'detection')}; ${some(off.length, 'was', 'were')} switched off for some or all of the period.${
    more > 0 ? ` Of ${some(more, 'group')} of hits only the counts are kept.` : null
  } They looked at ${windowsSaid(period, 'audit-log')} of the audit log and ${windowsSaid(period, 'change-events')} of CloudTrail's events: of the others nothing is known.</p>
`
  yield* overview(period, all)
  for (const one of all)
    yield* section(
      { id: detectionAt(one.id), title: `${one.id} ${one.title}`, level: 3, search: true },
      detectionPage(told, one),
    )
}

const windowsSaid = ({ slots }: Period, source: string): string => {
  const { complete, empty, expected } = sumOf(slots.filter((one) => one.source === source).map(countsOf))
  return `${count(complete + empty)} of ${some(expected, 'expected window')}`
}

const overview = (period: Period, all: readonly Detection[]): Generator<Html> => {
  const months = monthsOf(period)
  return table({
    id: 'detections-table',
    caption: 'Hits by detection and month, UTC',
    columns: [
      { head: 'detection', kind: 'prose' },
      { head: 'switched', kind: 'mark' },
      ...months.map((month) => ({ head: monthName(`${month}-01`, months[0] === month), kind: 'figure' as const })),
      { head: 'all', kind: 'figure' },
      { head: 'let pass', kind: 'figure' },
    ],
    rows: all.map((one) => row(period, one, months)),
    totals: [
      'all',
      '',
      ...months.map((month) => count(sum(all.map(({ id }) => hitsIn(period, id, month))))),
      count(sum(all.map(({ id }) => period.found.counts.get(id)?.total ?? 0))),
      count(sum(all.map(({ id }) => allowedOf(period, id)))),
    ],
    filters: true,
  })
}

const row = (period: Period, { id, title, severity }: Detection, months: readonly string[]): Cell[] => {
  const off = offOf(period, id)
  return [
    html`${to(detectionAt(id), id)} ${title} ${severityBadge(severity)}`,
    off.length === 0 ? 'on' : badge('unread', 'off for a time'),
    ...months.map((month) => count(hitsIn(period, id, month))),
    count(period.found.counts.get(id)?.total ?? 0),
    count(allowedOf(period, id)),
  ]
}

/** `2026-01`, in order. */
export const monthsOf = (period: Pick<Period, 'slot'>): string[] => [
  ...new Set(Array.from({ length: daysIn(period) }, (_, nth) => dayAt(period, nth).slice(0, 7))),
]

const hitsIn = ({ found }: Period, id: string, month: string): number =>
  sum([...(found.counts.get(id)?.byDay ?? [])].flatMap(([day, hits]) => (day.startsWith(month) ? [hits] : [])))

const allowedOf = ({ found }: Period, id: string): number => sum([...(found.counts.get(id)?.allowed.values() ?? [])])

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0)
