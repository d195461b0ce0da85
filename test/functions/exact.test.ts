// What is granted is what is called: the stack's functions run under their roles, as the state machine runs them, through a
// story in which each needs all that it may do. What no function called is granted for nothing; what was denied is missing.
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { execIntoKubeSystem } from '../../sandbox/noise.ts'
import { glob } from '../../sandbox/permissions.ts'
import { updateOf } from '../../sandbox/scenario/updates.ts'
import { makeScenario } from '../../sandbox/scenario.ts'
import { arnOf } from '../../sandbox/services/kms-key.ts'
import { logsOf } from '../../sandbox/services/logs-scenario.ts'
import { groupOf, type LogsState, putEvent } from '../../sandbox/services/logs-state.ts'
import { recordKey, writeRecord } from '../../src/attested/record.ts'
import { makeS3 } from '../../src/aws.ts'
import { seconds } from '../../src/clock.ts'
import { sha256 } from '../../src/digest.ts'
import { type Authority, makeAuthority, serveAuthority } from '../anchors/authority.ts'
import { drillAt } from '../governance/account.ts'
import { text } from '../layout-tree.ts'
import { machineOf } from './run.ts'
import { startStack } from './stack.ts'

/** Asked by Lambda itself, in the function's name: where a batch goes that could not be judged. */
const byLambda = ['stream sqs:SendMessage']

let stack: Awaited<ReturnType<typeof startStack>>
let ended: string[]
let reported: unknown
let authority: Authority
let tsa: Awaited<ReturnType<typeof serveAuthority>>

// So that an update of each kind of part is described.
const changeCapability = (): void => {
  const cluster = stack.world.regions[stack.home]?.clusters.find(({ capabilities }) => capabilities.length > 0)
  const [capability] = cluster?.capabilities ?? []
  if (!cluster || !capability?.capabilityName) throw new Error('no cluster has a capability')
  const changed = updateOf('capability', seconds('2026-01-04T12:00:00Z'), { type: 'CapabilityUpdate', params: {} })
  cluster.updates.push({ ...changed, capabilityName: capability.capabilityName })
}

// So that there is an incident, around which other logs are searched.
const scenario = makeScenario({ days: 1 })
const withShell = (): LogsState => {
  const logs = logsOf(scenario)
  const group = groupOf(logs, 'eu-west-1', '/aws/eks/prod/cluster')
  if (!group) throw new Error('prod has no audit log')
  for (const { message, at } of execIntoKubeSystem('2026-01-05T00:30:00Z'))
    putEvent(group, 'kube-apiserver-audit-0a1b', message, at)
  return logs
}

const configure = async (): Promise<void> => {
  const credentials = { accessKeyId: 'owner', secretAccessKey: 'any' }
  const client = makeS3({ home: stack.home, endpoint: stack.sandbox.endpoint, credentials })
  await client.send(
    new PutObjectCommand({ Bucket: 'documents', Key: 'config/eks-evidence.yml', Body: 'regions: all\n' }),
  )
  // Of one record the document lies beside it, of another it is gone.
  for (const Body of ['minutes', undefined]) {
    const document = { name: 'minutes', sha256: sha256(Body ?? ''), bytes: 7, key: `records/drill/${Body}` }
    const record = drillAt('2026-01-04T09:00:00Z', { document })
    const once = { Bucket: 'documents', IfNoneMatch: '*' }
    await client.send(new PutObjectCommand({ ...once, Key: recordKey(record), Body: writeRecord(record) }))
    if (Body) await client.send(new PutObjectCommand({ ...once, Key: document.key, Body }))
  }
  client.destroy()
}

