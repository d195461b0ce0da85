// One detection: how it was set, when it was off, what it found and where that is stored, what was let pass and why.
import type { Allow, Detection } from '../../../detection.ts'
import { badge, count, severityBadge } from '../../html/badge.ts'
import { evidence } from '../../html/evidence.ts'
import { type Html, html } from '../../html/html.ts'
import { facts } from '../../html/section.ts'
import { type Cell, table } from '../../html/table.ts'
import type { HitGroup, Period } from '../../period/period.ts'
import { named } from './subject.ts'
import { criteriaOf, detectionAt, list, some, type Told, when } from './told.ts'

/** Groups of hits that are listed of one detection: the worst and newest of them. */
export const mostListed = 50

export function* detectionPage({ period }: Told, detection: Detection): Generator<Html> {
  const { id, limits, sameAs, severity, respond } = detection
  const counts = period.found.counts.get(id)
  const own = period.found.groups.filter((one) => one.detection === id)
  const told = own.filter(({ allowed }) => allowed === null)
  yield html`<p class="small muted">${criteriaOf(detection)} · ${severityBadge(severity)} · ${some(counts?.total ?? 0, 'hit')}</p>`
  yield facts([
    ...off(period, id),
    ...(limits === undefined ? [] : [['cannot see', limits] as const]),
    ...settings(period, detection),
    ['what to do', respond],
    ...(sameAs.length > 0 ? [['the same elsewhere', list(sameAs)] as const] : []),
  ])
  if (told.length > 0) yield* hitTable(id, period, told)
  if (counts && counts.allowed.size > 0) yield* allowedTable(id, counts.allowed)
}

type Off = { reason: string; from: string; to: string | null }

/** When it did not run, by which reason. */
export const offOf = ({ configs }: Pick<Period, 'configs'>, id: string): Off[] =>
  configs.flatMap(({ config, from }, nth) => {
    const rule = config.detections[id]
    return rule && 'off' in rule && rule.off !== undefined
      ? [{ reason: rule.off, from, to: configs[nth + 1]?.from ?? null }]
      : []
  })

const off = (period: Period, id: string): (readonly [string, Html])[] =>
  offOf(period, id).map(({ reason, from, to }) => [
    'switched off',
    html`${badge('unread', 'did not run')} ${from} to ${to ?? 'the end of what was observed'}: ${reason}`,
  ])

const settings = ({ configs }: Period, { id, settings: defaults }: Detection): (readonly [string, Html])[] => {
  const spans: { from: string; said: Html; as: string }[] = []
  for (const { config, from } of configs) {
    const rule = config.detections[id]
    const own = rule && !('off' in rule && rule.off !== undefined) ? rule : undefined
    const set = { ...defaults, ...(own && 'settings' in own ? own.settings : {}) }
    const allow = (own && 'allow' in own ? own.allow : undefined) ?? []
    const as = JSON.stringify({ set, allow })
    if (spans.at(-1)?.as !== as) spans.push({ from, as, said: rulesSaid(set, allow) })
  }
  if (spans.every(({ as }) => as === '{"set":{},"allow":[]}')) return []
  return [
    [
      'settings in force',
      html`<ul>${spans.map(({ from, said }, nth) => html`<li>${nth === 0 ? null : html`from ${from} on: `}${said}</li>`)}</ul>`,
    ],
  ]
}

const rulesSaid = (set: object, allow: readonly Allow[]): Html => {
  const settings = Object.entries(set).map(([name, value]) => html`<code>${name}: ${JSON.stringify(value)}</code>`)
  const passing = allow.map(({ reason, ...who }) => html`lets pass <code>${JSON.stringify(who)}</code>: ${reason}`)
  return list([...settings, ...passing])
}

const ranks = ['low', 'medium', 'high', 'critical']

const hitTable = (id: string, { subjects }: Period, all: readonly HitGroup[]): Generator<Html> => {
  const shown = all
    .toSorted((a, b) => ranks.indexOf(b.severity) - ranks.indexOf(a.severity) || (a.last < b.last ? 1 : -1))
    .slice(0, mostListed)
  return table({
    id: `${detectionAt(id)}-hits`,
    caption: html`By subject, actor and day, the worst first, UTC${
      all.length > mostListed
        ? html` <span class="muted">${count(mostListed)} of ${count(all.length)}; hits.csv has all</span>`
        : null
    }`,
    columns: [
      { head: 'first and last', kind: 'mark' },
      { head: 'subject', kind: 'mark' },
      { head: 'actor' },
      { head: 'hits', kind: 'figure' },
      { head: 'how they ended', kind: 'mark' },
      { head: 'the first of them', kind: 'prose' },
      { head: 'evidence', kind: 'mark' },
    ],
    rows: shown.map((one): Cell[] => [
      { show: html`${when(one.first)}${one.last === one.first ? null : html`<br>${when(one.last)}`}`, sort: one.first },
      nameOf(subjects, one.subject),
      html`${one.actor}<br><span class="small muted">${one.actorClass}</span>`,
      count(one.count),
      list(Object.entries(one.outcomes).map(([outcome, many]) => `${count(many)} ${outcome}`)),
      html`${one.reason} ${severityBadge(one.severity)}`,
      html`<details><summary>evaluation</summary>${evidence(one.evaluation)}${
        one.auditID === null
          ? null
          : html`<br><span class="small">event <code class="take">${one.auditID}</code></span>`
      }</details>`,
    ]),
    filters: true,
  })
}

const nameOf = (subjects: Period['subjects'], slug: string): Html | string => {
  const seen = subjects.find((one) => one.slug === slug)
  return seen ? named(seen) : slug
}

const allowedTable = (id: string, allowed: ReadonlyMap<string, number>): Generator<Html> =>
  table({
    id: `${detectionAt(id)}-allowed`,
    caption: 'Let pass by an allow-list, and told to nobody',
    columns: [{ head: 'reason that management gave' }, { head: 'requests', kind: 'figure' }],
    rows: [...allowed].map(([reason, many]): Cell[] => [reason, count(many)]),
    sorts: false,
  })
