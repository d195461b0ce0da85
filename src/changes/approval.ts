// Whether a change was approved before it was made, by somebody else than who made it: events held against attested records.
import { arnPattern } from '../arn-pattern.ts'
import { seconds } from '../clock.ts'
import type { Attested } from '../facts/attested.ts'
import type { ChangeEvent } from './event.ts'

export type Approval = { state: 'approved'; record: Attested } | { state: 'not approved'; why: string }

export type Rules = {
  /** Whether the record itself must have been put before the change, by S3's time. */
  recordedFirst: boolean
  needsTicket: boolean
}

type Made = Pick<ChangeEvent, 'at' | 'who'>

/** `arn` is the subject's. Of several records that cover the change one that holds is enough. */
export const approvalOf = (made: Made, arn: string, records: Attested[], rules: Rules): Approval => {
  const covering = records.filter((one) => covers(one, arn, made))
  if (covering.length === 0) return { state: 'not approved', why: 'no record of a change covers it' }
  const [first, ...more] = covering.map((record) => ({ record, why: faultOf(record, made, rules) }))
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

const faultOf = ({ record, putAt }: Attested, { at, who }: Made, rules: Rules): string | undefined => {
  const { approvedBy, approvedAt, by, ticket } = record
  if (approvedBy === undefined || approvedAt === undefined) return 'its record names nobody who approved it'
  if (seconds(approvedAt) > seconds(at)) return `approved by ${approvedBy} at ${approvedAt}, after it was made`
  if (isOneOf(approvedBy, [by, ...namesOf(who)])) return `approved by ${approvedBy}, who made it`
  if (rules.needsTicket && ticket === undefined) return 'its record names no ticket'
  if (rules.recordedFirst && seconds(putAt) > seconds(at)) return `its record was put at ${putAt}, after it was made`
  return undefined
}

/** An ARN, and the session or user that it ends in. */
const namesOf = ({ arn }: ChangeEvent['who']): string[] => [arn, arn.split('/').at(-1) ?? arn]

// People are called by address in one place and by the part before the @ in another.
const isOneOf = (name: string, others: string[]): boolean => {
  const spellings = (one: string): string[] => {
    const lower = one.trim().toLowerCase()
    return [lower, lower.split('@')[0] ?? lower]
  }
  const own = spellings(name)
  return others.flatMap(spellings).some((one) => own.includes(one))
}