// A reply is lost, and the object is there when plan puts it again; S3 tells of others that are gone when plan, and publish, look for them.
const disturb = (): void => {
  const put = { service: 's3', operation: 'PutObject', times: 1 }
  const folder = 'ticks/2026/01/05/0120Z'
  stack.sandbox.faults.add({ ...put, effect: { kind: 'reset', when: 'after' }, input: { Key: `${folder}/plan.json` } })
  const gone = { kind: 'error' as const, code: 'PreconditionFailed', status: 412, message: 'it was there' }
  for (const name of ['config.json', 'published/20260105T002000Z.json'])
    stack.sandbox.faults.add({ ...put, effect: gone, input: { Key: `${folder}/${name}` } })
}

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: seconds('2026-01-05T00:19:00Z') * 1_000 })
  stack = await startStack({ scenario, logs: withShell() })
  const [before = '', now = ''] = [stack.previousKey, stack.key].map((key) => arnOf(key, stack.account))
  authority = makeAuthority()
  tsa = await serveAuthority(authority)
  const told: Record<string, string> = { SIGNING_KEY_ID: before, TIMESTAMP_AUTHORITY: tsa.url }
  const { at, invoke, tick } = machineOf(stack, told)
  at('2026-01-05T00:19:00Z')
  // Before the first tick there is no configuration to go by; and AWS may deliver a batch twice.
  const batch: unknown = JSON.parse(text('events/stream.json'))
  await invoke('stream', batch)
  await invoke('stream', batch)
  await invoke('subscribe', {})
  await configure()
  changeCapability()
  disturb()
  // Two sealers: one loses the race, and reads who won.
  const twice = async (given: unknown) => (await Promise.all([invoke('seal', given), invoke('seal', given)]))[0]
  const first = await tick('2026-01-05T00:20:00Z', twice)
  // The stack's own key takes over; the deployment that says so comes between a seal and its publish.
  vi.resetModules()
  Object.assign(told, { SIGNING_KEY_ID: now, PREVIOUS_SIGNING_KEY_ID: before })
  await invoke('publish', { tick: '2026-01-05T00:20:00Z' })
  await invoke('report', {})
  // Nobody planned this one, and seal must be able to tell.
  await expect(invoke('seal', { tick: '2026-01-05T00:50:00Z' })).rejects.toMatchObject({ name: 'PLAN_MISSING' })
  // The third: CloudTrail's first hour is read when half an hour has gone since.
  ended = [first, await tick('2026-01-05T01:20:00Z'), await tick('2026-01-05T02:20:00Z')]
  // A week later there is one to tell of, and something of it is gone.
  stack.evidence.objects.delete('ticks/2026/01/05/0120Z/index.ndjson')
  at('2026-01-12T05:50:00Z')
  reported = await invoke('report', {})
}, 300_000)

afterAll(async () => {
  await tsa.close()
  authority.remove()
  await stack.sandbox.close()
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

const callsOf = (name: string) => stack.sandbox.calls().filter(({ caller }) => caller.includes(`-${name}/`))

// AWS names a log group with and without `:*` at its end, and what names one is granted both.
const covers = (pattern: string, resource: string): boolean =>
  glob(pattern, resource) || (pattern.includes(':log-group:') && glob(`${pattern}:*`, resource))

describe('the story', () => {
  it('ends well, tick by tick, under one key and the next', () => {
    expect(ended).toEqual(['succeeded', 'succeeded', 'succeeded'])
    expect([...stack.evidence.objects.keys()].filter((key) => key.startsWith('ledger/'))).toHaveLength(3)
  })

  it('is told of, and copied', () => {
    expect(reported).toMatchObject({
      head: 3,
      copied: { copied: 2, left: 0, conflict: null },
      stamped: 'stamped',
      mail: 'sent',
      digest: 'sent',
      pages: expect.any(Number),
    })
  })
})

describe.each(['collect', 'evaluate', 'plan', 'publish', 'report', 'seal', 'stream', 'subscribe'])('%s', (name) => {
  it('calls all that it is granted, on every resource', () => {
    const used = callsOf(name).flatMap(({ allowed }) => allowed)
    const isUsed = (action: string, pattern: string): boolean =>
      used.some((need) => need.action === action && covers(pattern, need.resource))
    const unused = (stack.grants[name] ?? []).flatMap(({ actions, resources }) =>
      actions
        .filter((action) => !byLambda.includes(`${name} ${action}`))
        .flatMap((action) => resources.filter((one) => !isUsed(action, one)).map((one) => `${action} on ${one}`)),
    )
    expect(unused).toEqual([])
  })

  it('is denied nothing', () => {
    const denied = callsOf(name).filter(({ code }) => code?.startsWith('AccessDenied'))
    expect(denied.map(({ service, operation }) => `${service}:${operation}`)).toEqual([])
  })
})

it('is all there is: whoever is granted something runs here', () => {
  expect(Object.keys(stack.grants).sort()).toEqual([
    ...['collect', 'evaluate', 'plan', 'publish', 'report', 'seal', 'stream', 'subscribe'],
  ])
})
