// What was done to the collector itself: deployments of its stack, and whatever was changed beside them.
import { badge, count } from '../../html/badge.ts'
import { evidence } from '../../html/evidence.ts'
import { type Html, html } from '../../html/html.ts'
import { type Cell, table } from '../../html/table.ts'
import type { ChangesSeen } from '../../period/changes-seen.ts'
import { some, type Told, when } from './told.ts'

export function* ownDeployments({ changes }: Told): Generator<Html> {
  if (!changes) {
    yield html`<p>${badge('unread')}: the events of the collector's stack were not read for this report.</p>`
    return
  }
  const { events, older } = changes.collector
  const deployed = events.filter(({ by, error }) => by === 'deployment' && error === null)
  const behind = events.filter(({ by, error }) => by === 'behind' && error === null)
  yield html`<p>${some(deployed.length, 'deployment')}, ${some(behind.length, 'change')} beside a deployment, as CloudTrail's stored events tell it; windows that were not read tell nothing, and stand among the gaps of <code>collector-events</code>.${
    older > 0 ? ` ${some(older, 'older event')} are not listed.` : null
  }</p>`
  yield* table({
    id: 'reliability-deployments-table',
    caption: html`Events on the collector's stack and what it is made of, UTC <span class="muted">${count(events.length)}</span>`,
    columns: [
      { head: 'at', kind: 'mark' },
      { head: 'what' },
      { head: 'by whom' },
      { head: 'how', kind: 'mark' },
      { head: 'evidence' },
    ],
    rows: events.map(row),
    none: 'none',
    filters: true,
  })
}

type Event = ChangesSeen['collector']['events'][number]

const row = ({ at, name, of, who, from, by, error, evidence: refs }: Event): Cell[] => [
  { show: when(at), sort: at },
  html`${name} of ${of}`,
  html`${who.arn}<br><span class="small muted">from ${from.ip}</span>`,
  error === null ? how[by] : html`refused: ${error}`,
  html`<details><summary>${some(refs.length, 'object')}</summary>${refs.map(evidence)}</details>`,
]

const how: Record<Event['by'], Html> = {
  deployment: html`a deployment of the stack`,
  stack: html`CloudFormation, in its course`,
  behind: badge('fail', 'beside a deployment'),
}
