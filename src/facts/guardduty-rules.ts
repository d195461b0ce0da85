// The rules of a region by which GuardDuty archives its own findings: what they match nobody has looked at.
// https://docs.aws.amazon.com/guardduty/latest/ug/findings_suppression-rule.html
import * as z from 'zod/mini'
import { answers } from '../answers/answers.ts'
import { defineFact } from '../fact.ts'

const List = z.object({ filterNames: z.array(z.string()) })
const Filter = z.object({ name: z.string(), action: z.enum(['NOOP', 'ARCHIVE']) })

/** Names, sorted. */
export const guardDutyRules = defineFact<string[]>({
  id: 'guardduty-rules',
  source: 'guardduty',
  of: 'region',
  actions: ['guardduty:ListDetectors', 'guardduty:ListFilters', 'guardduty:GetFilter'],
  read(exchanges) {
    for (const _ of answers(exchanges, 'guardduty:ListFilters', List));
    return [...answers(exchanges, 'guardduty:GetFilter', Filter)]
      .flatMap(({ body: { name, action } }) => (action === 'ARCHIVE' ? [name] : []))
      .sort()
  },
})
