// Approved changes for examples: records that the account's owner put before a change was made.
import type { AttestedRecord } from '../attested/record.ts'
import { account, subjects } from './example.ts'
import type { ExampleRecord } from './records.ts'

/** Approved by Bo for the morning of 5 January, but for what is said otherwise. */
export const approvedChange = (over: Partial<AttestedRecord> = {}, putAt?: string): ExampleRecord => ({
  record: {
    schema: 'eks-evidence/record/v1',
    kind: 'change',
    performedAt: '2026-01-04T07:30:00Z',
    by: 'anna@example.com',
    attestedBy: `arn:aws:sts::${account}:assumed-role/Admin/anna@example.com`,
    approvedBy: 'bo@example.com',
    approvedAt: '2026-01-04T07:45:00Z',
    ticket: 'CHG-1207',
    subjects: [subjects.cluster.id],
    from: '2026-01-05T00:00:00Z',
    until: '2026-01-05T06:00:00Z',
    ...over,
  },
  ...(putAt && { putAt }),
})
