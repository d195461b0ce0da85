// ACC-04: roles and bindings of Kubernetes are changed as somebody else approved.
import { arnPattern } from '../arn-pattern.ts'
import { isByAws } from '../audit-log/by-aws.ts'
import type { Example } from '../audit-log/example.ts'
import { judgeWrites } from '../changes/judge-writes.ts'
import { defineControl, latest, tally } from '../control.ts'
import { auditHour, cutEntry, silentHour } from '../examples/audit-window.ts'
import { approvedChange } from '../examples/changes.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { recordsOf } from '../examples/records.ts'
import { attested } from '../facts/attested.ts'
import { rbacChanges } from '../facts/audit-log-activity.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { recordsRead } from '../facts/records-read.ts'
import type { Exchange } from '../model.ts'

const bound: Example = {
  verb: 'create',
  resource: 'rolebindings',
  apiGroup: 'rbac.authorization.k8s.io',
  namespace: 'shop',
  name: 'ops',
  code: 201,
  responseObject: { kind: 'RoleBinding', metadata: { name: 'ops' }, roleRef: { kind: 'ClusterRole', name: 'view' } },
}
const readAt = '2026-01-05T02:00:00Z'
const given = (writes: Exchange[][], records: Parameters<typeof recordsOf>[0] = []) => ({
  writes,
  records: recordsOf(records, readAt),
  recordsAt: recordsOf([], readAt),
  logging: [describedCluster()],
})
const argo = 'system:serviceaccount:argocd:argocd-application-controller'

export default defineControl({
  id: 'ACC-04',
  of: 'cluster',
  title: 'Every change of Kubernetes roles and bindings in the last two days was approved before',
  criteria: ['CC6.2', 'CC6.3'],
  severity: 'high',
  needs: {
    writes: tally(rbacChanges),
    records: latest(attested('change')),
    recordsAt: latest(recordsRead),
    logging: latest(controlPlaneLogging),
  },
  settings: { pipelines: [] as string[], recordedFirst: true as boolean, needsTicket: true as boolean },
  assess({ writes, records, recordsAt, logging }, { settings, subject }) {
    if (logging === 'connected') return ofConnected
    const pipelines = settings.pipelines.map(arnPattern)
    return judgeWrites('RBAC changes', {
      ...{ writes, lasts: 2 * 86_400, records, recordsAt, arn: subject.id },
      rules: { recordedFirst: settings.recordedFirst, needsTicket: settings.needsTicket },
      isExempt: (change) => isByAws(change, subject.id) || pipelines.some((is) => is(change.principal)),
    })
  },
  remedy:
    'Record the approval before RBAC is changed: eks-evidence attest change --file FILE; take back what nobody approved: kubectl delete. Name pipelines that write reviewed manifests in the setting `pipelines`.',
  sameAs: [],
  examples: {
    pass: [
      given([auditHour(0), auditHour(1)]),
      given([auditHour(0, bound), auditHour(1)], [approvedChange()]),
      given([auditHour(0, { ...bound, code: 403, decision: 'forbid' })]),
      given([auditHour(0, { ...bound, user: 'eks:addon-manager' })]),
      { ...given([auditHour(0, { ...bound, user: argo })]), with: { settings: { pipelines: [argo] } } },
    ],
    fail: [
      given([auditHour(0), auditHour(1, bound)]),
      given([auditHour(0, bound)], [approvedChange({ subjects: ['arn:aws:eks:*:*:cluster/test'] })]),
      given([auditHour(0, bound)], [approvedChange({ approvedBy: 'alice' })]),
      given([auditHour(0, bound)], [approvedChange({}, '2026-01-05T00:30:00Z')]),
      given([auditHour(0, bound), silentHour(1), auditHour(2, cutEntry(bound))]),
      given([auditHour(0, { ...bound, user: argo })]),
    ],
    notApplicable: [{ ...given([auditHour(0)]), logging: [connectedCluster()] }],
  },
})
