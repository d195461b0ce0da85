// Protected resources of any number, as AWS Backup answers the source `backups`: clusters, and a volume among them.
import { paged } from '../record.ts'
import { clusterArn, many, type Part } from '../world.ts'

const backups: Part =
  ({ page, clusters, images, findings }) =>
  (action, input) => {
    const list = (member: string, things: unknown[]) => paged(member, things, input, page, 'NextToken')
    switch (action) {
      case 'backup:ListProtectedResources':
        return list('Results', [
          { ResourceArn: 'arn:aws:ec2:eu-central-1:111122223333:volume/vol-1', ResourceType: 'EBS' },
          ...many(clusters, (at) => ({ ResourceArn: clusterArn(`cluster-${at}`), ResourceType: 'EKS' })),
        ])
      case 'backup:ListRecoveryPointsByResource':
        return list(
          'RecoveryPoints',
          many(images, (at) => ({ RecoveryPointArn: `arn:point-${at}` })),
        )
      case 'backup:ListRestoreJobsByProtectedResource':
        return list(
          'RestoreJobs',
          many(findings, (at) => ({ RestoreJobId: `job-${at}` })),
        )
      default:
        return undefined
    }
  }

export default backups
