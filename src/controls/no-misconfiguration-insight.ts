// RSK-02: what EKS itself sees configured wrongly is put right.
import { seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster, describedCluster } from '../examples/example.ts'
import { type ExampleInsight, insightsOf, refreshedAt } from '../examples/insights.ts'
import { insights } from '../facts/insights.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { remoteNetworks } from '../facts/remote-networks.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const category = 'MISCONFIGURATION'
const day = 86_400
const staleAfter = 3 * day
const seen = (...insights: ExampleInsight[]) => ({ insights: insightsOf(...insights), remote: [describedCluster()] })

export default defineControl({
  id: 'RSK-02',
  of: 'cluster',
  title: 'No insight of EKS into a misconfiguration is open',
  criteria: ['CC3.2', 'CC7.1'],
  severity: 'medium',
  needs: { insights: latest(insights), remote: latest(remoteNetworks) },
  settings: {},
  assess: ({ insights, remote }, { asOf }) => {
    if (insights === 'connected' || remote === 'connected') return ofConnected
    const ours = insights.filter((one) => one.category === category)
    if (ours.length === 0)
      return remote.nodes.length > 0
        ? unknown('EKS made no configuration insight yet, though hybrid nodes may join the cluster')
        : notApplicable('EKS makes no configuration insight for the cluster: it looks at those with hybrid nodes')
    const stale = ours.filter(({ refreshed }) => seconds(asOf) - seconds(refreshed) >= staleAfter)
    const open = ours.filter((one) => one.status !== 'PASSING' && one.status !== 'UNKNOWN' && !stale.includes(one))
    if (open.length > 0)
      return fail(
        open.map(({ name, status, since, reason }) => `${name} is ${status} since ${since} (${reason})`).join('; '),
      )
    const [late] = stale
    if (late) return unknown(`${late.name} was last refreshed at ${late.refreshed}`)
    const without = ours.find(({ status }) => status === 'UNKNOWN')
    return without
      ? unknown(`EKS could not tell: ${without.name} (${without.reason})`)
      : pass(`all ${ours.length} are passing`)
  },
  limits: 'EKS makes such insights of clusters with hybrid nodes alone.',
  remedy: 'Do what the insight recommends: aws eks describe-insight --cluster-name NAME --id ID.',
  sameAs: [],
  examples: {
    pass: [
      seen({ status: 'PASSING', category }),
      seen({ status: 'PASSING', category }, { status: 'ERROR', lastTransitionTime: refreshedAt - 90 * day }),
    ],
    fail: [
      seen({ status: 'WARNING', category }),
      seen({ status: 'PASSING', category }, { status: 'UNKNOWN', category }, { status: 'ERROR', category }),
    ],
    notApplicable: [
      seen(),
      seen({ status: 'PASSING' }),
      { insights: [connectedCluster()], remote: [connectedCluster()] },
    ],
  },
})
