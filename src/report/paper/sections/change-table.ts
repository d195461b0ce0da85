// Changes of one kind: who did what to which, and whether an attested record approved it before.
import { badge, count } from '../../html/badge.ts'
import { evidence } from '../../html/evidence.ts'
import { type Html, html } from '../../html/html.ts'
import { type Cell, table } from '../../html/table.ts'
import type { ChangeKind, ChangesSeen } from '../../period/changes-seen.ts'
import { some, when } from './told.ts'

type Event = ChangesSeen['events'][number]

export const kindSaid: Record<ChangeKind, string> = {
  access: 'access to clusters',
  cluster: 'clusters and their parts',
  logs: 'control-plane logs',
  repository: 'repositories and the registry',
}

export type Stated = { head: string; is(event: Event): boolean }

const ticketOf = ({ approval }: Event): string | undefined =>
  approval.state === 'approved' ? approval.record.record.ticket : undefined
const isIn = (state: Event['approval']['state']) => (one: Event) => one.approval.state === state

/** Each event is one of these. */
export const states: Stated[] = [
  { head: 'approved, with ticket', is: (one) => isIn('approved')(one) && ticketOf(one) !== undefined },
  { head: 'approved, without ticket', is: (one) => isIn('approved')(one) && ticketOf(one) === undefined },
  { head: 'not approved', is: isIn('not approved') },
  { head: 'not known', is: isIn('unread') },
  { head: 'no test asks for it', is: isIn('not-asked') },
  { head: 'by AWS itself', is: isIn('aws') },
  { head: 'refused, no change', is: isIn('refused') },
]

export function* changeTable(id: string, kind: ChangeKind, all: readonly Event[]): Generator<Html> {
  const own = all.filter((one) => one.kind === kind)
  if (own.length === 0) return
  yield html`<details><summary>${some(own.length, 'change')}: ${kindSaid[kind]}</summary>`
  yield* table({
    id,
    caption: html`Changes: ${kindSaid[kind]}, UTC <span class="muted">${count(own.length)}</span>`,
    columns: [
      { head: 'at', kind: 'mark' },
      { head: 'what' },
      { head: 'of', kind: 'mark' },
      { head: 'by whom' },
      { head: 'approval', kind: 'prose' },
      { head: 'evidence', kind: 'mark' },
    ],
    rows: own.map(row),
    filters: true,
  })
  yield html`</details>`
}

const row = ({ event, region, subject, evidence: refs, approval }: Event): Cell[] => [
  { show: when(event.at), sort: event.at },
  html`${event.name}${event.fields.length > 0 ? html`<br><span class="small muted">${event.fields.join(', ')}</span>` : null}`,
  html`${subject?.split(/[:/]/).at(-1) ?? 'the registry'} <span class="small muted">${region}</span>${
    event.thing === null || event.thing === 'cluster' ? null : html`<br>${event.thing}`
  }`,
  html`${event.who.arn}${event.who.source === null ? null : html` (${event.who.source})`}<br><span class="small muted">from ${event.from.ip}</span>`,
  approvalSaid(approval, event.error),
  html`<details><summary>${some(refs.length, 'object')}</summary>${refs.map(evidence)}<br><span class="small">event <code class="take">${event.id}</code></span></details>`,
]

const approvalSaid = (approval: Event['approval'], error: string | null): Html => {
  switch (approval.state) {
    case 'approved': {
      const { record, putAt } = approval.record
      return html`${badge('pass', 'approved')} by ${record.approvedBy ?? ''} at ${record.approvedAt ?? ''}, ${
        record.ticket === undefined ? 'no ticket' : html`ticket ${record.ticket}`
      }<br><span class="small muted">attested by ${record.attestedBy} on ${putAt}: not read from AWS</span>`
    }
    case 'not approved':
      return html`${badge('fail', 'not approved')}: ${approval.why}`
    case 'unread':
      return html`${badge('unknown')}: ${approval.why}`
    case 'aws':
      return html`by AWS itself`
    case 'refused':
      return html`refused: ${error ?? ''}`
    case 'not-asked':
      return html`no test asks for it`
  }
}
