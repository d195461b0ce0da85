// What AWS Backup keeps of the EKS clusters of a region, and what was restored from it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eks-backups.html
import type * as backup from '@aws-sdk/client-backup'
import { asking, defineSource, type Heard, list, listEach, listed, named } from '../source.ts'
import { operation } from '../wire.ts'

const paged = { token: 'NextToken' }
// Not found is a read: its last recovery point went after it was listed.
const gone = { ...paged, absentWhen: ['ResourceNotFoundException'] }
const listProtected = operation<backup.ListProtectedResourcesInput, backup.ListProtectedResourcesOutput>(
  'backup:ListProtectedResources',
  paged,
)
const listRecoveryPoints = operation<
  backup.ListRecoveryPointsByResourceInput,
  backup.ListRecoveryPointsByResourceOutput
>('backup:ListRecoveryPointsByResource', gone)
const listRestores = operation<
  backup.ListRestoreJobsByProtectedResourceInput,
  backup.ListRestoreJobsByProtectedResourceOutput
>('backup:ListRestoreJobsByProtectedResource', gone)

// Volumes, databases and all else that is backed up stand in the same list.
const clusters = (pages: Heard<unknown, backup.ListProtectedResourcesOutput>[]) =>
  pages
    .flatMap(({ answer }) => listed(answer.Results, 'Results'))
    .map(({ ResourceArn }) => named(ResourceArn, 'ResourceArn'))
    .filter((arn) => /^arn:[a-z-]+:eks:[^:]*:\d*:cluster\//.test(arn))
    .map((ResourceArn) => ({ ResourceArn, MaxResults: 1_000 }))

export default defineSource({
  id: 'backups',
  kind: 'state',
  of: 'region',
  every: 86_400,
  zipped: true,
  atOnce: 4,
  ...asking(
    list(listProtected, () => ({ MaxResults: 1_000 })),
    listEach(listRecoveryPoints, listProtected, clusters),
    listEach(listRestores, listProtected, clusters),
  ),
})
