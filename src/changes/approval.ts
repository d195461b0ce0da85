// Whether a change was approved before it was made, by somebody else than who made it: events held against attested records.
import { arnPattern } from '../arn-pattern.ts'
import { maybeSamePerson } from '../attested/person.ts'
import { seconds } from '../clock.ts'
import type { Attested } from '../facts/attested.ts'
import type { Instant } from '../model.ts'

export type Approval = { state: 'approved'; record: Attested } | { state: 'not approved'; why: string }

export type Rules = {
  /** Whether the record itself must have been put before the change, by S3's time. */
  recordedFirst: boolean
  needsTicket: boolean
}

type Made = { at: Instant; who: { arn: string; issuer: string | null; source?: string | null } }

/** `arn` is the subject's. Of several records that cover the change one that holds is enough. */
export const approvalOf = (made: Made, arn: string, records: Attested[], rules: Rules): Approval => {
  const covering = records.filter((one) => covers(one, arn, made))
  if (covering.length === 0) return { state: 'not approved', why: 'no record of a change covers it' }
  const [first, ...more] = covering.map((record) => ({ record, why: faultOf(record, arn, made, rules) }))
  const held = [first, ...more].find((one) => one?.why === undefined)
  if (held) return { state: 'approved', record: held.record }
  return { state: 'not approved', why: first?.why ?? '' }
}

const covers = ({ record: { kind, subjects, from, until } }: Attested, arn: string, { at }: Made): boolean =>
  kind === 'change' &&
  from !== undefined &&
  until !== undefined &&
  seconds(at) >= seconds(from) &&
  seconds(at) < seconds(until) &&
  (subjects ?? []).some((pattern) => arnPattern(pattern)(arn))

const faultOf = ({ record, putAt }: Attested, arn: string, { at, who }: Made, rules: Rules): string | undefined => {
  const { approvedBy, approvedAt, by, ticket } = record
  const blanket = blanketOf(record, arn)
  if (blanket) return blanket
  if (approvedBy === undefined || approvedAt === undefined) return 'its record names nobody who approved it'
  if (seconds(approvedAt) > seconds(at)) return `approved by ${approvedBy} at ${approvedAt}, after it was made`
  if ([by, ...namesOf(who)].some((one) => maybeSamePerson(approvedBy, one)))
    return `approved by ${approvedBy}, who made it`
  if (rules.needsTicket && ticket === undefined) return 'its record names no ticket'
  if (rules.recordedFirst && seconds(putAt) > seconds(at)) return `its record was put at ${putAt}, after it was made`
  return undefined
}

// Days that one approval may speak of: what covers everything for a year was never asked about this change.
const longest = 14

const blanketOf = ({ subjects, from = '', until = '' }: Attested['record'], arn: string): string | undefined => {
  const naming = (subjects ?? []).filter((pattern) => arnPattern(pattern)(arn))
  if (!naming.some((pattern) => /^arn:[^:]+:eks:[^:]+:[^:]+:cluster\//.test(pattern)))
    return `its record is of ${naming[0]}, which names no clusters`
  const days = Math.ceil((seconds(until) - seconds(from)) / 86_400)
  return days > longest ? `its record covers ${days} days, and an approval at most ${longest}` : undefined
}

/** Who an event names: the session or user, whoever the chain of roles began with, and the role, which all who take it on share. */
const namesOf = ({ arn, issuer, source }: Made['who']): string[] => [arn, issuer, source].flatMap((name) => name ?? [])
