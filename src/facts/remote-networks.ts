// The networks outside AWS whose machines may join a cluster as hybrid nodes.
import * as z from 'zod/mini'
import { clusterFact } from './of-cluster.ts'

const networks = z.nullish(z.array(z.object({ cidrs: z.array(z.string()) })))
const shape = z.object({
  remoteNetworkConfig: z.nullish(z.object({ remoteNodeNetworks: networks, remotePodNetworks: networks })),
})

/** Ranges, sorted; none where hybrid nodes are off. */
export const remoteNetworks = clusterFact('remote-networks', shape, ({ remoteNetworkConfig: remote }) => {
  const ranges = (of: { cidrs: string[] }[] | null | undefined) => (of ?? []).flatMap(({ cidrs }) => cidrs).sort()
  return { nodes: ranges(remote?.remoteNodeNetworks), pods: ranges(remote?.remotePodNetworks) }
})
