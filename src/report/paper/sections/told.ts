// What the body of the report is made of, how its parts are handed over, and where links into them lead.
import type { Catalog } from '../../../catalog.ts'
import type { AnyControl } from '../../../control.ts'
import type { Criterion, Instant } from '../../../model.ts'
import type { Verified } from '../../../prove/verify.ts'
import { byBytes } from '../../../store/order.ts'
import { count as grouped } from '../../html/badge.ts'
import { type Html, html, type Value } from '../../html/html.ts'
import type { Entry } from '../../html/page.ts'
import { toUrl } from '../../html/url.ts'
import type { ChangesSeen } from '../../period/changes-seen.ts'
import type { OverdueSeen } from '../../period/overdue-seen.ts'
import type { Period } from '../../period/period.ts'

/** The watched parts are null where nobody watched: then the report says that they were not read. */
export type Told = {
  period: Period
  catalog: Catalog
  /** What the full verify said of the same ledger; null where it was left out. */
  verified: Verified | null
  changes: ChangesSeen | null
  overdue: OverdueSeen | null
}

/** A chapter. Its body begins with its heading and is made chunk by chunk, one test at a time. */
export type Chapter = {
  /** The id that links lead to. */
  at: string
  title: string
  /** Its parts, for the contents. */
  below: Entry[]
  body(number: string): Iterable<Html>
}

export const criterionAt = (id: Criterion): string => `criterion-${id}`
export const testAt = (id: string): string => `test-${id}`
export const detectionAt = (id: string): string => `detection-${id}`
export const incidentAt = (id: string): string => `incident-${id}`

/** A link within the page. */
export const to = (at: string, text: Value): Html => {
  const url = toUrl(`#${at}`)
  return url ? html`<a href="${url}">${text}</a>` : html`${text}`
}

export const list = (all: readonly Value[], between = ', '): Html =>
  html`${all.map((one, at) => html`${at > 0 ? between : null}${one}`)}`

export const criteriaOf = ({ criteria }: Pick<AnyControl, 'criteria'>): Html =>
  list(criteria.map((id) => to(criterionAt(id), id)))

/** Controls in the order in which they are shown: by id, numbers as numbers. */
export const inOrder = <T extends { id: string }>(all: readonly T[]): T[] =>
  [...all].sort((a, b) => byBytes(a.id, b.id))

/** In a column of times: the day, and below it the time. */
export const when = (at: Instant): Html => {
  const [day, time = ''] = at.split('T')
  return html`${day} <span class="small muted">${time}</span>`
}

/** `1 cluster`, `2 clusters`; `many` where the plural is another. */
export const some = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`

/** `a day`, `an hour`, `6 hours`. */
export const everySaid = (seconds: number): string => {
  if (seconds === 86_400) return 'every day'
  if (seconds === 3_600) return 'every hour'
  return seconds % 86_400 === 0 ? `every ${some(seconds / 86_400, 'day')}` : `every ${some(seconds / 3_600, 'hour')}`
}
