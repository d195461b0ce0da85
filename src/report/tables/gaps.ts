// Table `gaps`: what was not read, or read late, as runs of slots.
import { byBytes } from '../../store/order.ts'
import { gapsOf } from '../coverage/runs.ts'
import { defineTable, ofSubject, subjectCells } from './table.ts'

export default defineTable({
  name: 'gaps',
  says: 'Slots in a row of one source at one subject that came to the same and were not read whole and in time.',
  columns: {
    source: 'where it should have been read',
    ...ofSubject,
    from: 'the start of the first slot',
    to: 'the end of the last, which is not part of it',
    slots: 'how many',
    every_seconds: 'the cadence',
    status: 'none (no index has a line), missed, failed, partial; complete or empty where they were read late',
    late_seconds: 'the most that one of them was late; 0 where none was',
    reasons: 'why',
    sequence: 'the ledger entry that sealed the best attempt at the first of them; empty where none did',
  },
  *rows({ period, coverage }) {
    const asked = new Map(coverage.at.map(({ source, subject }) => [`${source} ${subject.slug}`, subject]))
    const sorted = period.slots.toSorted(
      (a, b) => byBytes(a.source, b.source) || byBytes(a.subject, b.subject) || a.first - b.first || a.every - b.every,
    )
    for (const slots of sorted) {
      const subject = asked.get(`${slots.source} ${slots.subject}`)
      if (!subject) continue
      for (const run of gapsOf(slots))
        yield {
          ...{ source: run.source, ...subjectCells(subject), from: run.from, to: run.to, slots: run.slots },
          ...{ every_seconds: run.every, status: run.status, late_seconds: run.late, reasons: run.reasons },
          sequence: run.sequence === 0 ? null : run.sequence,
        }
    }
  },
})
