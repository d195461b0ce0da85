// A little account with an audit log in which somebody opens shells: the pipeline in memory, incidents and all.
import { AwsFault } from '../../sandbox/service.ts'
import { createGroup, logsState, putEvent } from '../../sandbox/services/logs-state.ts'
import type { Catalog } from '../../src/catalog.ts'
import { lookup } from '../../src/changes/lookup.ts'
import type { Ticking } from '../../src/cli/tick.ts'
import { plus } from '../../src/clock.ts'
import clusterExposed from '../../src/detections/cluster-exposed-or-deleted.ts'
import execIntoKubeSystem from '../../src/detections/exec-into-kube-system.ts'
import type { Timeline } from '../../src/incidents/timeline.ts'
import type { Incident, Instant } from '../../src/model.ts'
import { defineSource } from '../../src/source.ts'
import auditLog from '../../src/sources/audit-log.ts'
import incidents from '../../src/sources/incidents.ts'
import { type Plan, readPlan } from '../../src/store/documents.ts'
import { folder, parseKey, planKey } from '../../src/store/keys.ts'
import { readTimeline } from '../../src/store/timelines.ts'
import { operation } from '../../src/wire.ts'
import {
  audit as auditOf,
  base,
  born,
  type Fault,
  type Little,
  makeLittle,
  catalog as plain,
  tickAt,
  type World,
} from '../pipeline/little.ts'
import { worldOf } from './world.ts'

const told = operation<object, { Events: object[] }>(lookup.action)
/** What CloudTrail tells of a region, as `change-events` reads it: one question. */
const changeEvents = defineSource({
  id: 'change-events',
  kind: 'window',
  of: 'region',
  every: 3_600,
  delay: 1_800,
  keeps: 89 * 86_400,
  operations: [told],
  observe: async ({ slot, ask }) => void (await ask(told, { of: slot.start })),
  lacks: (exchanges) =>
    [...exchanges].some(({ got }) => got === 'body') ? [] : [{ action: told.action, reason: 'was not answered' }],
})

export const catalog: Catalog = {
  sources: [...plain.sources.filter(({ id }) => id !== 'activity'), auditLog, incidents, changeEvents],
  controls: plain.controls.filter(({ id }) => id === 'OPEN'),
  detections: [execIntoKubeSystem, clusterExposed],
}

/** An entry of a shell in kube-system; when counts in minutes from the base. */
export const shell = (minute: number, more: object = {}): string =>
  JSON.stringify({
    ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', auditID: `shell-${minute}` },
    ...{ stage: 'ResponseStarted', verb: 'create', requestURI: '/api/v1/x', sourceIPs: ['203.0.113.5'] },
    user: { username: 'alice', extra: { accessKeyId: ['ASIAALICEALICEALICE1'], sessionName: ['alice'] } },
    objectRef: { resource: 'pods', subresource: 'exec', namespace: 'kube-system', name: 'coredns-1', apiVersion: 'v1' },
    responseStatus: { code: 101 },
    ...{ requestReceivedTimestamp: plus(base, minute * 60), stageTimestamp: plus(base, minute * 60) },
    ...more,
  })

type Made = { world?: World; events?: (slot: Instant) => object[]; fault?: Fault }

export const oneCluster = (): World => ({
  regions: ['eu-west-1'],
  clusters: [{ name: 'prod', region: 'eu-west-1', born, public: false }],
})

/** Shells at these minutes; `say` puts more into the log. */
export const makeIncident = (
  minutes: number[] = [30],
  { world = oneCluster(), events = () => [], fault }: Made = {},
) => {
  const at: Little = makeLittle(world)
  at.state.config = 'regions: [eu-west-1]\n'
  const logs = logsState()
  const group = createGroup(logs, { region: 'eu-west-1', name: '/aws/eks/prod/cluster', at: '2025-01-01T00:00:00Z' })
  const say = (minute: number, message: string) =>
    putEvent(group, 'kube-apiserver-audit-0a1b', message, plus(base, minute * 60))
  for (const minute of minutes) say(minute, shell(minute))
  const answerOf = worldOf({ logs, findings: [], hub: [], events: [], now: at.clock.now })
  const other = { now: fault }
  at.fault.now = (action, input, region) => {
    const given = other.now?.(action, input, region)
    if (given) return given
    if (action === told.action && 'of' in input) return { text: JSON.stringify({ Events: events(String(input.of)) }) }
    if (!/^(logs|cloudtrail|guardduty|securityhub):/.test(action)) return undefined
    try {
      return { text: JSON.stringify(answerOf(action, input)) }
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error
      return { code: error.code, message: error.message }
    }
  }
  const tick = (hour: number, changed: Partial<Ticking> = {}) => at.tick(hour, { catalog, ...changed })
  const run = async (from: number, to: number) => {
    for (let hour = from; hour <= to; hour++) await tick(hour)
  }
  return { ...at, at, logs, group, say, tick, run, other, events }
}

export const audit = (at: Pick<Little, 'memory'>, hours: number) => auditOf(at.memory, hours, {}, catalog)

export const planOf = ({ memory }: Pick<Little, 'memory'>, hour: number): Plan =>
  readPlan(memory.objects.get(planKey(tickAt(hour)))?.[0]?.body ?? new Uint8Array())
export const incidentsAt = (at: Pick<Little, 'memory'>, hour: number): Incident[] =>
  planOf(at, hour).tasks.flatMap((task) => task.incidents)

export const timelinesAt = ({ memory }: Pick<Little, 'memory'>, hour: number): Timeline[] =>
  [...memory.objects].flatMap(([key, [held]]) =>
    key.startsWith(folder(tickAt(hour))) && parseKey(key)?.kind === 'timeline'
      ? [readTimeline(held?.body ?? new Uint8Array())]
      : [],
  )
/** Of all ticks: in which, and of which incident. */
export const allTimelines = ({ memory }: Pick<Little, 'memory'>): string[] =>
  [...memory.objects.keys()].flatMap((key) => {
    const parsed = parseKey(key)
    return parsed?.kind === 'timeline' ? [`${parsed.tick.slice(11, 13)} ${parsed.incident}`] : []
  })
