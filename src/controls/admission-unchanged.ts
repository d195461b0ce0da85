// CHG-06: what refuses workloads is there, and is changed only as approved.
import { some } from '../answers/some.ts'
import { arnPattern } from '../arn-pattern.ts'
import { maintainers } from '../audit-log/admission.ts'
import { isByAws } from '../audit-log/by-aws.ts'
import type { Example } from '../audit-log/example.ts'
import { countExample, windowExample } from '../audit-log/example-window.ts'
import { judgeWrites } from '../changes/judge-writes.ts'
import { defineControl, latest, tally } from '../control.ts'
import { auditHour } from '../examples/audit-window.ts'
import { approvedChange } from '../examples/changes.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { recordsOf } from '../examples/records.ts'
import { attested } from '../facts/attested.ts'
import { admissionChanges } from '../facts/audit-log-activity.ts'
import { serviceAccountsSeen } from '../facts/audit-log-actors.ts'
import { controlPlaneLogging } from '../facts/control-plane-logging.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { recordsRead } from '../facts/records-read.ts'
import { type Exchange, fail } from '../model.ts'

const hooks: Example = {
  verb: 'patch',
  resource: 'validatingwebhookconfigurations',
  apiGroup: 'admissionregistration.k8s.io',
  name: 'kyverno-resource-validating-webhook-cfg',
}
const kyverno = 'system:serviceaccount:kyverno:kyverno-admission-controller'
const hourOf = (...users: string[]) =>
  windowExample(
    { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' },
    { counts: [countExample(480), ...users.map((user) => countExample(360, { 'user.username': user }))] },
  )
const refusedHour = (user: string) =>
  windowExample(
    { start: '2026-01-05T00:00:00Z', end: '2026-01-05T01:00:00Z' },
    { counts: [countExample(480), countExample(12, { 'user.username': user, 'responseStatus.code': '403' })] },
  )
const readAt = '2026-01-05T02:00:00Z'
const given = (writes: Exchange[][], records: Parameters<typeof recordsOf>[0] = []) => ({
  writes,
  accounts: hourOf(kyverno, 'system:serviceaccount:shop:cart'),
  records: recordsOf(records, readAt),
  recordsAt: recordsOf([], readAt),
  logging: [describedCluster()],
})

export default defineControl({
  id: 'CHG-06',
  of: 'cluster',
  title: 'A policy engine is at work, and admission was changed only as approved in the last two days',
  criteria: ['CC6.8', 'CC8.1'],
  severity: 'high',
  needs: {
    writes: tally(admissionChanges),
    accounts: latest(serviceAccountsSeen),
    records: latest(attested('change')),
    recordsAt: latest(recordsRead),
    logging: latest(controlPlaneLogging),
  },
  settings: {
    engines: [
      'system:serviceaccount:gatekeeper-system:*',
      'system:serviceaccount:kyverno:*admission-controller',
    ] as string[],
    /** Who keeps webhooks up to date, certificates for instance; deleting one is not that. */
    maintainers: [...maintainers],
    recordedFirst: true as boolean,
    needsTicket: true as boolean,
  },
  assess({ writes, accounts, records, recordsAt, logging }, { settings, subject }) {
    if (logging === 'connected') return ofConnected
    const engines = settings.engines.map(arnPattern)
    const daily = settings.maintainers.map(arnPattern)
    const seen = accounts.filter((name) => engines.some((is) => is(name)))
    const judged = judgeWrites('changes of admission', {
      ...{ writes, lasts: 2 * 86_400, records, recordsAt, arn: subject.id },
      rules: { recordedFirst: settings.recordedFirst, needsTicket: settings.needsTicket },
      isExempt: (change) =>
        isByAws(change, subject.id) || (!change.what.startsWith('delete') && daily.some((is) => is(change.principal))),
    })
    if (judged.outcome === 'fail' || judged.outcome === 'unknown') return judged
    if (settings.engines.length > 0 && seen.length === 0)
      return fail(`none of ${settings.engines.join(', ')} got an answer in the hour: no policy engine is at work`)
    return { ...judged, reason: `${judged.reason}; at work: ${some(seen) || 'not asked by the configuration'}` }
  },
  limits:
    'What a policy engine refuses is not read, only that it asks the API, and who changes webhooks and admission policies.',
  remedy:
    'Install a policy engine (Kyverno, Gatekeeper), or name the service account of yours in the setting `engines`; empty it where ValidatingAdmissionPolicy alone is used. Record the approval before admission is changed: eks-evidence attest change --file FILE.',
  sameAs: [],
  examples: {
    pass: [
      given([auditHour(0), auditHour(1)]),
      given([auditHour(0, { ...hooks, user: kyverno })]),
      given([auditHour(0, hooks)], [approvedChange()]),
      { ...given([auditHour(0)]), accounts: hourOf(), with: { settings: { engines: [] } } },
    ],
    fail: [
      given([auditHour(0, hooks)]),
      given([auditHour(0, { ...hooks, verb: 'delete', user: kyverno })]),
      given([auditHour(0), auditHour(1, { ...hooks, verb: 'create', resource: 'mutatingadmissionpolicies' })]),
      { ...given([auditHour(0)]), accounts: hourOf('system:serviceaccount:shop:cart') },
      // What reports is not what refuses, and what is refused itself is not at work.
      { ...given([auditHour(0)]), accounts: hourOf('system:serviceaccount:kyverno:kyverno-reports-controller') },
      { ...given([auditHour(0)]), accounts: refusedHour(kyverno) },
    ],
    notApplicable: [{ ...given([auditHour(0)]), logging: [connectedCluster()] }],
  },
})
