// The change log: what was changed of the tool's own rules, and the population of changes to clusters, repositories and their logs.
import { badge, count } from '../../html/badge.ts'
import { evidence } from '../../html/evidence.ts'
import { type Html, html } from '../../html/html.ts'
import { plot } from '../../html/plot.ts'
import { notice, section } from '../../html/section.ts'
import { type Cell, table } from '../../html/table.ts'
import { type ChangeKind, type ChangesSeen, changeKinds, mostChanges } from '../../period/changes-seen.ts'
import type { Period } from '../../period/period.ts'
import { stepsOf, weekOf, weeksOf } from '../../period/weeks.ts'
import { changeTable, kindSaid, states } from './change-table.ts'
import { type Chapter, some, type Told, when } from './told.ts'

const parts = { rules: 'change-log-rules', made: 'change-log-made' }

export const changeLogChapter = (told: Told): Chapter => ({
  at: 'change-log',
  title: 'Change log',
  below: [
    { at: parts.rules, title: 'Rules of this tool' },
    { at: parts.made, title: 'Clusters, repositories and logs' },
  ],
  body: (number) => section({ id: 'change-log', title: 'Change log', number, leaf: true }, chapter(told)),
})

function* chapter(told: Told): Generator<Html> {
  yield* section({ id: parts.rules, title: 'Rules of this tool', level: 3, search: true }, rules(told.period))
  yield* section({ id: parts.made, title: 'Clusters, repositories and logs', level: 3, search: true }, made(told))
}

function* rules({ configs }: Period): Generator<Html> {
  const loosened = configs.flatMap(({ changes }) => changes).filter((one) => one.loosened).length
  yield html`<p>${some(Math.max(0, configs.length - 1), 'change')} of the configuration in the period${
    loosened > 0 ? html`; ${badge('fail', some(loosened, 'loosening'))}` : null
  }. The configuration decides what is observed, what is a deviation and what is accepted; whether a setting was loosened or tightened a person must say where it is not plain.</p>`
  yield* table({
    id: 'change-log-rules-table',
    caption: 'Configurations, each from the first tick that ran with it, UTC',
    columns: [
      { head: 'from', kind: 'mark' },
      { head: 'what changed', kind: 'prose' },
      { head: 'ran by', kind: 'key' },
      { head: 'document', kind: 'mark' },
    ],
    rows: configs.map(({ from, caller, changes, refused, ref }, nth): Cell[] => [
      when(from),
      html`${nth === 0 && changes.length === 0 ? 'the first of the period' : null}${changes.length > 0 ? html`<ul>${changes.map(({ what, loosened: is }) => html`<li>${is ? html`${badge('fail', 'loosened')} ` : null}${what}</li>`)}</ul>` : null}${refused.map((why) => html`<p class="small">${badge('failed', 'newer documents were refused')}: ${why}</p>`)}`,
      caller,
      html`<details><summary>config.json</summary>${evidence(ref)}</details>`,
    ]),
    sorts: false,
  })
}

function* made({ period, changes }: Told): Generator<Html> {
  if (!changes) {
    yield html`<p>${badge('unread')}: the stored events of CloudTrail were not read for this report.</p>`
    return
  }
  const { events, older, byDay, faults, records } = changes
  const slots = period.slots.filter(({ source }) => source === 'change-events')
  const expected = slots.reduce((sum, { statuses }) => sum + statuses.length, 0)
  const unread = slots.reduce((sum, { statuses }) => sum + statuses.filter((one) => one < 4).length, 0)
  const all = [...byDay.values()].reduce((sum, days) => sum + total(days), 0)
  yield html`<p>${some(all, 'event')}, as CloudTrail's event history told them in ${count(expected)} expected windows, of which ${count(unread)} were not read whole. An event that came more than half an hour late is not among them. Approvals are attested records, listed ${records.read ?? 'at no time that is known'}; no ticket was opened.</p>`
  if (unread > 0 || faults.length > 0)
    yield notice(
      'doubt',
      'The population has gaps',
      html`${unread > 0 ? html`<p>${some(unread, 'window was', 'windows were')} not read whole: what was done in them is not known.</p>` : null}${
        faults.length > 0
          ? html`<details><summary>${some(faults.length, 'event or window', 'events or windows')} could not be told</summary><ul>${faults.slice(0, 200).map(({ at, why }) => html`<li><code>${at}</code>: ${why}</li>`)}</ul></details>`
          : null
      }`,
    )
  yield* summaryTable(changes)
  yield weekly(period, byDay)
  for (const kind of changeKinds) yield* changeTable(`change-log-${kind}`, kind, events)
  if (older.size > 0) yield* olderTable(older)
}

const total = (days: ReadonlyMap<string, number>): number => [...days.values()].reduce((sum, one) => sum + one, 0)

const summaryTable = ({ events, byDay }: ChangesSeen): Generator<Html> => {
  const row = (head: string, of: (kind: ChangeKind) => number): Cell[] => [
    head,
    ...changeKinds.map((kind) => count(of(kind))),
    count(changeKinds.reduce((sum, kind) => sum + of(kind), 0)),
  ]
  return table({
    id: 'change-log-summary',
    caption: html`Changes by what the attested records say of them <span class="muted">the first row is their sum and whatever was before the newest ${count(mostChanges)}</span>`,
    columns: [
      { head: '', kind: 'mark' },
      ...changeKinds.map((kind) => ({ head: kindSaid[kind], kind: 'figure' as const })),
      { head: 'all', kind: 'figure' },
    ],
    rows: [
      row('all', (kind) => total(byDay.get(kind) ?? new Map())),
      ...states.map(({ head, is }) => row(head, (kind) => events.filter((one) => one.kind === kind && is(one)).length)),
    ],
    sorts: false,
  })
}

const weekly = (period: Period, byDay: ChangesSeen['byDay']): Html => {
  const weeks = weeksOf(period)
  const of = (kind: ChangeKind): number[] => {
    const counts = weeks.map(() => 0)
    for (const [day, many] of byDay.get(kind) ?? []) {
      const nth = weekOf(period, `${day}T00:00:00Z`)
      counts[nth] = (counts[nth] ?? 0) + many
    }
    return counts
  }
  return plot({
    id: 'change-log-weeks',
    caption: 'Changes in each week',
    label: 'Changes of access, clusters, logs and repositories by week',
    unit: 'changes in the week',
    from: period.slot.start,
    to: period.slot.end,
    series: changeKinds.map((kind) => {
      const counts = of(kind)
      return {
        name: kindSaid[kind],
        kind: 'step',
        points: stepsOf(weeks, (nth) => (weeks[nth]?.ahead ? null : (counts[nth] ?? 0))),
      }
    }),
  })
}

const olderTable = (older: ReadonlyMap<string, number>): Generator<Html> =>
  table({
    id: 'change-log-older',
    caption: `Before the newest ${count(mostChanges)}: by name alone`,
    columns: [
      { head: 'event', kind: 'key' },
      { head: 'times', kind: 'figure' },
    ],
    rows: [...older].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, many]): Cell[] => [name, count(many)]),
  })
