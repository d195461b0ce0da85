// Approved before it was made, by somebody else, by a record that S3 had before: nothing less.
import { describe, expect, it } from 'vitest'
import { approvalOf } from '../../src/changes/approval.ts'
import { approvedChange } from '../../src/examples/changes.ts'
import { subjects } from '../../src/examples/example.ts'
import type { Attested } from '../../src/facts/attested.ts'

const made = {
  at: '2026-01-05T00:30:00Z',
  who: {
    arn: 'arn:aws:sts::111122223333:assumed-role/Admin/anna@example.com',
    issuer: 'arn:aws:iam::111122223333:role/Admin',
    type: 'AssumedRole',
    invokedBy: null,
  },
}
const rules = { recordedFirst: true, needsTicket: false }
const record = (...[over, putAt = '2026-01-04T08:00:00Z']: Parameters<typeof approvedChange>): Attested => ({
  ...{ key: 'records/change/1.json', versionId: 'v1', putAt, document: null },
  record: approvedChange(over).record,
})
const judged = (records: Attested[], over: Partial<typeof rules> = {}) => {
  const approval = approvalOf(made, subjects.cluster.id, records, { ...rules, ...over })
  return approval.state === 'approved' ? 'approved' : approval.why
}

describe('a change', () => {
  it('is approved by a record that covers it', () => {
    expect(judged([record()])).toBe('approved')
  })

  it.each([
    ['no record', [], 'no record of a change covers it'],
    ['one of another kind', [record({ kind: 'review' })], 'no record of a change covers it'],
    ['one that begins later', [record({ from: '2026-01-05T00:30:01Z' })], 'no record of a change covers it'],
    ['one that ends with it', [record({ until: '2026-01-05T00:30:00Z' })], 'no record of a change covers it'],
    [
      'a pattern of another account',
      [record({ subjects: ['arn:aws:eks:*:999988887777:cluster/*'] })],
      'no record of a change covers it',
    ],
    [
      'a pattern that is more than a prefix',
      [record({ subjects: [`${subjects.cluster.id}-2*`] })],
      'no record of a change covers it',
    ],
    [
      'an approval behind it',
      [record({ approvedAt: '2026-01-05T00:30:01Z' })],
      'approved by bo@example.com at 2026-01-05T00:30:01Z, after it was made',
    ],
    [
      'an approval by whoever made it',
      [record({ approvedBy: ' ANNA@example.com' })],
      'approved by  ANNA@example.com, who made it',
    ],
    ['an approval by its ARN', [record({ approvedBy: made.who.arn })], `approved by ${made.who.arn}, who made it`],
    [
      'an approval by the role behind the session',
      [record({ approvedBy: made.who.issuer })],
      `approved by ${made.who.issuer}, who made it`,
    ],
    [
      'an approval by the same person in another role',
      [record({ approvedBy: 'arn:aws:sts::111122223333:assumed-role/Auditor/Anna@example.com' })],
      'approved by arn:aws:sts::111122223333:assumed-role/Auditor/Anna@example.com, who made it',
    ],
    [
      'an approval by the IAM user of that name',
      [record({ approvedBy: 'arn:aws:iam::111122223333:user/ops/anna' })],
      'approved by arn:aws:iam::111122223333:user/ops/anna, who made it',
    ],
    [
      'an approval by name and address',
      [record({ approvedBy: 'Anna Berg <anna@example.com>' })],
      'approved by Anna Berg <anna@example.com>, who made it',
    ],
    [
      'an approval in letters that look like others',
      [record({ approvedBy: 'ａｎｎａ@example.com' })],
      'approved by ａｎｎａ@example.com, who made it',
    ],
    ['a record of everything', [record({ subjects: ['*'] })], 'its record is of *, which names no clusters'],
    [
      'a record of everything beside another cluster',
      [record({ subjects: [`${subjects.cluster.id}-2`, 'arn:*'] })],
      'its record is of arn:*, which names no clusters',
    ],
    [
      'a record of a whole year',
      [record({ from: '2025-12-01T00:00:00Z', until: '2026-12-01T00:00:00Z' })],
      'its record covers 365 days, and an approval at most 14',
    ],
    ['an approval by the name before the @', [record({ approvedBy: 'anna' })], 'approved by anna, who made it'],
    ['an approval by who says to have made it', [record({ by: 'bo' })], 'approved by bo@example.com, who made it'],
    [
      'a record put behind it',
      [record({}, '2026-01-05T00:30:01Z')],
      'its record was put at 2026-01-05T00:30:01Z, after it was made',
    ],
  ])('is not approved with %s', (_, records, why) => {
    expect(judged(records)).toBe(why)
  })

  it('is not approved by the person with whom its chain of roles began', () => {
    const who = { ...made.who, arn: 'arn:aws:sts::111122223333:assumed-role/Admin/release', source: 'bo@example.com' }
    expect(approvalOf({ ...made, who }, subjects.cluster.id, [record()], rules)).toMatchObject({
      why: 'approved by bo@example.com, who made it',
    })
  })

  it('is approved for all clusters of the account by a record of two weeks', () => {
    const fleet = { subjects: ['arn:aws:eks:*:111122223333:cluster/*'], until: '2026-01-19T00:00:00Z' }
    expect(judged([record(fleet)])).toBe('approved')
  })

  it('is approved at the moment of its approval, from the first second of the window on', () => {
    expect(judged([record({ approvedAt: made.at, from: made.at })])).toBe('approved')
  })

  it('needs a ticket where tickets are needed', () => {
    const { ticket: _, ...without } = record().record
    expect(judged([{ ...record(), record: without }], { needsTicket: true })).toBe('its record names no ticket')
    expect(judged([{ ...record(), record: without }])).toBe('approved')
  })

  it('may be recorded behind it where that is allowed', () => {
    expect(judged([record({}, '2026-01-06T00:00:00Z')], { recordedFirst: false })).toBe('approved')
  })
})
