// Table `subjects`: who was observed, from when to when, and what shows that somebody is gone.
import { defineTable, ofSubject, subjectCells } from './table.ts'

export default defineTable({
  name: 'subjects',
  says: 'One subject of the population: from when on it was observed, and until when.',
  columns: {
    ...ofSubject,
    born_at: 'when AWS says it was created; empty where AWS keeps no such time or it could not be read',
    first_seen: 'the tick that first listed it',
    from: 'when its observation began',
    vanished: 'the tick whose complete inventory first lacked it; empty while it is there',
    tombstone: 'the tick that retired it',
    shown_by: 'that inventory, and the answer that it is not there: the stored objects',
    left_out: 'when it was left out, by which rule',
  },
  *rows({ coverage, period }) {
    for (const one of period.subjects) {
      const { subject, firstSeen, from, vanished, tombstone, excluded } = one
      yield {
        ...{ ...subjectCells(one), born_at: subject.bornAt, first_seen: firstSeen, from, vanished },
        tombstone: tombstone?.tick ?? null,
        shown_by: tombstone ? [...tombstone.inventory, ...tombstone.notFound].map(({ key }) => key) : [],
        left_out: excluded.map(({ rule, from, to }) => `${from} to ${to ?? coverage.head ?? 'now'}: ${rule}`),
      }
    }
  },
})
