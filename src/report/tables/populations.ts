// Table `populations`: what each test came to at each subject that it was judged for.
import { defineTable, ofSubject, subjectCells } from './table.ts'
import { ofTotals, totalsCells } from './tests.ts'

export default defineTable({
  name: 'populations',
  says: 'One test at one subject: the population that samples are drawn from, counted by outcome.',
  columns: {
    control: 'the test',
    ...ofSubject,
    source: 'whose slots are the population',
    ...ofTotals,
    deviations: 'how many there were',
  },
  *rows({ tests }) {
    for (const { control, source, at } of tests())
      for (const { subject, totals, deviations } of at)
        yield {
          ...{ control: control.id, ...subjectCells(subject), source, ...totalsCells(totals) },
          deviations: deviations.length,
        }
  },
})
