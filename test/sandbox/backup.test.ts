// AWS Backup of the sandbox, asked by the SDK.
import {
  BackupClient,
  ListProtectedResourcesCommand,
  ListRecoveryPointsByResourceCommand,
  ListRestoreJobsByProtectedResourceCommand,
  paginateListRecoveryPointsByResource,
} from '@aws-sdk/client-backup'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeWorld } from '../../sandbox/scenario.ts'
import { backupService } from '../../sandbox/services/backup.ts'
import { type Bench, bench } from './start.ts'

const prod = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod'
let on: Bench
let backup: BackupClient
beforeAll(async () => {
  on = await bench({ services: [backupService(makeWorld())] })
  backup = new BackupClient({ ...on.config, maxAttempts: 1 })
})
beforeEach(() => on.clock.set('2026-01-05T06:00:00Z'))
afterAll(async () => {
  backup.destroy()
  await on.sandbox.close()
})
const newest = async () => {
  const { Results } = await backup.send(new ListProtectedResourcesCommand({}))
  return Results?.map(({ ResourceArn, ResourceType, LastBackupTime }) => [ResourceArn, ResourceType, LastBackupTime])
}

describe('what is backed up each day', () => {
  it('was backed up today, and tomorrow tomorrow', async () => {
    expect(await newest()).toEqual([[prod, 'EKS', new Date('2026-01-05T05:00:00Z')]])
    on.clock.set('2026-01-06T04:59:59Z')
    expect(await newest()).toEqual([[prod, 'EKS', new Date('2026-01-05T05:00:00Z')]])
    on.clock.set('2026-01-06T05:00:00Z')
    expect(await newest()).toEqual([[prod, 'EKS', new Date('2026-01-06T05:00:00Z')]])
  })

  it('has as many recovery points as it is kept days, on several pages', async () => {
    const pages: number[] = []
    for await (const { RecoveryPoints } of paginateListRecoveryPointsByResource(
      { client: backup, pageSize: 20 },
      { ResourceArn: prod },
    ))
      pages.push(RecoveryPoints?.length ?? 0)
    expect(pages).toEqual([20, 15])
  })

  it('tells what was restored from it', async () => {
    const asked = new ListRestoreJobsByProtectedResourceCommand({ ResourceArn: prod, ByStatus: 'COMPLETED' })
    expect((await backup.send(asked)).RestoreJobs).toMatchObject([{ SourceResourceArn: prod, PercentDone: '100.00%' }])
    const failed = new ListRestoreJobsByProtectedResourceCommand({ ResourceArn: prod, ByStatus: 'FAILED' })
    expect((await backup.send(failed)).RestoreJobs).toEqual([])
  })
})

describe('what is not backed up', () => {
  const staging = 'arn:aws:eks:eu-west-1:111122223333:cluster/staging'

  it('is not found', async () => {
    const asked = backup.send(new ListRecoveryPointsByResourceCommand({ ResourceArn: staging }))
    await expect(asked).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  it('any longer, is protected no more', async () => {
    on.clock.set('2027-06-01T00:00:00Z')
    const us = new BackupClient({ ...on.config, region: 'us-east-1', maxAttempts: 1 })
    expect((await us.send(new ListProtectedResourcesCommand({}))).Results).toEqual([])
    us.destroy()
  })
})

it('refuses pages larger than a thousand', async () => {
  const asked = backup.send(new ListProtectedResourcesCommand({ MaxResults: 1_001 }))
  await expect(asked).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
})
