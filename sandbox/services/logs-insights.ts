// What a scenario's clusters log beside their control plane, how long it is kept, and which anomaly detectors watch it.
import { instant, plus, seconds } from '../../src/clock.ts'
import type { Instant } from '../../src/model.ts'
import { coredns } from '../noise.ts'
import { account, base, hex, uuid } from '../scenario/seed.ts'
import { kubeletSays } from '../scenario/shell.ts'
import type { ClusterState } from '../world.ts'
import {
  createGroup,
  type DetectorState,
  type LogEvent,
  type LogGroup,
  type LogsState,
  putEvent,
} from './logs-state.ts'

/** Days, by cluster and log; what is not here never expires. */
const retention: Record<string, Record<string, number>> = {
  prod: { cluster: 400, application: 365, dataplane: 365, host: 365, performance: 30 },
  staging: { cluster: 90, application: 14, dataplane: 14, host: 14, performance: 14 },
}
export const retentionOf = (cluster: string, log: string): number | null => retention[cluster]?.[log] ?? null

/** Nothing comes from the hosts of `analytics` any more since its nodes were renewed. */
const silent = 'analytics/host'

/** Streams as Fluent Bit names them: the node, and where on it the log is from. */
const streamOf = (node: string, log: string): string => {
  const container = hex(`${node}/coredns`, 64)
  if (log === 'application')
    return `${node}-application.var.log.containers.${coredns}_kube-system_coredns-${container}.log`
  if (log === 'dataplane') return `${node}-dataplane.systemd.kubelet.service`
  return log === 'host' ? `${node}.host.messages` : node
}

/** The four log groups of Container Insights, where its add-on is installed; with what `shells` in CoreDNS leave in them. */
export const containerLogsOf = (
  state: LogsState,
  region: string,
  { cluster, addons }: ClusterState,
  shells: readonly Instant[] = [],
): void => {
  const { name = '', createdAt = 0 } = cluster
  if (!addons.some(({ addonName }) => addonName === 'amazon-cloudwatch-observability')) return
  const node = `ip-10-0-1-21.${region}.compute.internal`
  for (const log of ['application', 'dataplane', 'host', 'performance']) {
    const place = { region, name: `/aws/containerinsights/${name}/${log}`, at: instant(createdAt) }
    const stream = streamOf(node, log)
    const until = `${name}/${log}` === silent ? plus(base, -40 * 86_400) : null
    const group = createGroup(state, place, {
      retentionInDays: retentionOf(name, log),
      background: trickle(stream, { log, until }),
    })
    group.streams.set(stream, until ? entriesOf(until, log) : [])
    for (const shell of log === 'dataplane' ? shells : []) {
      const { at, message } = kubeletSays(coredns, shell)
      putEvent(group, stream, message, at)
    }
  }
}

const messages: Record<string, string> = {
  application: JSON.stringify({
    log: '[INFO] 10.0.1.33:41532 - "A IN orders.shop.svc.cluster.local. udp 52 false 512" NOERROR qr,aa,rd 102 0.000121s',
    stream: 'stdout',
    kubernetes: { pod_name: coredns, namespace_name: 'kube-system', container_name: 'coredns' },
  }),
  dataplane: JSON.stringify({ hostname: 'ip-10-0-1-21', systemd_unit: 'kubelet.service', message: 'Synced' }),
  host: JSON.stringify({ host: 'ip-10-0-1-21', ident: 'systemd', message: 'Started session' }),
}

// An entry every ten minutes.
const entriesOf = (hour: Instant, log: string): LogEvent[] =>
  Array.from({ length: 6 }, (_, nth) => {
    const timestamp = (seconds(hour) + nth * 600) * 1_000
    return { timestamp, ingestionTime: timestamp + 2_000, message: messages[log] ?? '{"Type":"Node"}' }
  })
const trickle =
  (stream: string, { log, until }: { log: string; until: Instant | null }) =>
  (hour: Instant): Record<string, LogEvent[]> => ({
    [stream]: until && hour >= until ? [] : entriesOf(hour, log),
  })

/** One watches the control plane of prod, and is paused on analytics; nobody has looked at what it found there last month. */
export const detectorsOf = (groups: readonly LogGroup[]): DetectorState[] =>
  groups.flatMap(({ region, name }): DetectorState[] => {
    const status =
      name === '/aws/eks/prod/cluster' ? 'ANALYZING' : name === '/aws/eks/analytics/cluster' ? 'PAUSED' : null
    if (status === null) return []
    const logGroupArnList = [`arn:aws:logs:${region}:${account}:log-group:${name}`]
    const anomalyDetectorArn = `arn:aws:logs:${region}:${account}:anomaly-detector:${uuid(`detector${name}`)}`
    const made = (seconds(base) - 200 * 86_400) * 1_000
    return [
      {
        region,
        detector: {
          anomalyDetectorArn,
          detectorName: 'control-plane',
          logGroupArnList,
          evaluationFrequency: 'FIFTEEN_MIN',
          anomalyDetectorStatus: status,
          creationTimeStamp: made,
          lastModifiedTimeStamp: made,
          anomalyVisibilityTime: 21,
        },
        anomalies: [12, 3].map((days, nth) => anomalyOf({ anomalyDetectorArn, logGroupArnList, name, days, nth })),
      },
    ]
  })

type Made = { anomalyDetectorArn: string; logGroupArnList: string[]; name: string; days: number; nth: number }
const anomalyOf = ({
  anomalyDetectorArn,
  logGroupArnList,
  name,
  days,
  nth,
}: Made): DetectorState['anomalies'][number] => {
  const firstSeen = (seconds(base) - days * 86_400) * 1_000
  const message = `{"kind":"Event","verb":"get","requestURI":"/api/v1/namespaces/kube-system/secrets?token=${hex(name, 20)}"}`
  const settled = nth === 0
  return {
    anomalyId: uuid(`anomaly${name}${nth}`),
    patternId: hex(`pattern${name}${nth}`, 32),
    anomalyDetectorArn,
    patternString: '{"kind":"Event","verb":<*>,"requestURI":<*>}',
    priority: nth === 0 ? 'HIGH' : 'LOW',
    firstSeen,
    lastSeen: firstSeen + 1_800_000,
    description: '60.0% increase in the count of a pattern',
    active: !settled,
    state: settled ? 'Suppressed' : 'Active',
    histogram: { [String(firstSeen)]: 14 },
    logSamples: [{ timestamp: firstSeen, message }],
    patternTokens: [{ dynamicTokenPosition: 1, isDynamic: true, tokenString: '<*>', enumerations: { '"get"': 14 } }],
    logGroupArnList,
    suppressed: settled,
    ...(settled && { suppressedDate: firstSeen + 7_200_000 }),
  }
}
