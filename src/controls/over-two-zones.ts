// AVL-01: one availability zone may fail, and the cluster goes on.
import { some } from '../answers/some.ts'
import { defineControl, latest } from '../control.ts'
import { connectedCluster } from '../examples/example.ts'
import { inSubnets, placedCluster, subnetsOf } from '../examples/network.ts'
import { type ClusterSubnets, clusterSubnets } from '../facts/cluster-subnets.ts'
import { ofConnected } from '../facts/of-cluster.ts'
import { type Subnet, subnets } from '../facts/subnets.ts'
import { fail, notApplicable, pass, unknown } from '../model.ts'

const [a, b] = inSubnets
const two = [subnetsOf()]
const sameZone = [subnetsOf({}, { AvailabilityZone: 'eu-central-1a' })]

export default defineControl({
  id: 'AVL-01',
  of: 'cluster',
  title: 'The control plane and the nodes are spread over at least two availability zones',
  criteria: ['A1.2'],
  severity: 'medium',
  needs: { used: latest(clusterSubnets), subnets: latest(subnets) },
  // With `eachNodeGroup` groups are judged one by one; without it one group per zone is as good.
  settings: { zones: 2, eachNodeGroup: false as boolean },
  assess({ used, subnets: shown }, { settings }) {
    if (used === 'connected') return ofConnected
    if (used.local) return notApplicable('a local cluster: control plane and nodes are where its Outpost is')
    const judged = partsOf(used, settings.eachNodeGroup).map((part) => ({ ...part, ...spread(part.subnets, shown) }))
    // One zone is no spread, whatever the setting.
    const few = judged.filter(({ zones }) => zones.length < Math.max(settings.zones, 2))
    const unread = few.flatMap(({ hidden }) => hidden)
    const narrow = few.filter(({ hidden }) => hidden.length === 0)
    if (narrow.length > 0) return fail(placed(narrow))
    if (unread.length > 0) return unknown(`${some([...new Set(unread)])} not shown to this account`)
    const single = used.users
      .filter(({ kind, subnets: own }) => kind === 'nodes' && spread(own, shown).zones.length === 1)
      .map(({ what }) => what)
    const beside = single.length > 0 ? `; in one zone: ${some(single)}` : ''
    return pass(`${placed(judged)}${beside}`)
  },
  remedy:
    'Give node groups subnets of at least two zones (create them anew: a node group cannot change its subnets), or one group to each zone; add subnets to the cluster with aws eks update-cluster-config --name NAME --resources-vpc-config subnetIds=SUBNET,SUBNET.',
  sameAs: [],
  examples: {
    pass: [
      { used: placedCluster({ nodegroups: { apps: inSubnets } }), subnets: two },
      { used: placedCluster({ nodegroups: { 'apps-a': [a], 'apps-b': [b] } }), subnets: two },
      { used: placedCluster({ profiles: { jobs: inSubnets } }), subnets: two },
      { used: placedCluster(), subnets: two },
    ],
    fail: [
      { used: placedCluster(), subnets: sameZone },
      { used: placedCluster({ nodegroups: { apps: [a] } }), subnets: two },
      { used: placedCluster({ nodegroups: { apps: inSubnets } }), subnets: two, with: { settings: { zones: 3 } } },
      {
        used: placedCluster({ nodegroups: { 'apps-a': [a], 'apps-b': [b] } }),
        subnets: two,
        with: { settings: { eachNodeGroup: true } },
      },
      // A Local Zone hangs on the zone that it is a part of, and is none by itself.
      { used: placedCluster(), subnets: [subnetsOf({}, { AvailabilityZone: 'eu-central-1-ham-1a' })] },
    ],
    notApplicable: [
      { used: [connectedCluster()], subnets: two },
      { used: placedCluster({}, { outpostConfig: { outpostArns: ['arn:aws:outposts:x'] } }).slice(0, 1), subnets: two },
    ],
  },
})

type Part = { what: string; subnets: string[] }

const partsOf = ({ users }: ClusterSubnets, eachNodeGroup: boolean): Part[] => {
  const [plane, machines] = [true, false].map((is) => users.filter(({ kind }) => (kind === 'control plane') === is))
  const rest = machines ?? []
  const together = { what: 'nodes and Fargate pods', subnets: rest.flatMap(({ subnets: own }) => own) }
  return [...(plane ?? []), ...(eachNodeGroup ? rest : rest.length > 0 ? [together] : [])]
}

const spread = (ids: string[], shown: Record<string, Subnet>): { zones: string[]; hidden: string[]; said: string } => {
  const known = ids.flatMap((id) => shown[id] ?? [])
  const zones = new Set(known.filter(({ kind }) => kind === 'availability zone').map(({ zone }) => zone))
  const away = new Set(
    known.filter(({ kind }) => kind !== 'availability zone').map(({ kind, zone }) => `${kind} ${zone}`),
  )
  return {
    zones: [...zones].sort(),
    hidden: ids.filter((id) => !shown[id]),
    said: some([...zones].sort().concat([...away].sort())) || 'no zone',
  }
}

const placed = (parts: { what: string; said: string }[]): string =>
  parts
    .slice(0, 4)
    .map(({ what, said }) => `${what} in ${said}`)
    .concat(parts.length > 4 ? [`and ${parts.length - 4} more`] : [])
    .join('; ')
