// The log groups of a scenario: each cluster's background, its silences, and what happens in it.
import { instant, plus } from '../../src/clock.ts'
import type { Instant, Slot } from '../../src/model.ts'
import { auditStreams, backgroundOf, execIntoKubeSystem } from '../noise.ts'
import type { Place } from '../scenario/event.ts'
import { aliceComes } from '../scenario/shell.ts'
import type { Scenario } from '../scenario.ts'
import { authenticatorStream, letIn } from './logs-authenticator.ts'
import { containerLogsOf, detectorsOf, retentionOf } from './logs-insights.ts'
import { createGroup, type LogsState, logsState, putEvent } from './logs-state.ts'

/** For clusters that send the audit log, from when each was made; that of a deleted cluster stays. */
export const logsOf = ({
  world,
  silences,
  lives,
  activities,
  auditShare,
}: Pick<Scenario, 'world' | 'silences' | 'lives' | 'activities' | 'auditShare'>): LogsState => {
  const state = logsState()
  const add = (place: Place, at: Instant, silent: Slot[], kmsKeyId: string | null = null): void => {
    const { region, cluster } = place
    const here = (one: Place) => one.region === region && one.cluster === cluster
    const group = createGroup(
      state,
      { region, name: `/aws/eks/${cluster}/cluster`, at },
      {
        retentionInDays: retentionOf(cluster, 'cluster'),
        kmsKeyId,
        background: backgroundOf(
          { region, name: cluster },
          [...silent, ...silences.filter(here).map(({ slot }) => slot)],
          auditShare,
        ),
      },
    )
    const [stream] = auditStreams({ region, name: cluster })
    for (const { at } of activities.filter(here)) {
      for (const entry of execIntoKubeSystem(at)) putEvent(group, stream, entry.message, entry.at)
      for (const message of letIn(aliceComes(region), plus(at, -2)))
        putEvent(group, authenticatorStream, message, plus(at, -2))
    }
  }
  for (const [region, { clusters }] of Object.entries(world.regions)) {
    for (const { cluster } of clusters) {
      const on = cluster.logging?.clusterLogging?.some(({ enabled, types }) => enabled && types?.includes('audit'))
      // Whoever chose a key for the secrets chose it for the log too.
      const key = cluster.encryptionConfig?.[0]?.provider?.keyArn ?? null
      if (on && cluster.name !== undefined)
        add({ region, cluster: cluster.name }, instant(cluster.createdAt ?? 0), [], key)
    }
    for (const one of clusters) {
      const shells = activities.filter((shell) => shell.region === region && shell.cluster === one.cluster.name)
      containerLogsOf(
        state,
        region,
        one,
        shells.map(({ at }) => at),
      )
    }
  }
  for (const { slot, ...place } of lives)
    add(place, slot.start, [
      { start: instant(0), end: slot.start },
      { start: slot.end, end: plus(slot.end, 366 * 86_400) },
    ])
  state.detectors = detectorsOf(state.groups)
  return state
}
