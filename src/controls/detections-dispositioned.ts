// INC-02: somebody said of each detection what became of it.
import { seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { type ExampleHubFinding, hubFindingsOf, noHub } from '../examples/guardduty.ts'
import { clusterVersion } from '../facts/cluster-version.ts'
import { type HubFinding, hubFindings } from '../facts/hub-findings.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass } from '../model.ts'

const cluster = [describedCluster()]
const hit: ExampleHubFinding = { id: 'h1', of: 'DET-26', severity: 'HIGH', at: '2025-12-20T00:00:00Z' }

export default defineControl({
  id: 'INC-02',
  of: 'cluster',
  title: 'Each detection in the cluster has a disposition in Security Hub in time',
  criteria: ['CC7.3', 'CC7.4'],
  severity: 'high',
  needs: { cluster: latest(clusterVersion), hub: latest(hubFindings) },
  settings: { critical: 1, high: 3, medium: 14 },
  assess: ({ cluster, hub }, { asOf, settings }) => {
    if (cluster === 'connected') return ofConnected
    if (!hub)
      return fail(
        'Security Hub is not on in the region: nobody is told of detections, or could say what became of them',
      )
    const own = hub.filter(({ of }) => of !== 'GuardDuty')
    const open = own.filter(({ workflow }) => workflow === 'NEW')
    const overdue = open.filter((one) => isOverdue(one, settings, seconds(asOf)))
    const silent = own.filter(({ workflow, hasNote }) => workflow !== 'NEW' && !hasNote)
    const rest = `${own.length} findings of detections in Security Hub, ${open.length} new, ${silent.length} decided without a note`
    if (overdue.length === 0) return pass(`none is overdue: ${rest}`)
    const named = overdue.slice(0, 5).map(({ of, firstObservedAt }) => `${of} since ${firstObservedAt}`)
    return fail(`${overdue.length} are new for too long (${named.join('; ')}): ${rest}`)
  },
  limits:
    'Findings that Security Hub has dropped, 90 days after their last update, are not seen, nor hits that an allow-list lets pass, which the evaluation counts with their reason; no decision is judged.',
  remedy:
    'Decide on each, with a note: aws securityhub batch-update-findings --finding-identifiers ... --workflow Status=RESOLVED (or NOTIFIED, SUPPRESSED) --note Text=WHY,UpdatedBy=WHO.',
  sameAs: [],
  examples: {
    pass: [
      { cluster, hub: hubFindingsOf() },
      { cluster, hub: hubFindingsOf({ ...hit, workflow: 'RESOLVED', note: 'a drill' }) },
      { cluster, hub: hubFindingsOf({ ...hit, workflow: 'SUPPRESSED' }) },
      { cluster, hub: hubFindingsOf({ ...hit, severity: 'LOW' }) },
      { cluster, hub: hubFindingsOf({ ...hit, at: '2026-01-04T00:00:00Z' }) },
      { cluster, hub: hubFindingsOf({ ...hit, cluster: 'arn:aws:eks:eu-central-1:111122223333:cluster/prod-2' }) },
    ],
    fail: [
      { cluster, hub: hubFindingsOf(hit) },
      { cluster, hub: hubFindingsOf({ ...hit, severity: 'MEDIUM' }) },
      { cluster, hub: noHub() },
    ],
    notApplicable: [{ cluster: [connectedCluster()], hub: noHub() }],
  },
})

const isOverdue = (
  { severity, firstObservedAt }: HubFinding,
  settings: Record<string, number>,
  now: number,
): boolean => {
  const days = settings[severity.toLowerCase()]
  return days !== undefined && now - seconds(firstObservedAt) > days * 86_400
}
