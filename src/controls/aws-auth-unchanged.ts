// ACC-06: the ConfigMap aws-auth lets people in beside the access entries, and CloudTrail does not tell of it.
import type { Example } from '../audit-log/example.ts'
import { judgeWrites } from '../changes/judge-writes.ts'
import { defineControl, latest, tally } from '../control.ts'
import { auditHour } from '../examples/audit-window.ts'
import { approvedChange } from '../examples/changes.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { recordsOf } from '../examples/records.ts'
import { attested } from '../facts/attested.ts'
import { awsAuthChanges } from '../facts/audit-log-activity.ts'
import { authenticationMode } from '../facts/authentication-mode.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { recordsRead } from '../facts/records-read.ts'
import { type Exchange, pass } from '../model.ts'

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
})

export default defineControl({
  id: 'ACC-06',
  of: 'cluster',
  title: 'The ConfigMap aws-auth is not in use, or was changed only as approved in the last two days',
  criteria: ['CC6.2', 'CC6.3'],
  severity: 'high',
  needs: {
    writes: tally(awsAuthChanges),
    records: latest(attested('change')),
    recordsAt: latest(recordsRead),
    mode: latest(authenticationMode),
  },
  settings: { recordedFirst: true as boolean, needsTicket: true as boolean },
  assess({ writes, records, recordsAt, mode: used }, { settings, subject }) {
    if (used === 'connected') return ofConnected
    if (used === 'API') return pass('authenticationMode is API: the ConfigMap lets nobody in')
    return judgeWrites('changes of aws-auth', {
      ...{ writes, lasts: 2 * 86_400, records, recordsAt, arn: subject.id },
      rules: settings,
      // EKS enters the roles of node groups and Fargate profiles itself.
      isExempt: ({ actorClass }) => actorClass === 'aws-managed',
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
      given([auditHour(0, { ...map, user: 'eks:node-manager' })]),
      given([auditHour(0, map)], [approvedChange()]),
      given([auditHour(0, { ...map, name: 'coredns' })]),
    ],
    fail: [
      given([auditHour(0, map)]),
      given([auditHour(0), auditHour(1, { ...map, verb: 'deletecollection', name: '' })]),
      given([auditHour(0, map)], [approvedChange({ until: '2026-01-05T00:05:00Z' })]),
      { ...given([auditHour(0, map)]), mode: mode('CONFIG_MAP') },
    ],
    notApplicable: [{ ...given([auditHour(0)]), mode: [connectedCluster()] }],
  },
})
