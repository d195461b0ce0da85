// Tests as their tables need them: computed once for all tables, without the days and the turns that only pages show.
import type { Catalog } from '../../catalog.ts'
import { byBytes } from '../../store/order.ts'
import type { Period } from '../period/period.ts'
import { type TestAt, type TestSeen, testOf } from '../period/tests.ts'

export type Tested = Pick<TestSeen, 'control' | 'source' | 'totals' | 'off'> & {
  at: Pick<TestAt, 'subject' | 'totals' | 'deviations'>[]
}

export const testedOf = (period: Period, catalog: Pick<Catalog, 'sources' | 'controls'>): Tested[] =>
  catalog.controls
    .toSorted((a, b) => byBytes(a.id, b.id))
    .map((control) => {
      const { source, totals, off, at } = testOf(period, catalog, control)
      return {
        ...{ control, source, totals, off },
        at: at.map(({ subject, totals, deviations }) => ({ subject, totals, deviations })),
      }
    })
