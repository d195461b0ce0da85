// The log group that the audit log lies in, as CloudWatch describes it.
import * as z from 'zod/mini'
import { instant } from '../clock.ts'
import { defineFact } from '../fact.ts'
import { type Instant, unknown } from '../model.ts'

export type LogGroup =
  | { state: 'absent' }
  | {
      state: 'present'
      /** A group that is younger than the cluster's log was made anew: what it held before is gone. */
      createdAt: Instant
      logGroupClass: string
      /** null: never expires. */
      retentionInDays: number | null
      kmsKeyId: string | null
      /** A data protection policy, its own or the account's: what it names is read as asterisks. */
      isMasked: boolean
    }

// The policy was deleted: nothing new is masked. What it masked before shows in those hours.
const none = 'DELETED'
const page = z.object({
  logGroups: z.array(
    z.object({
      logGroupName: z.string(),
      creationTime: z.number(),
      logGroupClass: z.optional(z.string()),
      retentionInDays: z.optional(z.number()),
      kmsKeyId: z.optional(z.string()),
      dataProtectionStatus: z.optional(z.string()),
      inheritedProperties: z.optional(z.array(z.string())),
    }),
  ),
})

export const auditLogGroup = defineFact<LogGroup>({
  id: 'audit-log-group',
  source: 'audit-log',
  of: 'cluster',
  actions: ['logs:DescribeLogGroups'],
  read(exchanges, { subject }) {
    const name = `/aws/eks/${subject.name}/cluster`
    let asked = false
    for (const { action, ...line } of exchanges) {
      if (action !== 'logs:DescribeLogGroups') continue
      asked = true
      const { data } = page.safeParse('body' in line ? line.body : undefined)
      if (!data) return unknown('DescribeLogGroups: logGroups is not as documented')
      // Asked by prefix: other clusters' groups may begin like ours.
      const own = data.logGroups.find(({ logGroupName }) => logGroupName === name)
      if (!own) continue
      return {
        state: 'present',
        createdAt: instant(own.creationTime / 1_000),
        logGroupClass: own.logGroupClass ?? 'STANDARD',
        retentionInDays: own.retentionInDays ?? null,
        kmsKeyId: own.kmsKeyId ?? null,
        isMasked: (own.dataProtectionStatus ?? none) !== none || (own.inheritedProperties ?? []).length > 0,
      }
    }
    return asked ? { state: 'absent' } : unknown('DescribeLogGroups was not asked')
  },
})
