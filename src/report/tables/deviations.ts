// Table `deviations`: every one of every test, with how long it stood, who accepted it and what shows it.
import { deadlineOf } from '../period/survey.ts'
import { defineTable, evidenceCells, ofEvidence, ofSubject, subjectCells } from './table.ts'

export default defineTable({
  name: 'deviations',
  says: 'One deviation: from the slot in which a test first failed at a subject to the one that was read without it.',
  columns: {
    control: 'the test',
    severity: 'its severity',
    criteria: 'that it is relevant to',
    ...ofSubject,
    since: 'the start of the slot in which it was first seen; before the period where it stood at its start',
    until: 'the start of the slot that was read without it; empty while it stands',
    ended: 'fixed, not-applicable, subject-gone, or open',
    days: 'from since to until, or to the end of what was observed; begun ones counted',
    interrupted: 'for some time it was not known whether it still stood',
    sla_days: 'days within which it was to be mended, as configured when it was first seen; 0: no deadline',
    due: 'that deadline',
    past_sla: 'it stood for longer',
    accepted_by: 'who approved an acceptance of it; the deviation stays one',
    accepted_until: 'when each of these acceptances ended in the period',
    accepted_ticket: 'their tickets',
    reason: 'what was seen first',
    ended_reason: 'what was seen when it ended',
    sequence: 'the ledger entry of the first verdict',
    ...ofEvidence,
  },
  *rows({ period, tests }) {
    for (const { control, at } of tests())
      for (const { subject, deviations } of at)
        for (const one of deviations) {
          const { days: slaDays, due, isPast } = deadlineOf(period, control, one)
          yield {
            ...{ control: control.id, severity: control.severity, criteria: control.criteria },
            ...subjectCells(subject),
            ...{ since: one.since, until: one.until, ended: one.ended, days: one.days, interrupted: one.interrupted },
            ...{ sla_days: slaDays, due, past_sla: isPast },
            accepted_by: one.accepted.map(({ acceptance }) => acceptance.approver),
            accepted_until: one.accepted.map(({ to }) => to),
            accepted_ticket: one.accepted.flatMap(({ acceptance }) => acceptance.ticket ?? []),
            ...{ reason: one.first.reason, ended_reason: one.last?.reason ?? null, sequence: one.first.sequence },
            ...evidenceCells(one.first.evaluation),
          }
        }
  },
})
