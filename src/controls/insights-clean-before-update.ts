// CHG-05: nothing stood in the way of a version update when it began. What can be said of it: what EKS had told in the
// reading before the update, at most a day old; that a later look would have found the same, cannot.
import { seconds } from '../clock.ts'
import { defineControl, latest, previous } from '../control.ts'
import { connectedCluster } from '../examples/example.ts'
import { insightsOf, refreshedAt } from '../examples/insights.ts'
import { updatesOf } from '../examples/updates.ts'
import { type Insight, insights } from '../facts/insights.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { type VersionUpdate, versionUpdates } from '../facts/version-updates.ts'
import { fail, notApplicable, type Outcome, pass, unknown } from '../model.ts'

const staleAfter = 3 * 86_400
const update = {
  id: 'u-9',
  type: 'VersionUpdate',
  status: 'InProgress',
  createdAt: refreshedAt + 40_000,
  params: [{ type: 'Version', value: '1.34' }],
}
const older = {
  ...update,
  id: 'u-1',
  status: 'Successful',
  createdAt: refreshedAt - 9_000_000,
  params: [{ type: 'Version', value: '1.33' }],
}
const readings = (before: ReturnType<typeof insightsOf>, updates = updatesOf(older, update)) => ({
  ...{ before, updates },
  updatesBefore: updatesOf(older),
})

export default defineControl({
  id: 'CHG-05',
  of: 'cluster',
  title: 'Insights of EKS were clean before the cluster was updated to another version',
  criteria: ['CC8.1'],
  severity: 'medium',
  needs: {
    before: previous(insights),
    updates: latest(versionUpdates),
    updatesBefore: previous(versionUpdates),
  },
  settings: {},
  assess: ({ before, updates, updatesBefore }) => {
    if (before === 'connected' || updates === 'connected' || updatesBefore === 'connected') return ofConnected
    const begun = updates.filter(({ id }) => !updatesBefore.some((one) => one.id === id))
    if (begun.length === 0)
      return notApplicable('no update to another Kubernetes version began between the two latest readings')
    const outcomes = begun.map((one) => judged(one, before))
    const worst = ['fail', 'unknown', 'pass'].flatMap((kind) => outcomes.find(({ outcome }) => outcome === kind) ?? [])
    return worst[0] ?? unknown('nothing was judged')
  },
  limits:
    'EKS had told this in the reading before the update, at most a day old: what it would have told when the update began is not known.',
  remedy:
    'Before an update read aws eks list-insights and do what they recommend; EKS refuses an update that an insight in error blocks unless it is forced: require an approval for --force.',
  sameAs: [],
  examples: {
    pass: [
      readings(insightsOf({ status: 'PASSING' }, { status: 'PASSING' })),
      readings(insightsOf({ status: 'PASSING' }, { status: 'ERROR', kubernetesVersion: '1.35' })),
    ],
    fail: [
      readings(insightsOf({ status: 'ERROR' })),
      readings(insightsOf({ status: 'PASSING' }, { status: 'UNKNOWN' }, { status: 'WARNING' })),
      readings(insightsOf({ status: 'WARNING' }), updatesOf(older, { ...update, status: 'Failed' })),
    ],
    notApplicable: [
      readings(insightsOf({ status: 'ERROR' }), updatesOf(older)),
      readings(insightsOf({ status: 'ERROR' }), updatesOf(older, { ...update, type: 'LoggingUpdate' })),
      readings(insightsOf({ status: 'ERROR' }), updatesOf(older, { ...update, of: 'nodes' })),
      { before: [connectedCluster()], updates: [connectedCluster()], updatesBefore: [connectedCluster()] },
    ],
  },
})

const judged = ({ to, createdAt }: VersionUpdate, before: Insight[]): Outcome => {
  const ours = before.filter(
    ({ category, version }) => category === 'UPGRADE_READINESS' && (version === null || version === to),
  )
  const began = `the update to ${to} began at ${createdAt}`
  const [looked] = ours.map(({ refreshed }) => refreshed).sort()
  if (looked === undefined) return unknown(`${began}: the reading before lists no upgrade insight for ${to}`)
  const open = ours.filter(({ status }) => status === 'ERROR' || status === 'WARNING')
  if (open.length > 0)
    return fail(
      `${began}, though in the reading before ${open.map(({ name, status, since }) => `${name} was ${status} since ${since}`).join('; ')}`,
    )
  if (seconds(createdAt) - seconds(looked) >= staleAfter)
    return unknown(`${began}: insights were last refreshed at ${looked}`)
  const without = ours.find(({ status }) => status === 'UNKNOWN')
  if (without) return unknown(`${began}: in the reading before EKS could not tell of ${without.name}`)
  return pass(
    `${began}: in the reading before all ${ours.length} insights for it were passing, looked at by EKS from ${looked} on`,
  )
}
