// CHG-04: workloads of production are written by pipelines, and by people only as approved.
import { arnPattern } from '../arn-pattern.ts'
import { isByAws } from '../audit-log/by-aws.ts'
import type { Example } from '../audit-log/example.ts'
import { judgeWrites } from '../changes/judge-writes.ts'
import { defineControl, latest, tally } from '../control.ts'
import { auditHour } from '../examples/audit-window.ts'
import { approvedChange } from '../examples/changes.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { recordsOf } from '../examples/records.ts'
import { attested } from '../facts/attested.ts'
import { workloadWrites } from '../facts/audit-log-activity.ts'
import { clusterTags } from '../facts/cluster-tags.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { recordsRead } from '../facts/records-read.ts'
import { type Exchange, notApplicable } from '../model.ts'

const edit: Example = { verb: 'patch', resource: 'deployments', apiGroup: 'apps', namespace: 'shop', name: 'cart' }
const argo = { ...edit, user: 'system:serviceaccount:argocd:argocd-application-controller' }
const readAt = '2026-01-05T02:00:00Z'
const given = (writes: Exchange[][], records: Parameters<typeof recordsOf>[0] = [], environment = 'production') => ({
  writes,
  records: recordsOf(records, readAt),
  recordsAt: recordsOf([], readAt),
  tags: [describedCluster({ tags: { owner: 'platform', environment } })],
  logging: [describedCluster()],
})
const admins = 'arn:aws:iam::111122223333:role/ClusterAdmin'

export default defineControl({
  id: 'CHG-04',
  of: 'cluster',
  title: 'Production workloads were written by pipelines in the last two days, and by people only as approved',
  criteria: ['CC8.1'],
  severity: 'medium',
  needs: {
    writes: tally(workloadWrites),
    records: latest(attested('change')),
    recordsAt: latest(recordsRead),
    tags: latest(clusterTags),
    logging: latest(controlPlaneLogging),
  },
  settings: {
    pipelines: [] as string[],
    serviceAccounts: ['system:serviceaccount:*'] as string[],
    tag: 'environment',
    environments: ['prod', 'production'] as string[],
    recordedFirst: true as boolean,
    needsTicket: true as boolean,
  },
  assess({ writes, records, recordsAt, tags, logging }, { settings, subject }) {
    if (logging === 'connected') return ofConnected
    const environment = tags[settings.tag]
    // A cluster that does not say what it is for is judged.
    if (environment !== undefined && !settings.environments.includes(environment))
      return notApplicable(`its tag ${settings.tag} is ${environment}: no production`)
    const pipelines = settings.pipelines.map(arnPattern)
    const accounts = settings.serviceAccounts.map(arnPattern)
    return judgeWrites('writes of workloads by others than pipelines', {
      ...{ writes, lasts: 2 * 86_400, records, recordsAt, arn: subject.id },
      rules: { recordedFirst: settings.recordedFirst, needsTicket: settings.needsTicket },
      isExempt: (change) =>
        isByAws(change, subject.id) ||
        (change.actorClass === 'workload' ? accounts : pipelines).some((is) => is(change.principal)),
    })
  },
  limits:
    'Who stands behind a pipeline or a service account is not seen, nor custom resources that operators make workloads from.',
  remedy:
    'Deploy by the pipeline, and name its role in the setting `pipelines`; take write access to workloads from people. For what was urgent, record the approval: eks-evidence attest change --file FILE.',
  sameAs: [],
  examples: {
    pass: [
      given([auditHour(0), auditHour(1, argo)]),
      { ...given([auditHour(0, edit)]), with: { settings: { pipelines: [admins] } } },
      given([auditHour(0, edit)], [approvedChange()]),
      given([auditHour(0, { ...edit, subresource: 'status' }, { ...edit, verb: 'get' })]),
      given([auditHour(0, { ...edit, requestURI: '/apis/apps/v1/namespaces/shop/deployments/cart?dryRun=All' })]),
    ],
    fail: [
      given([auditHour(0, edit)]),
      given([auditHour(0, { ...edit, subresource: 'scale' })]),
      given([auditHour(0), auditHour(1, { ...edit, verb: 'create', resource: 'pods', apiGroup: '' })]),
      given([auditHour(0, { ...edit, resource: 'cronjobs', apiGroup: 'batch', verb: 'delete' })]),
      { ...given([auditHour(0, argo)]), with: { settings: { serviceAccounts: ['system:serviceaccount:flux:*'] } } },
      { ...given([auditHour(0, edit)]), tags: [describedCluster({ tags: {} })] },
    ],
    notApplicable: [
      given([auditHour(0, edit)], [], 'staging'),
      { ...given([auditHour(0)]), logging: [connectedCluster()] },
    ],
  },
})
