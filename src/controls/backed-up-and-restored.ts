// AVL-08: the cluster can be had back: it is backed up, and that was tried.
import { arnPattern } from '../arn-pattern.ts'
import { instant, seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { attestedOf, documentAt } from '../examples/attested.ts'
import { answered, connectedCluster, describedCluster, subjects } from '../examples/example.ts'
import { type Attested, attested } from '../facts/attested.ts'
import { clusterBackups, type Restore } from '../facts/cluster-backups.ts'
import { clusterVersion } from '../facts/cluster-version.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass, unknown } from '../model.ts'

const arn = subjects.cluster.id
const day = 86_400
const made = 1_767_500_000 // 2026-01-04T04:13:20Z
const point = { Status: 'COMPLETED', CreationDate: made, IsParent: true, ResourceName: 'prod' }
const job = {
  RestoreJobId: 'r-1',
  Status: 'COMPLETED',
  CreationDate: made - 90 * day,
  CompletionDate: made - 90 * day + 2_400,
  IsParent: true,
}
const backedUp = (points: object[], jobs: object[] = []) => [
  answered(
    'backup:ListProtectedResources',
    { MaxResults: 1_000 },
    { Results: [{ ResourceArn: arn, ResourceType: 'EKS' }] },
  ),
  answered('backup:ListRecoveryPointsByResource', { ResourceArn: arn, MaxResults: 1_000 }, { RecoveryPoints: points }),
  answered('backup:ListRestoreJobsByProtectedResource', { ResourceArn: arn, MaxResults: 1_000 }, { RestoreJobs: jobs }),
]
const nothing = [answered('backup:ListProtectedResources', { MaxResults: 1_000 }, { Results: [] })]
const test = { kind: 'restore-test' as const, subjects: ['arn:aws:eks:*:111122223333:cluster/*'] }
const given = (backups: ReturnType<typeof backedUp>, tests = attestedOf([])) => ({
  ...{ cluster: [describedCluster()], backups, tests },
})

export default defineControl({
  id: 'AVL-08',
  of: 'cluster',
  title: "The cluster's state is backed up, and restoring it was tested",
  criteria: ['A1.2', 'A1.3'],
  severity: 'high',
  needs: { cluster: latest(clusterVersion), backups: latest(clusterBackups), tests: latest(attested('restore-test')) },
  // `elsewhere`: ARNs of clusters that something else than AWS Backup keeps; `*` stands for any characters.
  settings: { backupDays: 7, restoreDays: 365, elsewhere: [] as string[] },
  assess: ({ cluster, backups, tests }, { asOf, settings, subject }) => {
    if (cluster === 'connected') return ofConnected
    const kept = backups[subject.id]
    if (kept && 'unread' in kept) return unknown(kept.unread)
    const since = (days: number) => instant(seconds(asOf) - days * day)
    const newest = kept?.points.find(({ status }) => status === 'COMPLETED')
    const isElsewhere = settings.elsewhere.some((pattern) => arnPattern(pattern)(subject.id))
    if (!isElsewhere && (!newest || newest.createdAt < since(settings.backupDays))) {
      const last = kept?.points[0]
      return fail(
        newest
          ? `the newest backup is of ${newest.createdAt}, more than ${settings.backupDays} days ago`
          : last
            ? `no backup is complete: the newest, of ${last.createdAt}, is ${last.status}`
            : 'AWS Backup keeps no recovery point of the cluster',
      )
    }
    const backup = isElsewhere ? 'backed up elsewhere, which is not read' : `backed up at ${newest?.createdAt}`
    const from = since(settings.restoreDays)
    const restore = kept?.restores.find((one) => isTested(one) && (one.completedAt ?? '') >= from)
    if (restore) return pass(`${backup}, restored by AWS Backup at ${restore.completedAt}`)
    const claimed = tests.filter(({ record }) => record.subjects?.some((pattern) => arnPattern(pattern)(subject.id)))
    const timely = claimed.filter(({ record, putAt }) => record.performedAt >= from && record.performedAt <= putAt)
    const sound = timely.find(({ document }) => document === null || document.state === 'as-attested')
    if (sound) return pass(`${backup}, ${saidOf(sound)}`)
    const [doubtful] = timely
    if (doubtful?.document && doubtful.document.state === 'unread') return unknown(doubtful.document.why)
    const why = doubtful?.document && 'why' in doubtful.document ? `, and ${doubtful.document.why}` : ''
    return fail(
      `${backup}, but no restore in ${settings.restoreDays} days: neither a completed job of AWS Backup nor a record${why}`,
    )
  },
  limits:
    'What is backed up by something else than AWS Backup is believed by the setting `elsewhere`; what a restore brought back is not looked at.',
  remedy:
    'Put the cluster into a backup plan of AWS Backup (resource type EKS), restore a whole recovery point once a year (aws backup start-restore-job), or attest the test: npx eks-evidence attest restore-test --file test.json.',
  sameAs: [],
  examples: {
    pass: [
      given(backedUp([point], [job])),
      given(
        backedUp(
          [
            { ...point, Status: 'PARTIAL' },
            { ...point, CreationDate: made - day },
          ],
          [{ ...job, ValidationStatus: 'SUCCESSFUL' }],
        ),
      ),
      given(backedUp([point]), attestedOf([test])),
      { ...given(nothing, attestedOf([test])), with: { settings: { elsewhere: ['*:cluster/prod'] } } },
    ],
    fail: [
      given(nothing),
      given(nothing, attestedOf([test])),
      given(backedUp([], [job])),
      given(backedUp([{ ...point, CreationDate: made - 30 * day }], [job])),
      given(backedUp([{ ...point, Status: 'PARTIAL' }], [job])),
      // The state of the cluster alone, of a backup that did not come to its end as a whole.
      given(backedUp([{ ...point, IsParent: false, ParentRecoveryPointArn: 'arn:aws:backup:x' }], [job])),
      given(backedUp([point])),
      given(backedUp([point], [{ ...job, Status: 'FAILED' }])),
      given(backedUp([point], [{ ...job, CompletionDate: made - 400 * day }])),
      given(backedUp([point]), attestedOf([{ ...test, performedAt: '2024-11-03T10:00:00Z' }])),
      given(backedUp([point]), attestedOf([{ ...test, subjects: ['arn:aws:eks:*:*:cluster/staging'] }])),
      given(backedUp([point]), attestedOf([{ ...test, document: documentAt('documents/restore.pdf') }], 'altered')),
      // Of a day that had not come when it was put.
      given(backedUp([point]), attestedOf([{ ...test, performedAt: '2025-12-24T10:00:00Z' }])),
    ],
    notApplicable: [{ ...given(nothing), cluster: [connectedCluster()] }],
  },
})

// Where what was restored was checked, the check counts.
const isTested = ({ status, validation }: Restore): boolean =>
  status === 'COMPLETED' && (validation === null || validation === 'SUCCESSFUL')

const saidOf = ({ record: { by, performedAt } }: Attested): string =>
  `restore tested on ${performedAt.slice(0, 10)}, attested by ${by}: not read from AWS`
