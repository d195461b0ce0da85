// By criterion: which controls and detections are relevant to each, what stands, and what of it is not evidenced.
import type { Catalog } from '../../../catalog.ts'
import { criteria } from '../../../criteria.ts'
import type { Criterion } from '../../../model.ts'
import { byBytes } from '../../../store/order.ts'
import { count, severityBadge } from '../../html/badge.ts'
import { html } from '../../html/html.ts'
import { facts } from '../../html/section.ts'
import { table } from '../../html/table.ts'
import type { View } from '../frame.ts'
import type { Now } from '../now.ts'
import { go, type Ways } from '../ways.ts'
import { tally, worstOf } from './controls.ts'
import { controlLink } from './words.ts'

const home = { place: { page: 'home' }, name: 'Overview' } as const

export const criteriaPage = (ways: Ways, { controls, detections }: Catalog, now: Now | undefined): View => {
  const by = Map.groupBy(now?.standing ?? [], ({ verdict }) => verdict.control)
  return {
    title: 'Trust Services Criteria',
    above: [home],
    lead: 'In our own short words. What of each is not evidenced stands on its page.',
    parts: [
      {
        id: 'criteria',
        title: 'Criteria',
        body: table({
          id: 'all-criteria',
          caption: 'Each with the controls that are relevant to it, and what stands now',
          columns: [
            { head: 'criterion' },
            { head: 'controls', kind: 'figure' },
            { head: 'detections', kind: 'figure' },
            { head: 'now', kind: 'mark' },
          ],
          sorts: false,
          rows: Object.entries(criteria).map(([id, { about }]) => {
            const own = controls.filter((one) => one.criteria.includes(id as Criterion))
            const seen = detections.filter((one) => one.criteria.includes(id as Criterion))
            const stands = own.flatMap((one) => by.get(one.id) ?? [])
            const none = own.length + seen.length === 0
            return [
              html`${go(ways.to({ page: 'criterion', id }), id)} <span class="muted">${about}</span>`,
              count(own.length),
              count(seen.length),
              none ? html`<span class="muted">not evidenced by this product</span>` : tally(stands),
            ]
          }),
        }),
      },
    ],
  }
}

export const criterionPage = (
  ways: Ways,
  { controls, detections }: Catalog,
  id: Criterion,
  now: Now | undefined,
): View | undefined => {
  const told = criteria[id]
  if (!told) return undefined
  const { about, not } = told
  const by = Map.groupBy(now?.standing ?? [], ({ verdict }) => verdict.control)
  const own = controls.filter((one) => one.criteria.includes(id)).sort((a, b) => byBytes(a.id, b.id))
  const seen = detections.filter((one) => one.criteria.includes(id)).sort((a, b) => byBytes(a.id, b.id))
  return {
    title: `${id}: ${about}`,
    above: [home, { place: { page: 'criteria' }, name: 'Criteria' }],
    first: [facts([['not covered here', not]])],
    parts: [
      {
        id: 'controls',
        title: 'Controls relevant to it',
        body: table({
          id: 'own-controls',
          caption: 'With what stands at their subjects now',
          columns: [{ head: 'control' }, { head: 'severity' }, { head: 'now', kind: 'mark' }],
          rows: own.map((one) => [
            html`${controlLink(ways, one.id)} <span class="muted">${one.title}</span>`,
            severityBadge(one.severity),
            { show: tally(by.get(one.id) ?? []), sort: worstOf(by.get(one.id) ?? []) },
          ]),
          none: 'none',
        }),
      },
      {
        id: 'detections',
        title: 'Detections relevant to it',
        body: table({
          id: 'own-detections',
          caption: 'What they found stands on the page of its day',
          columns: [{ head: 'detection' }, { head: 'severity' }],
          rows: seen.map((one) => [
            html`${controlLink(ways, one.id)} <span class="muted">${one.title}</span>`,
            severityBadge(one.severity),
          ]),
          none: 'none',
        }),
      },
    ],
  }
}
