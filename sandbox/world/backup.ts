// AWS Backup in one region: what it protects, with its recovery points and restore jobs.
import type { RecoveryPointByResource, RestoreJobsListMember } from '@aws-sdk/client-backup'
import type { OnWire } from '../world.ts'

/** One recovery point made at `since`, and one more after each `every` seconds; each shows until it is as old as it is kept. */
export type ProtectedState = {
  arn: string
  type: string
  name: string
  keptDays: number
  vaultArn: string
  since: number
  every: number | null
  point: OnWire<RecoveryPointByResource> & { RecoveryPointArn: string }
  restores: (OnWire<RestoreJobsListMember> & { CreationDate: number })[]
}
