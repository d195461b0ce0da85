// Writes into a cluster held against attested approvals: of each actor and hour the first and the last.
import { describe, expect, it } from 'vitest'
import type { Change } from '../../src/audit-log/activity/changes.ts'
import { type Item, nothingSeen } from '../../src/audit-log/seen.ts'
import { judgeWrites } from '../../src/changes/judge-writes.ts'
import type { Tally } from '../../src/control.ts'
import { approvedChange } from '../../src/examples/changes.ts'
import { subjects } from '../../src/examples/example.ts'
import type { Attested } from '../../src/facts/attested.ts'

const day = '2026-01-05T'
const change = (over: Partial<Item<Change>> = {}): Item<Change> => ({
  what: 'patch roles shop/ops',
  actor: 'arn:aws:sts::111122223333:assumed-role/Ops/carol',
  principal: 'arn:aws:iam::111122223333:role/Ops',
  actorClass: 'human',
  first: `${day}00:10:00Z`,
  at: `${day}00:50:00Z`,
  ...over,
})
const record = (from: string, until: string): Attested => ({
  ...{ key: `records/change/${from}`, versionId: 'v1', putAt: '2026-01-04T08:00:00Z', document: null },
  record: approvedChange({ from: `${day}${from}:00Z`, until: `${day}${until}:00Z` }).record,
})
const tally = (items: Item<Change>[], more: Partial<Pick<Tally<unknown>, 'from' | 'unread'>> = {}) => ({
  value: { ...nothingSeen<Change>(), items: Object.fromEntries(items.map((one, at) => [`${at}`, one])) },
  ...{ from: `${day}00:00:00Z`, to: `${day}02:00:00Z`, unread: [], ...more },
})
const judged = (
  items: Item<Change>[],
  records: Attested[],
  more: Partial<Pick<Tally<unknown>, 'from' | 'unread'>> = {},
  recordsAt = `${day}03:00:00Z`,
) =>
  judgeWrites('changes', {
    ...{ writes: tally(items, more), lasts: 172_800, records, recordsAt, arn: subjects.cluster.id },
    rules: { recordedFirst: true, needsTicket: true },
    isExempt: ({ actorClass }) => actorClass === 'aws-managed',
  })

describe('the writes of an hour', () => {
  it('are approved by a record that covers the first and the last', () => {
    expect(judged([change()], [record('00:00', '01:00')])).toMatchObject({
      outcome: 'pass',
      reason: expect.stringContaining('attested'),
    })
  })

  it.each([
    ['the first alone', [record('00:00', '00:30')]],
    ['the last alone', [record('00:30', '01:00')]],
    ['neither', []],
    ['each by another', [record('00:00', '00:30'), record('00:30', '01:00')]],
  ])('are not approved where records cover %s', (_, records) => {
    expect(judged([change()], records).outcome).toBe('fail')
  })

  it('are approved by any record that does, whatever others do', () => {
    expect(judged([change()], [record('00:30', '01:00'), record('00:00', '01:00')]).outcome).toBe('pass')
  })
})

it('what was written after the records were read is judged when they are read again', () => {
  expect(judged([change()], [], {}, `${day}00:20:00Z`)).toMatchObject({
    outcome: 'unknown',
    reason: expect.stringContaining('read again'),
  })
})

it('what needs no approval is counted beside', () => {
  expect(judged([change({ actorClass: 'aws-managed' })], [])).toMatchObject({
    outcome: 'pass',
    reason: expect.stringContaining('1 that need no approval'),
  })
})

it('a hole of long ago is in nobody’s way', () => {
  const hole = (start: string, end: string) => ({ from: '2026-01-01T00:00:00Z', unread: [{ start, end }] })
  expect(judged([], [], hole('2026-01-02T00:00:00Z', '2026-01-02T01:00:00Z')).outcome).toBe('pass')
  expect(judged([], [], hole('2026-01-04T00:00:00Z', '2026-01-04T01:00:00Z')).outcome).toBe('unknown')
})
