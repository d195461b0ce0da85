// The log group that the audit log lies in, as CloudWatch describes it.
import * as z from 'zod/mini'
import { instant, isLater, latest, plus } from '../clock.ts'
import { defineFact } from '../fact.ts'
import { type Instant, type Slot, type Subject, unknown } from '../model.ts'

export type LogGroup =
  | { state: 'absent' }
  | {
      state: 'present'
      /** null where CloudWatch does not say it. */
      arn: string | null
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
      logGroupArn: z.optional(z.string()),
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
        arn: own.logGroupArn ?? null,
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

/** Until when nothing that was logged in a window can be found any more. */
export type Lost = { until: Instant; why: 'log-group-recreated' | 'expired' }

/** The log group of a new cluster follows it within minutes. */
const settling = 1_800

/** When a window's log must have begun: at its start, or half an hour after the cluster. */
export const settledAt = ({ subject: { bornAt }, slot }: { subject: Subject; slot: Slot }): Instant =>
  bornAt === null ? slot.start : latest(slot.start, plus(bornAt, settling))

/** `askedAt`: when the window was read. What is past its retention may be deleted any time, and is as good as gone. */
export const lostOf = (
  group: LogGroup,
  given: { subject: Subject; slot: Slot },
  askedAt: Instant | null,
): Lost | null => {
  if (group.state === 'absent') return null
  const { createdAt, retentionInDays } = group
  if (isLater(createdAt, settledAt(given))) return { until: createdAt, why: 'log-group-recreated' }
  if (retentionInDays === null || askedAt === null) return null
  const expired = plus(askedAt, -retentionInDays * 86_400)
  return isLater(expired, given.slot.start) ? { until: expired, why: 'expired' } : null
}

export const lostSaid = ({ until, why }: Lost): string =>
  why === 'expired'
    ? `what was logged before ${until} had expired when it was read`
    : `log-group-recreated: it was made at ${until}, and what was logged before is not in it`
