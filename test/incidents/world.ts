// A made-up account with something of an incident in every place, and the source `incidents` observed over it.
import { AwsFault } from '../../sandbox/service.ts'
import { logsService } from '../../sandbox/services/logs.ts'
import { createGroup, logsState, putEvent } from '../../sandbox/services/logs-state.ts'
import { plus } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import type { Exchange, Incident, Instant, Slot, Subject } from '../../src/model.ts'
import { type Observing, observe } from '../../src/observation/observe.ts'
import { readObservation, statusOf } from '../../src/observation/read.ts'
import { storedParts } from '../../src/observation/stored.ts'
import type { Place } from '../../src/source.ts'
import source from '../../src/sources/incidents.ts'
import type { Wire } from '../../src/wire.ts'
import { memoryStore } from '../prove/memory-store.ts'

export const region = 'eu-west-1'
export const account = '111122223333'
export const subject: Subject = {
  scope: 'cluster',
  id: `arn:aws:eks:${region}:${account}:cluster/prod`,
  name: 'prod',
  region,
  bornAt: '2026-01-01T00:00:00Z',
}
export const slot: Slot = { start: '2026-01-05T01:00:00Z', end: '2026-01-05T02:00:00Z' }
export const tick = '2026-01-05T02:20:00Z'
export const hitAt = '2026-01-05T00:45:00Z'
export const role = `arn:aws:iam::${account}:role/Ops`
export const alice = `arn:aws:sts::${account}:assumed-role/Ops/alice`
export const key = 'ASIAALICEALICEALICE1'
const ref = (name: string) => ({ key: name, versionId: null, sha256: sha256(name), bytes: 1 })

/** Of alice, who opened a shell in CoreDNS from the internet. */
export const incident = (more: Partial<Incident> = {}, marks: Partial<Incident['marks']> = {}): Incident => ({
  id: '0123456789abcdef0123',
  continues: null,
  slot,
  from: plus(hitAt, -1_800),
  to: plus(hitAt, 1_800),
  marks: {
    principals: [role, alice],
    keys: [key],
    sessions: ['alice'],
    sourceIPs: ['203.0.113.5'],
    objects: ['pods/kube-system/coredns-1'],
    ...marks,
  },
  cut: 0,
  hits: [
    {
      ...{ detection: 'DET-23', at: hitAt, auditID: 'a1', pointers: ['p1'] },
      ...{ reason: 'alice asked to create pods/exec', evidence: ref('evaluation') },
    },
  ],
  count: 1,
  windows: [],
  ...more,
})

export type Said = { text: string } | { code: string; message?: string }
/** Looks at, and may replace, each answer. */
export type Tamper = (action: string, input: Record<string, unknown>, honest: () => Said) => Said

export const pod = 'ip-10-0-1-21.eu-west-1.compute.internal-application.var.log.containers'
/** What flows into the logs of the account. */
export const logsOf = () => {
  const state = logsState()
  const group = (name: string) => createGroup(state, { region, name, at: '2026-01-01T00:00:00Z' })
  const said = (name: string, stream: string, message: string, at: Instant = hitAt) =>
    putEvent(state.groups.find((one) => one.name === name) ?? group(name), stream, message, at)
  const cluster = '/aws/eks/prod/cluster'
  said(cluster, 'authenticator-1', `time="x" level=info msg="STS response" accesskeyid=${key} arn="${alice}"`)
  said(cluster, 'authenticator-1', `time="x" level=info msg="access granted" arn="${role}" username="alice"`)
  said(cluster, 'authenticator-1', 'time="x" level=info msg="access granted" arn="arn:aws:iam::1:role/Other"')
  said(cluster, 'kube-apiserver-1', `something about ${alice}`)
  const insights = (log: string) => `/aws/containerinsights/prod/${log}`
  said(insights('application'), `${pod}.coredns-1_kube-system_coredns-0a.log`, '{"log":"password is hunter2"}')
  said(insights('application'), `${pod}.coredns-1_kube-system_coredns-0a.log`, '{"log":"b"}', plus(hitAt, 60))
  said(insights('application'), `${pod}.coredns-12_kube-system_coredns-0b.log`, '{"log":"another pod"}')
  said(insights('application'), `${pod}.web-1_web_web-0c.log`, '{"log":"GET / from 203.0.113.5"}')
  said(insights('dataplane'), 'ip-10-0-1-21-kubelet', '{"message":"exec in pod kube-system/coredns-1"}')
  said(insights('host'), 'ip-10-0-1-21.secure', '{"message":"session opened"}')
  createGroup(state, { region, name: insights('performance'), at: '2026-01-01T00:00:00Z' })
  return state
}

