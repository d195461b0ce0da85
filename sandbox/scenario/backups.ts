// What AWS Backup keeps of the demo's clusters: of `prod` each day and restored once, of `analytics` once, of `staging` nothing.
import { seconds } from '../../src/clock.ts'
import type { ProtectedState } from '../world/backup.ts'
import { account, base, daysAgo, eksArn, role, uuid } from './seed.ts'

const day = 86_400
const vaultOf = (region: string): string => `arn:aws:backup:${region}:${account}:backup-vault:eks`

type Spec = { name: string; region: string; keptDays: number; every: number | null; age: number; restored?: number }

/** `age` and `restored`: days before the base time on which it was backed up first, and restored. */
const clusterOf = ({ name, region, keptDays, every, age, restored }: Spec): ProtectedState => {
  const arn = eksArn(region, 'cluster', name)
  const vaultArn = vaultOf(region)
  const since = seconds(base) - age * day + 5 * 3_600
  const pointArn = `arn:aws:backup:${region}:${account}:recovery-point:composite:eks/${name}`
  return {
    ...{ arn, type: 'EKS', name, keptDays, vaultArn, since, every },
    point: {
      RecoveryPointArn: pointArn,
      Status: 'COMPLETED',
      EncryptionKeyArn: `arn:aws:kms:${region}:${account}:key/${uuid(`backup/key/${region}`)}`,
      BackupSizeBytes: 41_283_664,
      BackupVaultName: 'eks',
      IsParent: true,
      ResourceName: name,
      VaultType: 'BACKUP_VAULT',
    },
    restores:
      restored === undefined
        ? []
        : [
            {
              AccountId: account,
              RestoreJobId: uuid(`restore/${name}`),
              RecoveryPointArn: `${pointArn}-${since + (age - restored) * day}`,
              SourceResourceArn: arn,
              BackupVaultArn: vaultArn,
              CreationDate: daysAgo(`restore/${name}`, restored - 1),
              CompletionDate: daysAgo(`restore/${name}`, restored - 1) + 2_460,
              Status: 'COMPLETED',
              PercentDone: '100.00%',
              BackupSizeInBytes: 41_283_664,
              IamRoleArn: role('backup-restore'),
              CreatedResourceArn: eksArn(region, 'cluster', `${name}-restore-test`),
              ResourceType: 'EKS',
              RecoveryPointCreationDate: since + (age - restored) * day,
              IsParent: true,
            },
          ],
  }
}

export const euBackups = (): ProtectedState[] => [
  clusterOf({ name: 'prod', region: 'eu-west-1', keptDays: 35, every: day, age: 90, restored: 48 }),
]

export const usBackups = (): ProtectedState[] => [
  clusterOf({ name: 'analytics', region: 'us-east-1', keptDays: 365, every: null, age: 120 }),
  {
    arn: `arn:aws:ec2:us-east-1:${account}:volume/vol-0d1f7c2a9b3e45680`,
    ...{ type: 'EBS', name: 'airflow-logs', keptDays: 365, vaultArn: vaultOf('us-east-1'), restores: [] },
    since: daysAgo('backup/airflow-logs', 4),
    every: null,
    point: {
      RecoveryPointArn: 'arn:aws:ec2:us-east-1::snapshot/snap-0a92d4c61be57f038',
      Status: 'COMPLETED',
      VaultType: 'BACKUP_VAULT',
    },
  },
]
