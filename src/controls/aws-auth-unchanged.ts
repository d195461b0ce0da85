// ACC-06: the ConfigMap aws-auth lets people in beside the access entries, and CloudTrail does not tell of it.
import { isByAws } from '../audit-log/by-aws.ts'
import type { Example } from '../audit-log/example.ts'
import { judgeWrites } from '../changes/judge-writes.ts'
import { isLater, plus } from '../clock.ts'
import { defineControl, latest, tally } from '../control.ts'
import { auditHour } from '../examples/audit-window.ts'
import { approvedChange } from '../examples/changes.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { recordsOf } from '../examples/records.ts'
import { updatesOf } from '../examples/updates.ts'
import { attested } from '../facts/attested.ts'
import { awsAuthChanges } from '../facts/audit-log-activity.ts'
import { authenticationMode } from '../facts/authentication-mode.ts'
import { eksUpdates } from '../facts/eks-updates.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { recordsRead } from '../facts/records-read.ts'
import { type Exchange, pass } from '../model.ts'

const lasts = 2 * 86_400
const map: Example = { verb: 'update', resource: 'configmaps', namespace: 'kube-system', name: 'aws-auth' }
const readAt = '2026-01-05T02:00:00Z'
const mode = (authenticationMode: string) => [
  describedCluster({ accessConfig: { bootstrapClusterCreatorAdminPermissions: false, authenticationMode } }),
]
const given = (writes: Exchange[][], records: Parameters<typeof recordsOf>[0] = []) => ({
  writes,
  records: recordsOf(records, readAt),
  recordsAt: recordsOf([], readAt),
  mode: mode('API_AND_CONFIG_MAP'),
  updates: updatesOf(),
})
const at = 1_767_573_000 // 2026-01-05T00:30:00Z
const turnedOff = (createdAt: number, status = 'Successful') =>
  updatesOf({ id: 'u-1', type: 'AccessConfigUpdate', status, createdAt })

export default defineControl({
  id: 'ACC-06',
  of: 'cluster',
  title: 'The ConfigMap aws-auth was not in use in the last two days, or was changed only as approved',
  criteria: ['CC6.2', 'CC6.3'],
  severity: 'high',
  needs: {
    writes: tally(awsAuthChanges),
    records: latest(attested('change')),
    recordsAt: latest(recordsRead),
    mode: latest(authenticationMode),
    updates: latest(eksUpdates),
  },
  settings: { recordedFirst: true as boolean, needsTicket: true as boolean },
  assess({ writes, records, recordsAt, mode: used, updates }, { settings, subject }) {
    if (used === 'connected' || updates === 'connected') return ofConnected
    // Who turned it off may have let somebody in by it before.
    const isTurnedOff = updates.some(
      ({ type, status, createdAt }) =>
        type === 'AccessConfigUpdate' &&
        ['Successful', 'InProgress'].includes(status) &&
        isLater(createdAt, plus(writes.to, -lasts)),
    )
    if (used === 'API' && !isTurnedOff) return pass('authenticationMode is API: the ConfigMap lets nobody in')
    return judgeWrites('changes of aws-auth', {
      ...{ writes, lasts, records, recordsAt, arn: subject.id },
      rules: settings,
      // EKS enters the roles of node groups and Fargate profiles itself.
      isExempt: (change) => isByAws(change, subject.id),
    })
  },
  limits: 'What the ConfigMap says is not read, only that it was changed.',
  remedy:
    'Move its entries to access entries and turn it off: aws eks update-cluster-config --name NAME --access-config authenticationMode=API. Until then record the approval before it is changed: eks-evidence attest change --file FILE.',
  sameAs: [],
  examples: {
    pass: [
      given([auditHour(0), auditHour(1)]),
      { ...given([auditHour(0, map)]), mode: mode('API') },
      { ...given([auditHour(0, map)]), mode: mode('API'), updates: turnedOff(at - 3 * 86_400) },
      { ...given([auditHour(0, map)]), mode: mode('API'), updates: turnedOff(at, 'Failed') },
      given([auditHour(0, { ...map, user: 'eks:node-manager' })]),
      given([auditHour(0, map)], [approvedChange()]),
      given([auditHour(0, { ...map, name: 'coredns' })]),
    ],
    fail: [
      given([auditHour(0, map)]),
      given([auditHour(0), auditHour(1, { ...map, verb: 'deletecollection', name: '' })]),
      given([auditHour(0, map)], [approvedChange({ until: '2026-01-05T00:05:00Z' })]),
      { ...given([auditHour(0, map)]), mode: mode('CONFIG_MAP') },
      { ...given([auditHour(0, map), auditHour(1)]), mode: mode('API'), updates: turnedOff(at) },
    ],
    notApplicable: [{ ...given([auditHour(0)]), mode: [connectedCluster()] }],
  },
})
