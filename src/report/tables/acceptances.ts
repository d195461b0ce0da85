// Table `acceptances`: what management accepted in writing, by whom, and for which part of the period.
import { earliest, latest as later, seconds } from '../../clock.ts'
import { type Acceptance, acceptanceId } from '../../config/acceptances.ts'
import type { Instant } from '../../model.ts'
import { byBytes } from '../../store/order.ts'
import type { Period } from '../period/period.ts'
import { defineTable } from './table.ts'

export default defineTable({
  name: 'acceptances',
  says: 'One acceptance of a failing test, as long as not a word of it changed. It changes no outcome.',
  columns: {
    control: 'the test',
    subjects: 'the ARNs that it is of; * stands for any characters',
    reason: 'why',
    requested_by: 'who asked for it',
    approver: 'who approved it',
    ticket: 'where, if anywhere',
    since: 'the tick that first sealed it: it counts from there, whatever it says of itself',
    expires: 'its end, as it says',
    in_force_from: 'in the period',
    in_force_to: 'in the period: its end, or the tick that ran without it',
  },
  *rows({ period }) {
    for (const { acceptance: one, from, to } of spansOf(period))
      yield {
        ...{ control: one.control, subjects: one.subject, reason: one.reason, requested_by: one.requestedBy },
        ...{ approver: one.approver, ticket: one.ticket ?? null, since: one.since, expires: one.expires },
        ...{ in_force_from: from, in_force_to: to },
      }
  },
})

type Span = { acceptance: Acceptance; from: Instant; to: Instant }

// One that was taken away and given again in the same words is two spans.
const spansOf = ({ configs, slot }: Period): Span[] => {
  const spans: Span[] = []
  const open = new Map<string, Span>()
  for (const [nth, { config, from }] of configs.entries()) {
    const next = configs[nth + 1]?.from ?? slot.end
    for (const acceptance of config.acceptances) {
      const id = acceptanceId(acceptance)
      const known = open.get(id)
      const begins = later(later(acceptance.since ?? from, from), slot.start)
      const to = earliest(acceptance.expires, next)
      if (known && seconds(known.to) >= seconds(from)) known.to = to
      else if (seconds(begins) < seconds(to)) {
        const span = { acceptance, from: begins, to }
        spans.push(span)
        open.set(id, span)
      }
    }
  }
  return spans.sort((a, b) => byBytes(a.acceptance.control, b.acceptance.control) || seconds(a.from) - seconds(b.from))
}
