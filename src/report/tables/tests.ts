// Table `tests`: what each control came to over its population. To an auditor a control of ours is a test.
import type { Totals } from '../period/tests.ts'
import { defineTable } from './table.ts'

/** Columns of a population. */
export const ofTotals = {
  expected: 'observations of the population: the sum of the five that follow',
  pass: 'read, and no deviation noted',
  fail: 'read, with a deviation, whether it was accepted or not',
  unknown: 'what was read does not tell',
  not_applicable: 'there was nothing that the test is about',
  unread: 'not read whole: missed, failed, partial or without a line',
  late: 'of the expected: read after they were due',
  accepted: 'of those with a deviation: under an acceptance',
} as const

export const totalsCells = ({ notApplicable, ...totals }: Totals) => ({ ...totals, not_applicable: notApplicable })

export default defineTable({
  name: 'tests',
  says: 'One test: its population over the period, slot by slot, and what it came to.',
  columns: {
    control: 'its id',
    title: 'the good state',
    severity: 'of a deviation',
    criteria: 'that it is relevant to',
    judged_for: 'each account, region, cluster, repository or deployment',
    source: 'whose slots are the population; empty where it was judged nowhere',
    subjects: 'at how many it was judged',
    ...ofTotals,
    deviations: 'how many there were, each from its first slot to the one that was read without it',
    open: 'of these: standing when the ledger ended',
    off: 'when it was switched off, and why',
  },
  *rows({ tests }) {
    for (const { control, source, totals, at, off } of tests()) {
      const deviations = at.flatMap((one) => one.deviations)
      yield {
        ...{ control: control.id, title: control.title, severity: control.severity, criteria: control.criteria },
        ...{ judged_for: control.of, source: at.length > 0 ? source : null, subjects: at.length },
        ...totalsCells(totals),
        ...{ deviations: deviations.length, open: deviations.filter(({ ended }) => ended === 'open').length },
        off: off.map(({ reason, from, to }) => `${from} to ${to ?? 'now'}: ${reason}`),
      }
    }
  },
})
