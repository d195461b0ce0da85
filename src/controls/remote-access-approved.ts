// NET-11: what reaches into a cluster from outside its VPC was agreed on: hybrid nodes, and the Argo CD that EKS runs.
import { readRange } from '../answers/cidr.ts'
import { some } from '../answers/some.ts'
import { defineControl, latest } from '../control.ts'
import { answered, connectedCluster, describedCluster } from '../examples/example.ts'
import { argoCdAccess } from '../facts/argo-cd-access.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { remoteNetworks } from '../facts/remote-networks.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const hybrid = (nodes: string[], pods: string[]) => [
  describedCluster({
    remoteNetworkConfig: { remoteNodeNetworks: [{ cidrs: nodes }], remotePodNetworks: [{ cidrs: pods }] },
  }),
]
const clusterName = 'prod'
const argo = (networkAccess: object | null) => [
  describedCluster(),
  answered('eks:ListCapabilities', { clusterName }, { capabilities: [{ capabilityName: 'argocd' }], nextToken: null }),
  answered(
    'eks:DescribeCapability',
    { clusterName, capabilityName: 'argocd' },
    {
      capability: {
        ...{ capabilityName: 'argocd', clusterName, type: 'ARGOCD', status: 'ACTIVE' },
        configuration: { argoCd: { namespace: 'argocd', networkAccess, serverUrl: 'https://argocd.example' } },
      },
    },
  ),
]
const noHybrid = [describedCluster()]
const noArgo = [
  describedCluster(),
  answered('eks:ListCapabilities', { clusterName }, { capabilities: [], nextToken: null }),
]
const agreed = { with: { settings: { networks: ['10.200.0.0/16'], endpoints: ['vpce-0a1b2c3d'] } } }

export default defineControl({
  id: 'NET-11',
  of: 'cluster',
  title: 'Networks of hybrid nodes and ways to Argo CD are agreed on',
  criteria: ['CC6.1', 'CC6.6'],
  severity: 'medium',
  needs: { remote: latest(remoteNetworks), argo: latest(argoCdAccess) },
  settings: { networks: [] as string[], endpoints: [] as string[], publicArgoCd: false as boolean },
  assess({ remote, argo: servers }, { settings }) {
    if (remote === 'connected' || servers === 'connected') return ofConnected
    const ranges = [...new Set([...remote.nodes, ...remote.pods])]
    if (ranges.length === 0 && servers.length === 0)
      return notApplicable('no hybrid nodes and no Argo CD of EKS: nothing reaches in by them')
    const odd = [...ranges, ...settings.networks].filter((range) => !readRange(range))
    if (odd.length > 0) return unknown(`a range that cannot be read among ${some(odd)}`)
    const networks = ranges.filter((range) => !settings.networks.some((one) => holds(one, range)))
    const faults = [
      ...networks.map((range) => `hybrid nodes or pods in ${range} are not agreed on`),
      ...servers.flatMap(({ name, endpoints }) => {
        if (endpoints.length === 0) return settings.publicArgoCd ? [] : [`${name} is reached from the whole internet`]
        const others = endpoints.filter((id) => !settings.endpoints.includes(id))
        return others.length > 0 ? [`${name} is reached by ${some(others, 3)}, not agreed on`] : []
      }),
    ]
    if (faults.length > 0) return fail(some(faults, 4))
    const ways = servers.map(({ name, endpoints }) => `${name} by ${some(endpoints, 3) || 'its public endpoint'}`)
    return pass(`agreed on: ${some([...ranges, ...ways], 6)}`)
  },
  remedy:
    'Agree on ranges and endpoints in the settings `networks` and `endpoints`; else take them away: aws eks update-cluster-config --name NAME --remote-network-config ..., aws eks update-capability --cluster-name NAME --capability-name argocd --configuration with networkAccess.vpceIds, which shuts the public endpoint.',
  sameAs: [],
  examples: {
    pass: [
      { remote: hybrid(['10.200.0.0/16'], ['10.200.128.0/17']), argo: noArgo, ...agreed },
      { remote: noHybrid, argo: argo({ vpceIds: ['vpce-0a1b2c3d'] }), ...agreed },
      { remote: noHybrid, argo: argo(null), with: { settings: { publicArgoCd: true } } },
    ],
    fail: [
      { remote: hybrid(['10.200.0.0/16'], []), argo: noArgo },
      { remote: hybrid(['10.200.0.0/15'], ['10.200.0.0/15']), argo: noArgo, ...agreed },
      { remote: noHybrid, argo: argo(null), ...agreed },
      { remote: noHybrid, argo: argo({ vpceIds: [] }), ...agreed },
      { remote: noHybrid, argo: argo({ vpceIds: ['vpce-0a1b2c3d', 'vpce-09999999'] }), ...agreed },
    ],
    notApplicable: [
      { remote: noHybrid, argo: noArgo },
      { remote: [connectedCluster()], argo: noArgo },
    ],
  },
})

const holds = (outer: string, inner: string): boolean => {
  const [a, b] = [readRange(outer), readRange(inner)]
  return a !== undefined && b !== undefined && a.family === b.family && a.first <= b.first && b.last <= a.last
}
