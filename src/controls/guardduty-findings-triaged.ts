// INC-01: what GuardDuty found about the cluster was looked at in time.
import { some } from '../answers/some.ts'
import { seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import {
  detectorOf,
  type ExampleFinding,
  guardDutyFindingsOf,
  hubFindingsOf,
  noDetector,
  noHub,
  rulesOf,
} from '../examples/guardduty.ts'
import { clusterVersion } from '../facts/cluster-version.ts'
import { guardDuty } from '../facts/guardduty.ts'
import { type GuardDutyFinding, guardDutyFindings } from '../facts/guardduty-findings.ts'
import { guardDutyRules } from '../facts/guardduty-rules.ts'
import { hubFindings } from '../facts/hub-findings.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const cluster = [describedCluster()]
const on = detectorOf({ EKS_AUDIT_LOGS: 'ENABLED' })
const rules = rulesOf({})
const old: ExampleFinding = { id: 'f1', severity: 8, createdAt: '2025-12-01T00:00:00Z' }
const inHub = (workflow: string) =>
  hubFindingsOf({ id: 'f1', of: 'GuardDuty', severity: 'HIGH', workflow, at: old.createdAt })

export default defineControl({
  id: 'INC-01',
  of: 'cluster',
  title: "GuardDuty's findings about the cluster are triaged in time",
  criteria: ['CC7.3', 'CC7.4'],
  severity: 'high',
  needs: {
    cluster: latest(clusterVersion),
    guardDuty: latest(guardDuty),
    findings: latest(guardDutyFindings),
    rules: latest(guardDutyRules),
    hub: latest(hubFindings),
  },
  // `rules`: names of suppression rules that were agreed on.
  settings: { high: 2, medium: 7, rules: [] as string[] },
  assess: ({ cluster, guardDuty, findings, rules, hub }, { asOf, settings }) => {
    if (cluster === 'connected') return ofConnected
    // What it found before it was suspended is still there to be looked at.
    if (!guardDuty?.isEnabled && findings.length === 0)
      return notApplicable('GuardDuty looks at nothing in the region: LOG-07 says so')
    const looked = new Set((hub ?? []).filter(({ workflow }) => workflow !== 'NEW').map(({ id }) => id))
    const open = findings.filter(({ arn, isArchived }) => !isArchived && !looked.has(arn))
    const overdue = open.filter((one) => isOverdue(one, settings, seconds(asOf)))
    const archived = findings.filter(({ isArchived }) => isArchived)
    const rest = `${findings.length} findings in what GuardDuty keeps, ${open.length} not triaged yet, ${archived.length} archived`
    const others = rules.filter((name) => !settings.rules.includes(name))
    const unseen = archived.filter((one) => !looked.has(one.arn) && isOverdue(one, settings, seconds(asOf)))
    if (overdue.length === 0 && unseen.length > 0 && others.length > 0)
      return unknown(
        `${unseen.length} findings were archived by somebody, or by a suppression rule that nobody agreed on (${some(others)}): ${rest}`,
      )
    if (overdue.length === 0) return pass(`none is overdue: ${rest}`)
    const named = overdue.slice(0, 5).map(({ type, firstSeen }) => `${type} since ${firstSeen}`)
    return fail(`${overdue.length} findings are overdue (${named.join('; ')}): ${rest}`)
  },
  limits: 'Findings that GuardDuty has dropped, after 90 days, are not seen; no decision is judged.',
  remedy:
    'Look at each: aws guardduty archive-findings --detector-id ID --finding-ids ..., or set the workflow in Security Hub: aws securityhub batch-update-findings --workflow Status=RESOLVED (or NOTIFIED, SUPPRESSED) with a note that says why. Delete suppression rules (aws guardduty delete-filter --detector-id ID --filter-name NAME), or agree on them in the setting `rules`.',
  sameAs: ['Prowler guardduty_no_high_severity_findings (any high finding, no age)'],
  examples: {
    pass: [
      { cluster, guardDuty: on, rules, findings: guardDutyFindingsOf(), hub: hubFindingsOf() },
      { cluster, guardDuty: on, rules, findings: guardDutyFindingsOf({ ...old, archived: true }), hub: noHub() },
      { cluster, guardDuty: on, rules, findings: guardDutyFindingsOf(old), hub: inHub('RESOLVED') },
      { cluster, guardDuty: on, rules, findings: guardDutyFindingsOf({ ...old, severity: 2 }), hub: inHub('NEW') },
      {
        cluster,
        guardDuty: on,
        rules,
        findings: guardDutyFindingsOf({ ...old, createdAt: '2026-01-04T00:00:00Z' }),
        hub: hubFindingsOf(),
      },
      {
        cluster,
        guardDuty: on,
        rules,
        findings: guardDutyFindingsOf({ ...old, cluster: 'arn:aws:eks:eu-central-1:111122223333:cluster/prod-2' }),
        hub: hubFindingsOf(),
      },
    ],
    fail: [
      { cluster, guardDuty: on, rules, findings: guardDutyFindingsOf(old), hub: inHub('NEW') },
      { cluster, guardDuty: on, rules, findings: guardDutyFindingsOf(old), hub: noHub() },
      { cluster, guardDuty: on, rules, findings: guardDutyFindingsOf({ ...old, severity: 5 }), hub: hubFindingsOf() },
    ],
    notApplicable: [
      { cluster, guardDuty: noDetector(), rules: noDetector(), findings: noDetector(), hub: noHub() },
      { cluster: [connectedCluster()], guardDuty: on, rules, findings: guardDutyFindingsOf(), hub: noHub() },
    ],
  },
})

// GuardDuty's own bounds of high and medium; what is low waits for nobody.
const isOverdue = (
  { severity, firstSeen }: GuardDutyFinding,
  { high, medium }: { high: number; medium: number },
  now: number,
): boolean => severity >= 4 && now - seconds(firstSeen) > (severity >= 7 ? high : medium) * 86_400
