// Hits week by week, as far as they are kept in groups: all, denied, anonymous, and those of weight that were allowed.
import type { HitGroup, Period } from './period.ts'
import { weekOf, weeksOf } from './weeks.ts'

/** Of each week; null for one that the ledger does not reach. `isWhole`: that no group is missing. */
export type HitTrends = {
  all: (number | null)[]
  denied: (number | null)[]
  anonymous: (number | null)[]
  privileged: (number | null)[]
  isWhole: boolean
}

/** What an allow-list let pass is not among them. A group is of one day, and counted in its week. */
export const hitTrends = (period: Pick<Period, 'slot' | 'head' | 'found'>): HitTrends => {
  const told = period.found.groups.filter(({ allowed }) => allowed === null)
  const byWeek = (of: (group: HitGroup) => number): (number | null)[] => {
    const counts: (number | null)[] = weeksOf(period).map(({ ahead }) => (ahead ? null : 0))
    for (const group of told) {
      const nth = weekOf(period, group.first)
      counts[nth] = (counts[nth] ?? 0) + of(group)
    }
    return counts
  }
  return {
    all: byWeek(({ count }) => count),
    denied: byWeek(({ outcomes }) => outcomes.denied ?? 0),
    anonymous: byWeek(({ actorClass, count }) => (actorClass === 'anonymous' ? count : 0)),
    privileged: byWeek(({ severity, outcomes }) =>
      severity === 'high' || severity === 'critical' ? (outcomes.allowed ?? 0) : 0,
    ),
    isWhole: period.found.more === 0,
  }
}
