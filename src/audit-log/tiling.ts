// Whether complete queries cover an interval without a hole or an overlap, and what hinders it.
import { instant } from '../clock.ts'
import { isComplete, type Kind, type Query } from './insights.ts'

export type Tiling = {
  /** In order; those that follow a hole are left out. */
  leaves: Query[]
  /** Where and why the row of complete queries ends early. `short` where a query ran and gave fewer than it matched. */
  hole: { reason: string; short: boolean } | null
}

/** From `start` to `end` in milliseconds. A window that was cut is covered by its parts. */
export const tile = (queries: readonly Query[], kind: Kind, start: number, end: number): Tiling => {
  const ours = queries.filter((one) => one.kind === kind && one.end > one.start)
  const leaves: Query[] = []
  for (let at = start; at < end; ) {
    const here = ours.filter((one) => one.start === at && one.end <= end).sort((a, b) => b.end - a.end)
    const next = here.find(isComplete)
    if (!next) return { leaves, hole: why(here.at(-1), kind, at) }
    leaves.push(next)
    at = next.end
  }
  return { leaves, hole: null }
}

/** The interval that the queries of a kind were meant to cover, as they say it themselves. */
export const extent = (queries: readonly Query[], kind: Kind): { start: number; end: number } | null => {
  const ours = queries.filter((one) => one.kind === kind)
  if (ours.length === 0) return null
  return { start: Math.min(...ours.map(({ start }) => start)), end: Math.max(...ours.map(({ end }) => end)) }
}

const why = (query: Query | undefined, kind: Kind, at: number): NonNullable<Tiling['hole']> => {
  const from = `${kind} from ${instant(at / 1000)}`
  const other = (reason: string) => ({ reason: `${from}: ${reason}`, short: false })
  if (!query) return other('never asked')
  if (query.refused !== null) return other(query.refused)
  if (query.status !== 'Complete')
    return other(query.status === null ? 'never finished' : `the query ended as ${query.status}`)
  if (query.matched === null) return other('the answers do not say how many records matched')
  if (query.fetched === query.matched) return other('the pages do not end')
  // Of a millisecond there are no parts.
  if (!query.paged && query.end - query.start > 1)
    return other(`${query.matched} records matched, more than a query gives, and not all parts of it were read`)
  const to = instant(query.end / 1000)
  return { reason: `${from} to ${to}: ${query.matched} records matched, ${query.fetched} fetched`, short: true }
}
