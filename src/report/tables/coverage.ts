// Table `coverage`: of each source at each subject how many observations were expected, and what became of them.
import { readOf } from '../coverage/counts.ts'
import { defineTable, ofSubject, subjectCells } from './table.ts'

export default defineTable({
  name: 'coverage',
  says: 'One source at one subject: how many observations the period expects of it, and what became of them.',
  columns: {
    source: 'where it is read',
    kind: 'state: read within its slot or missed; window: caught up later too',
    ...ofSubject,
    every_seconds: 'the cadence; more than one where it was changed',
    expected:
      'slots that were due by the last tick: the sum of complete, empty, partial, failed, missed and unaccounted',
    read: 'complete and empty',
    percent: 'read of expected, cut after two digits: 100 only where all were',
    complete: 'read to the end',
    empty: 'read to the end: there is none',
    partial: 'a part was not read',
    failed: 'asked, and not read',
    missed: 'not asked before it was lost',
    unaccounted: 'no index has a line for it',
    late: 'of the read ones: after they were due',
    not_due: 'slots that end in the period and were not due by the last tick: not expected yet, and in no other count',
    first: 'the start of the first expected slot',
    last: 'the end of the last',
    longest_gap_from: 'the longest row of slots that were not read',
    longest_gap_to: 'its end, which is not part of it',
    longest_gap_slots: 'its slots',
    reasons: 'why, the most frequent first, each with its number of slots',
  },
  *rows({ coverage }) {
    for (const one of coverage.at) {
      const { source, kind, subject, every, counts, percent, first, last, longest, reasons } = one
      yield {
        not_due: one.notDue,
        ...{ source, kind, ...subjectCells(subject) },
        every_seconds: every.length === 1 ? (every[0] ?? null) : every.map(String),
        ...counts,
        ...{ read: readOf(counts), percent, first, last },
        longest_gap_from: longest?.from ?? null,
        longest_gap_to: longest?.to ?? null,
        longest_gap_slots: longest?.slots ?? null,
        reasons: reasons.map(({ reason, slots }) => `${slots}: ${reason}`),
      }
    }
  },
})
