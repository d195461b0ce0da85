// RSK-01: what stands in the way of the next Kubernetes version does not stand there for long.
import { plus, seconds } from '../clock.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster } from '../examples/example.ts'
import { insightsOf, refreshedAt } from '../examples/insights.ts'
import { type Insight, insights } from '../facts/insights.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { fail, pass, unknown } from '../model.ts'

const day = 86_400
// EKS refreshes insights every 24 hours; what is older by far speaks of a state that may be gone.
const staleAfter = 3 * day

export default defineControl({
  id: 'RSK-01',
  of: 'cluster',
  title: 'No upgrade insight of EKS stays in error or warning',
  criteria: ['CC3.2', 'CC3.4'],
  severity: 'medium',
  needs: { insights: latest(insights) },
  settings: { days: 30 },
  assess: ({ insights }, { settings, asOf }) => {
    if (insights === 'connected') return ofConnected
    const ours = insights.filter(({ category }) => category === 'UPGRADE_READINESS')
    if (ours.length === 0) return unknown('EKS lists no upgrade insight of the cluster: nothing was checked')
    const fresh = ours.filter(({ refreshed }) => seconds(asOf) - seconds(refreshed) < staleAfter)
    const open = fresh.filter(({ status }) => status === 'ERROR' || status === 'WARNING')
    const old = open.filter(({ since }) => since <= plus(asOf, -settings.days * day))
    if (old.length > 0)
      return fail(`${old.length} of ${ours.length} open for ${settings.days} days or more: ${old.map(said).join('; ')}`)
    const stale = ours.find((one) => !fresh.includes(one))
    if (stale) return unknown(`${stale.name} was last refreshed at ${stale.refreshed}`)
    const without = ours.find(({ status }) => status === 'UNKNOWN')
    if (without) return unknown(`EKS could not tell: ${said(without)}`)
    const younger = open.length > 0 ? `; open for less than ${settings.days} days: ${open.map(said).join('; ')}` : ''
    return pass(`${ours.length - open.length} of ${ours.length} upgrade insights are passing${younger}`)
  },
  remedy:
    'Do what the insight recommends (aws eks describe-insight --cluster-name NAME --id ID), before the version runs out.',
  sameAs: [],
  examples: {
    pass: [
      { insights: insightsOf({ status: 'PASSING' }, { status: 'PASSING' }) },
      {
        insights: insightsOf({ status: 'PASSING' }, { status: 'WARNING', lastTransitionTime: refreshedAt - 20 * day }),
      },
      {
        insights: insightsOf(
          { status: 'PASSING' },
          { status: 'ERROR', category: 'MISCONFIGURATION', lastTransitionTime: refreshedAt - 90 * day },
        ),
      },
    ],
    fail: [
      { insights: insightsOf({ status: 'WARNING', lastTransitionTime: refreshedAt - 40 * day }) },
      { insights: insightsOf({ status: 'UNKNOWN' }, { status: 'ERROR', lastTransitionTime: refreshedAt - 31 * day }) },
      {
        insights: insightsOf({ status: 'WARNING', lastTransitionTime: refreshedAt - 8 * day }),
        with: { settings: { days: 7 } },
      },
    ],
    notApplicable: [{ insights: [connectedCluster()] }],
  },
})

const said = ({ name, version, status, since, reason }: Insight): string =>
  `${name}${version ? ` for ${version}` : ''} is ${status} since ${since} (${reason})`
