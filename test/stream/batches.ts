// Batches as CloudWatch Logs sends them, and a region's stream over a store in memory and the sandbox's Security Hub.
import { gzipSync } from 'node:zlib'
import { emptySecurityHub, enableHub, securityHub } from '../../sandbox/services/security-hub.ts'
import { type Example, example } from '../../src/audit-log/example.ts'
import { seconds, settableClock } from '../../src/clock.ts'
import execIntoKubeSystem from '../../src/detections/exec-into-kube-system.ts'
import execIntoPod from '../../src/detections/exec-into-pod.ts'
import privileged from '../../src/detections/privileged-container.ts'
import unreadable from '../../src/detections/unreadable-entry.ts'
import type { Instant } from '../../src/model.ts'
import { type Streaming, stream } from '../../src/stream/stream.ts'
import type { Send, Wire } from '../../src/wire.ts'
import { memoryStore } from '../prove/memory-store.ts'
import { sendTo } from '../publish/account.ts'

/** A few detections of every severity that there is: what others say of the same entries changes nothing here. */
export const catalog = { detections: [execIntoPod, execIntoKubeSystem, privileged, unreadable] }

export const account = '111122223333'
export const region = 'eu-west-1'
export const now: Instant = '2026-01-05T00:18:20Z'

/** What an exec into kube-system looks like: two detections, one of them high. */
export const exec = (more: Partial<Example> = {}): string =>
  JSON.stringify(
    example({
      verb: 'create',
      resource: 'pods',
      subresource: 'exec',
      namespace: 'kube-system',
      name: 'coredns-0',
      stage: 'ResponseStarted',
      code: 101,
      received: '2026-01-05T00:18:11.000000Z',
      ...more,
    }),
  )

let ids = 0
const id = (): string => String(++ids).padStart(56, '3')

export const event = (message: string, at: Instant = '2026-01-05T00:18:11Z') => ({
  id: id(),
  timestamp: seconds(at) * 1_000,
  message,
})

export const payload = (logEvents: unknown[], more: Record<string, unknown> = {}) => ({
  messageType: 'DATA_MESSAGE',
  owner: account,
  logGroup: '/aws/eks/prod/cluster',
  logStream: 'kube-apiserver-audit-0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  subscriptionFilters: ['eks-evidence-stream'],
  logEvents,
  ...more,
})

export const packed = (text: string | Uint8Array) => ({ awslogs: { data: gzipSync(text).toString('base64') } })
export const batch = (logEvents: unknown[], more: Record<string, unknown> = {}) =>
  packed(JSON.stringify(payload(logEvents, more)))

type Answer = { body: unknown } | { code: string }
const cluster = { name: 'prod', arn: `arn:aws:eks:${region}:${account}:cluster/prod`, createdAt: 1_748_851_200.5 }

/** One region: `eks` is what DescribeCluster answers; `warned` what was refused. */
export const makeRegion = () => {
  const clock = settableClock(now)
  const state = emptySecurityHub()
  enableHub(state, region, now)
  const store = memoryStore('/evidence')
  const toHub = sendTo(securityHub(state), clock.now)
  const here: { eks: Answer; hub: { code: string } | undefined } = { eks: { body: { cluster } }, hub: undefined }
  const asked: string[] = []
  const answer = (given: Answer): Wire => {
    const envelope = { host: 'h', date: clock.now(), at: clock.now(), requestId: 'r' }
    return 'code' in given
      ? { ...envelope, ok: false, code: given.code, message: 'no' }
      : { ...envelope, ok: true, text: JSON.stringify(given.body) }
  }
  const send: Send = async (action, input, where) => {
    asked.push(action)
    if (action === 'eks:DescribeCluster') return answer(here.eks)
    return here.hub ? answer(here.hub) : toHub(action, input, where)
  }
  const warned: unknown[] = []
  const on: Streaming = {
    ...{ store, send, clock, account, region, home: 'eu-central-1', catalog, minute: 20 },
    collector: { version: '1.0.0', commit: 'test' },
    warn: (_, error) => void warned.push(error),
  }
  return {
    ...{ on, here, asked, warned, clock, store, state },
    see: (given: unknown, changed: Partial<Streaming> = {}) => stream({ ...on, ...changed }, given),
    findings: () => [...(state.hubs[region]?.findings.values() ?? [])].map(({ finding }) => finding),
    keys: () => [...store.objects.keys()],
    text: () => [...store.objects.values()].map(([held]) => Buffer.from(held?.body ?? []).toString()).join('\n'),
  }
}
