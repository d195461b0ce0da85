// Table `exclusions`: who was found and not observed, by which rule or for what reason.
import { seconds } from '../../clock.ts'
import type { Instant } from '../../model.ts'
import type { Period } from '../period/period.ts'
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
    rule: 'the pattern that names it; empty for one that is owed',
    reason: 'why, as the configuration says it, or why it could not be identified',
    from: 'the tick that first left it out',
    to: 'the tick that took it up again; empty while it is left out',
  },
  *rows({ period }) {
    for (const one of period.subjects) {
      const { scope: _, ...cells } = subjectCells(one)
      for (const { rule, from, to } of one.excluded)
        yield { ...cells, why: 'excluded', rule, reason: reasonOf(period, rule, from), from, to }
    }
    for (const { id, name, reason, from } of period.owed)
      yield { subject: null, arn: id, name, region: null, why: 'owed', rule: null, reason, from, to: null }
  },
})

/** Of the configuration that first left it out. */
export const reasonOf = ({ configs }: Pick<Period, 'configs'>, rule: string, from: Instant): string | null => {
  const ran = configs.findLast((one) => seconds(one.from) <= seconds(from))
  return ran?.config.exclude.find(({ subject }) => subject === rule)?.reason ?? null
}
