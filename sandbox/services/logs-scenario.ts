// The log groups of a scenario: each cluster's background, its silences, and what happens in it.
import { instant } from '../../src/clock.ts'
import { auditStreams, backgroundOf, execIntoKubeSystem } from '../noise.ts'
import type { Scenario } from '../scenario.ts'
import { createGroup, type LogsState, logsState, putEvent } from './logs-state.ts'

/** For clusters that send the audit log; made when the cluster was. */
export const logsOf = ({
  world,
  silences,
  activities,
}: Pick<Scenario, 'world' | 'silences' | 'activities'>): LogsState => {
  const state = logsState()
  for (const [region, { clusters }] of Object.entries(world.regions)) {
    for (const { cluster } of clusters) {
      const on = cluster.logging?.clusterLogging?.some(({ enabled, types }) => enabled && types?.includes('audit'))
      if (!on || cluster.name === undefined) continue
      const place = { region, name: cluster.name }
      const here = (one: { region: string; cluster: string }) => one.region === region && one.cluster === cluster.name
      const silent = silences.filter(here).map(({ slot }) => slot)
      const group = createGroup(
        state,
        { region, name: `/aws/eks/${cluster.name}/cluster`, at: instant(cluster.createdAt ?? 0) },
        { background: backgroundOf(place, silent) },
      )
      const [stream] = auditStreams(place)
      for (const { at } of activities.filter(here)) {
        for (const entry of execIntoKubeSystem(at)) putEvent(group, stream, entry.message, entry.at)
      }
    }
  }
  return state
}
