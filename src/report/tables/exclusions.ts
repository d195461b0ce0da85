// Table `exclusions`: who was found and not observed, by which rule or for what reason.
import { defineTable, subjectCells } from './table.ts'

export default defineTable({
  name: 'exclusions',
  says: 'One subject that was found and left out by a rule, or that is owed because it could not be identified.',
  columns: {
    subject: 'its slug; empty where it could not be identified',
    arn: 'its ARN, or what the inventory called it',
    name: 'its name',
    region: 'its region, where it is known',
    why: 'excluded: by a rule of the configuration; owed: who it is could not be read',
    rule: 'the rule, or the reason',
    from: 'the tick that first left it out',
    to: 'the tick that took it up again; empty while it is left out',
  },
  *rows({ period }) {
    for (const one of period.subjects) {
      const { scope: _, ...cells } = subjectCells(one)
      for (const { rule, from, to } of one.excluded) yield { ...cells, why: 'excluded', rule, from, to }
    }
    for (const { id, name, reason, from } of period.owed)
      yield { subject: null, arn: id, name, region: null, why: 'owed', rule: reason, from, to: null }
  },
})
