// Notices that SNS published: each day's under one name, said beside the outcome of GOV-14, and nobody's delivery.
import { expect, it } from 'vitest'
import { onlyPublished, publications } from '../../src/attested/published.ts'
import { type AttestedRecord, noticeKey, readRecord, recordKey, writeRecord } from '../../src/attested/record.ts'
import { governed } from '../../src/attested/renewed.ts'
import { sha256 } from '../../src/digest.ts'
import type { Attested } from '../../src/facts/attested.ts'

const topic = 'arn:aws:sns:eu-west-1:111122223333:eks-evidence-prod-digest'
const role = 'arn:aws:sts::111122223333:assumed-role/eks-evidence-prod-eu-west-1-report/report'
const published = { topic, messageId: 'm-1', sha256: sha256('text'), confirmed: 2, pending: 1, deleted: 0 }
const record = (performedAt: string, more: Partial<AttestedRecord> = {}): AttestedRecord => ({
  schema: 'eks-evidence/record/v1',
  kind: 'delivery',
  item: 'security-metrics',
  performedAt,
  by: role,
  attestedBy: role,
  published,
  ...more,
})
const held = (one: AttestedRecord): Attested => ({
  key: recordKey(one),
  versionId: 'v',
  putAt: one.performedAt,
  record: one,
  document: null,
})
const asOf = '2026-01-20T00:00:00Z'

it('lies under the name of its item and day, whatever SNS answered', () => {
  const first = record('2026-01-05T06:00:00Z')
  const again = record('2026-01-05T09:00:00Z', { published: { ...published, messageId: 'm-2' } })
  expect(recordKey(again)).toBe(recordKey(first))
  expect(recordKey(first)).toBe(noticeKey('security-metrics', '2026-01-05T00:00:00Z'))
  expect(recordKey(first)).toMatch(/^records\/delivery\/2026-01-05\.[0-9a-f]{20}\.json$/)
  expect(noticeKey('ledger-head', '2026-01-05T00:00:00Z')).not.toBe(recordKey(first))
})

it('is read as it is written', () => {
  const one = record('2026-01-05T06:00:00Z')
  expect(readRecord(JSON.parse(writeRecord(one)))).toEqual({ record: one })
  expect(readRecord({ ...one, published: { ...published, delivered: 2 } })).toMatchObject({
    faults: [expect.stringContaining('delivered: no such member')],
  })
})

it('says how many confirmed subscribers there were, the newest first, and that a mail is not read by that', () => {
  const records = [record('2026-01-05T06:00:00Z'), record('2026-01-12T06:00:00Z'), record('2025-11-03T06:00:00Z')]
  const said = publications('security-metrics', records.map(held), { asOf, days: 31 })
  expect(said).toBe(
    `; published 2 times in 31 days by ${role}, last at 2026-01-12T06:00:00Z to ${topic} as m-1, with 2 confirmed subscribers, 1 not confirmed: a mail that was published is not one that was read`,
  )
  expect(publications('ledger-head', records.map(held), { asOf, days: 31 })).toBe('')
  expect(publications('security-metrics', [], { asOf, days: 31 })).toBe('')
})

it('counts for nobody on the roster, though it names them', () => {
  const register = {
    'security-metrics': { responsible: { primary: 'Head of Security', supporting: [] }, roster: ['Board'] },
  }
  const records = [held(record('2026-01-12T06:00:00Z', { people: ['Board'] }))]
  expect(governed('security-metrics', [{ kind: 'delivery', records, byRoster: true }], { asOf, register })).toEqual({
    outcome: 'fail',
    reason: `${records[0]?.key}: ${onlyPublished(published)}`,
  })
})
