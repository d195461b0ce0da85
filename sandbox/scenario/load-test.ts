// Cluster `load-test`: made in the story for two weeks of load tests, and deleted in it.
import { instant } from '../../src/clock.ts'
import type { ClusterState } from '../world.ts'
import { usualAccess } from './access.ts'
import { usualAddons } from './addons.ts'
import { makeCluster } from './cluster.ts'
import { usualInsights } from './insights.ts'

const name = 'load-test'

/** `born` in seconds since 1970. Nothing in it is older than it is. */
export const loadTest = (born: number): ClusterState =>
  since(
    born,
    makeCluster({
      name,
      region: 'eu-west-1',
      born: instant(born),
      version: '1.34',
      platform: 9,
      authentication: 'API',
      publicCidrs: ['203.0.113.0/24'],
      logs: ['api', 'audit', 'authenticator'],
      customerKey: false,
      deletionProtection: false,
      zonalShift: false,
      support: 'STANDARD',
      tags: { owner: 'platform', environment: 'test' },
      zones: 2,
      nodegroups: [
        {
          name: 'load',
          size: [0, 3, 12],
          types: ['m6i.large'],
          amiType: 'AL2023_x86_64_STANDARD',
          release: '1.34.2-20251209',
          age: 0,
        },
      ],
      addons: usualAddons({}).filter(({ name }) => ['coredns', 'kube-proxy', 'vpc-cni'].includes(name)),
      access: usualAccess(name).slice(0, 4),
      podIdentities: [],
      insights: usualInsights({}),
      updates: [],
    }),
  )

// EKS makes the parts some minutes after the cluster.
const since = <T>(born: number, part: T, name = ''): T => {
  if (typeof part === 'number') return (/(At|Time)$/.test(name) && part < born ? born + 780 : part) as T
  if (Array.isArray(part)) return part.map((item) => since(born, item)) as T
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, since(born, value, key)])) as T
}
