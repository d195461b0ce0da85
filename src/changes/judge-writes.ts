// Whether what was written into a cluster was approved before: requests of the audit log held against attested records.

import { some } from '../answers/some.ts'
import type { Change } from '../audit-log/activity/changes.ts'
import { lacking } from '../audit-log/lacking.ts'
import type { Seen } from '../audit-log/seen.ts'
import { seconds } from '../clock.ts'
import type { Tally } from '../control.ts'
import type { Attested } from '../facts/attested.ts'
import { fail, type Instant, type Outcome, pass, unknown } from '../model.ts'
import { type Approval, approvalOf, type Rules } from './approval.ts'

export type Judged = {
  writes: Tally<Seen<Change>>
  /** Seconds before the end of the newest window. */
  lasts: number
  records: Attested[]
  recordsAt: Instant
  arn: string
  rules: Rules
  /** Who needs no approval of each write. */
  isExempt(change: Change): boolean
}

/** `what`: `RBAC changes`. */
export const judgeWrites = (what: string, on: Judged): Outcome => {
  const { writes, records, recordsAt, arn, rules } = on
  const all = Object.values(writes.value.items).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const exempt = all.filter((one) => on.isExempt(one))
  const made = all
    .filter((one) => !on.isExempt(one))
    .map((one) => ({ ...one, approval: approvalAtBothEnds(one, arn, records, rules) }))
  const said = ({ what: does, actor, at }: Change & { at: Instant }) => `${does} by ${actor} at ${at}`
  const open = made.filter(({ approval }) => approval.state === 'not approved')
  const wrong = open.filter(({ at }) => seconds(at) < seconds(recordsAt))
  if (wrong.length > 0) {
    const why = wrong.map((one) => `${said(one)}: ${one.approval.state === 'approved' ? '' : one.approval.why}`)
    return fail(`${wrong.length} of ${made.length} ${what} are not approved: ${some(why, 3)}`)
  }
  const [unread] = open
  if (unread) return unknown(`${said(unread)}: the records are read again after it; then it is judged`)
  const lack = lacking(writes, on.lasts)
  if (lack) return unknown(`whether there were other ${what} is not known: ${lack}`)
  const span = `from ${writes.from} to ${writes.to}`
  const beside = exempt.length > 0 ? `; ${exempt.length} that need no approval` : ''
  if (made.length === 0) return pass(`no ${what} to approve ${span}${beside}`)
  const approved = made.flatMap((one) =>
    one.approval.state === 'approved'
      ? [
          `${said(one)} (${one.approval.record.record.approvedBy}, attested by ${one.approval.record.record.attestedBy})`,
        ]
      : [],
  )
  return pass(
    `all ${made.length} ${what} ${span} are approved, as attested and not read from AWS: ${some(approved, 3)}${beside}`,
  )
}

// A record covers an interval: what it approves at both ends, it approves between them.
const approvalAtBothEnds = (
  { first, at, actor, principal }: Change & { at: Instant },
  arn: string,
  records: Attested[],
  rules: Rules,
): Approval => {
  const who = { arn: actor, issuer: principal, type: '', invokedBy: null }
  const ends = (of: Attested[]) => [first, at].map((time) => approvalOf({ at: time, who }, arn, of, rules))
  const whole = records.find((one) => ends([one]).every(isApproved))
  if (whole) return { state: 'approved', record: whole }
  return ends(records).find((one) => !isApproved(one)) ?? between
}

const isApproved = ({ state }: Approval): boolean => state === 'approved'
const between: Approval = {
  state: 'not approved',
  why: 'the first and the last of the hour are approved by two records, and what lies between is not told',
}
