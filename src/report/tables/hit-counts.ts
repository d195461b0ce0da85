// Table `hit-counts`: every hit, counted by detection and day.
import { byBytes } from '../../store/order.ts'
import { defineTable } from './table.ts'

export default defineTable({
  name: 'hit-counts',
  says: 'Hits of one detection on one UTC day, or all that an allow-list entry let pass of it; none is left out.',
  columns: {
    detection: 'its id',
    day: 'in UTC; empty in a row of what an allow-list let pass',
    let_pass: 'the reason of the allow-list entry; empty in a row of a day',
    count: 'requests; what an allow-list let pass is in no day',
  },
  *rows({ period }) {
    for (const [detection, { byDay, allowed }] of sorted(period.found.counts)) {
      for (const [day, count] of sorted(byDay)) yield { detection, day, let_pass: null, count }
      for (const [reason, count] of sorted(allowed)) yield { detection, day: null, let_pass: reason, count }
    }
  },
})

const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => byBytes(a, b))
