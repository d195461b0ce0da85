// The boundary: what was observed and what was not, and what others must do for a pass to mean anything.
import { count } from '../html/badge.ts'
import { type Html, html } from '../html/html.ts'
import { facts, section } from '../html/section.ts'
import { type Cell, table } from '../html/table.ts'
import type { Period } from '../period/period.ts'
import type { Reported } from '../reported.ts'
import { observedFor, subjects } from './sections/subject.ts'
import { type Chapter, some } from './sections/told.ts'

export const boundary = ({ period }: Reported): Chapter => ({
  at: 'boundary',
  title: 'Boundary',
  below: [],
  body: (number) => section({ id: 'boundary', title: 'Boundary', number, leaf: true }, body(period)),
})

const scopes = ['account', 'region', 'cluster', 'repository', 'deployment'] as const

function* body(period: Period): Generator<Html> {
  const { account, configs, owed } = period
  const regions = configs.at(-1)?.config.regions
  yield facts([
    ['account', account],
    ['regions', regions === undefined || regions === 'all' ? 'all that the account has enabled' : regions.join(', ')],
    [
      'observed',
      html`${scopes.map((scope, nth) => html`${nth > 0 ? ', ' : null}${subjects(period.subjects.filter((one) => one.subject.scope === scope).length, scope)}`)}`,
    ],
    [
      'found and not identified',
      owed.length === 0
        ? 'none'
        : html`<ul>${owed.map(({ name, id, reason, from }) => html`<li>${name} (<code>${id}</code>), from ${from} on: ${reason}</li>`)}</ul>`,
    ],
    [
      'carved out',
      'AWS as a subservice organisation: data centres, the control plane of EKS, the storage behind ECR, S3, KMS and CloudWatch. Expected of it: physical security, the isolation of its tenants, the patching of what it manages, that its answers and times are true. Its own SOC reports speak of these.',
    ],
    [
      'expected of the entity',
      "What no API of AWS tells: who may change this collector's stack, bucket and key; that alarms and findings are read and acted on; joiners and leavers; approval of changes outside of AWS; reviews and drills, which are attested; an outside trail and anchors.",
    ],
    [
      'not observed',
      'Other accounts; systems beside EKS and ECR and what their tests read; what runs inside of containers; the Kubernetes API itself, of which the audit log alone is read.',
    ],
  ])
  yield* table({
    id: 'subjects',
    caption: html`Subjects <span class="muted">each one that an inventory listed in the period</span>`,
    columns: [
      { head: 'subject' },
      { head: 'scope', kind: 'mark' },
      { head: 'region', kind: 'mark' },
      { head: 'observed', kind: 'prose' },
      { head: 'left out' },
    ],
    rows: rows(period),
    filters: true,
    none: 'no inventory was read',
  })
}

function* rows({ subjects: all }: Period): Generator<Cell[]> {
  for (const one of all) {
    const { subject, excluded, tombstone } = one
    yield [
      { show: html`${subject.name}<br><code class="small">${subject.id}</code>`, sort: subject.name },
      subject.scope,
      subject.region,
      {
        show: html`${observedFor(one)}${tombstone ? html`<br><span class="muted">shown by ${some(tombstone.inventory.length, 'part')} of an inventory without it and ${count(tombstone.notFound.length)} of its own answer</span>` : null}`,
        sort: one.from,
      },
      excluded.length === 0
        ? ''
        : html`${excluded.map(({ rule, from, to }, nth) => html`${nth > 0 ? html`<br>` : null}from ${from} to ${to ?? 'the end'}: ${rule}`)}`,
    ]
  }
}
