// Table `verdict-changes`: whenever a test came to another outcome, or to the same for another reason.
import { byBytes } from '../../store/order.ts'
import { defineTable, evidenceCells, ofEvidence, ofSubject, subjectCells } from './table.ts'

export default defineTable({
  name: 'verdict-changes',
  says: 'From a slot on a test came to this at a subject, until its next row; the first row is what held at the start.',
  columns: {
    control: 'the test',
    ...ofSubject,
    at: 'the start of the slot',
    outcome: 'pass, fail, unknown or not-applicable',
    reason: 'what was seen',
    since: 'the start of the slot in which this outcome began',
    tick: 'the tick that judged it',
    sequence: 'its ledger entry',
    basis: 'how many stored objects it rests on, as the evaluation names them',
    ...ofEvidence,
  },
  *rows({ period }) {
    const subjects = new Map(period.subjects.map((one) => [one.slug, one]))
    for (const [name, turns] of [...period.turns].sort(([a], [b]) => byBytes(a, b))) {
      const [slug = '', control = ''] = name.split(' ')
      const subject = subjects.get(slug)
      if (!subject) continue
      for (const { at, outcome, reason, since, tick, sequence, evaluation, basis } of turns)
        yield {
          ...{ control, ...subjectCells(subject), at, outcome, reason, since, tick, sequence },
          ...{ basis: basis.length, ...evidenceCells(evaluation) },
        }
    }
  },
})