export const trailEvent = (id: string, at: Instant, more: object = {}) => ({
  EventId: id,
  EventName: 'AssumeRole',
  EventSource: 'sts.amazonaws.com',
  CloudTrailEvent: JSON.stringify({
    ...{ eventID: id, eventTime: at, eventName: 'AssumeRole', eventSource: 'sts.amazonaws.com' },
    ...{ userIdentity: { type: 'AssumedRole', arn: alice, accessKeyId: key }, sourceIPAddress: '203.0.113.5' },
    ...more,
  }),
})
export const duty = (id: string, more: object = {}) => ({
  ...{
    arn: `arn:aws:guardduty:${region}:${account}:detector/d1/finding/${id}`,
    type: 'Execution:Kubernetes/X',
    severity: 5,
  },
  ...{ createdAt: plus(hitAt, 300), updatedAt: plus(hitAt, 300) },
  resource: { eksClusterDetails: { arn: subject.id } },
  ...more,
})
export const hubFinding = (id: string, more: object = {}) => ({
  ...{ Id: id, Title: 'Something', ProductName: 'Inspector', Severity: { Label: 'HIGH' } },
  ...{ CreatedAt: plus(hitAt, 300), UpdatedAt: plus(hitAt, 300) },
  ...more,
})

type Made = {
  logs?: ReturnType<typeof logsState>
  detectors?: string[]
  events?: object[]
  findings?: object[]
  hub?: object[]
  now?: () => Instant
}

/** Two things a page. */
export const worldOf = (made: Made = {}) => {
  const logs = made.logs ?? logsOf()
  const { detectors = ['d1'], events = [trailEvent('e1', hitAt), trailEvent('e2', plus(hitAt, 60))] } = made
  const findings = made.findings ?? [duty('f1'), duty('f2'), duty('f3')]
  const { now = () => tick } = made
  const hub = made.hub ?? [hubFinding('h1'), hubFinding('h2'), hubFinding('h3')]
  const page = (things: unknown[], token: unknown, [member, next]: [string, string]): unknown => {
    const from = Number(token ?? 0)
    return { [member]: things.slice(from, from + 2), ...(from + 2 < things.length && { [next]: String(from + 2) }) }
  }
  const ids = findings.map((_, at) => `f${at + 1}`)
  return (action: string, input: Record<string, unknown>): unknown => {
    const [service, operation = ''] = action.split(':')
    if (service === 'logs')
      return logsService(logs).operations[operation]?.({ service, operation, region, account, input, now: now() })
    if (operation === 'LookupEvents') return page(events, input.NextToken, ['Events', 'NextToken'])
    if (operation === 'ListDetectors') return page(detectors, input.NextToken, ['detectorIds', 'nextToken'])
    if (operation === 'ListFindings') return page(ids, input.NextToken, ['findingIds', 'nextToken'])
    if (service === 'securityhub') return page(hub, input.NextToken, ['Findings', 'NextToken'])
    return { findings: findings.filter((_, at) => (input.FindingIds as string[]).includes(`f${at + 1}`)) }
  }
}

const honest = (world: ReturnType<typeof worldOf>, action: string, input: Record<string, unknown>): Said => {
  try {
    return { text: JSON.stringify(world(action, input)) }
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error
    return { code: error.code, message: error.message }
  }
}

type How = { made?: Made; incidents?: Incident[]; tamper?: Tamper; atPauses?: boolean; stopAt?: number }

/** Observes as the collector does; `atPauses`: put down at each pause and taken up again; `stopAt`: time is up at that question. */
export const observed = async ({ made, incidents = [incident()], tamper, atPauses, stopAt }: How = {}) => {
  const world = worldOf(made)
  const store = memoryStore('/x')
  let asked = 0
  const on: Observing = {
    store,
    async send(action, input): Promise<Wire> {
      asked += 1
      const given = input as Record<string, unknown>
      const answer = () => honest(world, action, given)
      const said = tamper ? tamper(action, given, answer) : answer()
      const envelope = { host: 'logs.eu-west-1.amazonaws.com', date: tick, requestId: `r${asked}`, at: tick }
      return 'text' in said
        ? { ...envelope, ok: true, text: said.text }
        : { ...envelope, ok: false, code: said.code, message: said.message ?? 'made up' }
    },
    clock: { now: () => tick },
    collector: { version: '0', commit: '0', caller: 'arn' },
    config: sha256(''),
    tick,
    ...(!atPauses && { pause: async () => undefined }),
  }
  const place: Place = { subject, slot, incidents }
  const stored = () => storedParts(store, { sources: [source] }, { tick, source: source.id, subject, slot })
  for (let turns = 0; turns < 500; turns++) {
    const isFirst = turns === 0 && stopAt !== undefined
    const how = isFirst ? { ...on, isTimeUp: () => asked >= stopAt } : on
    if (!('again' in (await observe(how, source, place, await stored())))) break
  }
  const parts = (await stored()).map(({ ref: { key: name }, body }) => ({ key: name, body }))
  const lines: Exchange[] = parts.length === 0 ? [] : [...readObservation(parts).exchanges]
  return { lines, place, text: lines.map((line) => JSON.stringify(line)).join('\n'), ...statusOf(source, place, lines) }
}

export const lacks = (lines: Iterable<Exchange>, incidents: Incident[] = [incident()]): string[] =>
  source.lacks(lines, { subject, slot, incidents }).map(({ action, reason }) => `${action}: ${reason}`)
