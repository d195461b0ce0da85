// The demo's shell in kube-system: its timeline has lines of every place that tells of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountOf } from '../../sandbox/demo/account.ts'
import { compose } from '../../sandbox/demo/compose.ts'
import { methodsOf } from '../../sandbox/in-thread.ts'
import type { WorkerSandbox } from '../../sandbox/in-worker.ts'
import { makeScenario } from '../../sandbox/scenario.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { runTick } from '../../src/cli/tick.ts'
import { plus, settableClock } from '../../src/clock.ts'
import type { Timeline, Where } from '../../src/incidents/timeline.ts'
import { gunzip } from '../../src/observation/gzip.ts'
import { folder } from '../../src/store/keys.ts'
import type { Store } from '../../src/store/store.ts'
import { readTimeline } from '../../src/store/timelines.ts'

let store: Store
let timeline: Timeline
let close = async (): Promise<void> => undefined

beforeAll(async () => {
  const scenario = makeScenario({ days: 1 })
  const clock = settableClock(scenario.base)
  const { scenarios, ...options } = await accountOf(scenario)
  const account = await startSandbox({ ...options, clock })
  const sandbox = { endpoint: account.endpoint, ...methodsOf(account, clock, scenarios) } as WorkerSandbox
  const composed = await compose(scenario, account.endpoint)
  const ticks = [13, 14, 15, 16].map((hour) => plus(scenario.base, hour * 3_600 + 1_200))
  for (const tick of ticks) {
    clock.set(tick)
    composed.clock.set(tick)
    await sandbox.run('play', tick)
    await runTick(composed.on, tick)
  }
  store = composed.store
  const found: Timeline[] = []
  for await (const { key } of store.list(`${folder(ticks.at(-1) ?? '')}timelines/`)) {
    const body = (await store.get({ key }))?.body
    if (body) found.push(readTimeline(body))
  }
  timeline = found[0] as Timeline
  expect(found).toHaveLength(1)
  close = async () => {
    composed.close()
    await account.close()
  }
}, 120_000)
afterAll(() => close())

const at = (where: Where): string[] =>
  timeline.lines.filter((line) => line.where === where).map((line) => `${line.at.slice(11, 19)} ${line.what}`)

describe('the shell in kube-system', () => {
  it('is the hit of the incident', () => {
    expect(timeline.incident.hits.map(({ detection }) => detection)).toContain('DET-23')
    expect(at('audit-log').find((line) => line.includes('exec'))).toMatch(/^14:15:00 .*alice asked to get pods\/exec/)
  })

  it('has what the authenticator said when she came', () => {
    const [sts = '', granted = '', ...more] = at('authenticator').toSorted().toReversed()
    expect(more).toEqual([])
    expect([sts, granted].join('\n')).toMatch(/^14:14:58 .*msg="STS response" accesskeyid=ASIAIOSFODNN7EXAMPLE/m)
    expect([sts, granted].join('\n')).toMatch(/^14:14:58 .*msg="access granted" .*role\/ClusterAdmin/m)
  })

  it('has what the same key called, before and after', () => {
    expect(at('cloudtrail')).toEqual([
      expect.stringMatching(/^14:12:00 .*alice called eks:DescribeCluster from 198\.51\.100\.23$/),
      expect.stringMatching(
        /^14:19:00 .*alice called secretsmanager:ListSecrets .*, which was refused \(AccessDenied\)$/,
      ),
    ])
  })

  it('has what GuardDuty found', () => {
    expect(at('guardduty')).toEqual([
      expect.stringMatching(/^14:27:00 GuardDuty: Execution:Kubernetes\/ExecInKubeSystemPod/),
    ])
  })

  it('has where the pod logged, and the kubelet about it', () => {
    expect(at('application')).toEqual([expect.stringMatching(/6 entries in .*coredns-6799fbcd5-7wq2k_kube-system_/)])
    expect(at('dataplane')).toEqual([expect.stringMatching(/^14:15:30 1 entry in .*kubelet\.service/)])
  })

  it('says of every other place that it was looked into, or why not', () => {
    const not = Object.fromEntries(timeline.looked.map((one) => [one.where, one.not]))
    expect(not).toMatchObject({ 'audit-log': null, authenticator: null, cloudtrail: null, guardduty: null })
    expect(not.host).toBeNull()
  })

  it('has only lines whose pointers lead into what is stored', async () => {
    for (const { pointer } of timeline.lines) {
      const stored = await store.get({ key: pointer.object })
      expect(Buffer.from(gunzip(stored?.body ?? new Uint8Array())).toString()).toContain(pointer.id)
    }
  })
})
