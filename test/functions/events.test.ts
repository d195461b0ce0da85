// Every event of events/ is given to its handler, in the state machine's order, against the sandbox and under the generated IAM statements.
import { basename } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { seconds } from '../../src/clock.ts'
import type { Slice } from '../../src/plan/plan.ts'
import { list, text } from '../layout-tree.ts'
import { call } from './run.ts'
import { type Name, startStack } from './stack.ts'

const order = ['subscribe', 'stream', 'plan', 'collect', 'evaluate', 'seal', 'publish', 'report'] as const
const tick = '2026-01-05T00:20:00Z'

const logged: string[] = []
let stack: Awaited<ReturnType<typeof startStack>>

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: seconds(tick) * 1_000 })
  stack = await startStack()
  stack.clock.set(tick)
  vi.spyOn(console, 'error').mockImplementation((line: string) => void logged.push(line))
})

afterAll(async () => {
  await stack.sandbox.close()
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

const event = (name: Name): unknown => JSON.parse(text(`events/${name}.json`))

const invoke = (name: Name, input: unknown): Promise<unknown> => call(name, stack.environment(name), input)

const keys = (): string[] => [...stack.evidence.objects.keys()]

describe('the handlers, one after another', () => {
  it('are all run, each with its event', () => {
    expect(list('events/*.json').map((path) => basename(path, '.json'))).toEqual([...order].sort())
  })

  it('subscribe: puts the filters that are missing', async () => {
    const states = (await invoke('subscribe', event('subscribe'))) as { subscribed: number }
    expect(states.subscribed).toBeGreaterThan(0)
    expect(Object.keys(states).filter((state) => state === 'refused')).toEqual([])
  })

  it('stream: stores the hit for the tick to come, and tells it at once', async () => {
    vi.setSystemTime((seconds(tick) - 60) * 1_000)
    const seen = await invoke('stream', event('stream'))
    vi.setSystemTime(seconds(tick) * 1_000)
    expect(seen).toMatchObject({ events: 1, hits: 2, told: { sent: 1, known: 0, off: false } })
    expect(keys().filter((key) => key.startsWith('ticks/2026/01/05/0020Z/streamed/prod-'))).toHaveLength(1)
  })

  it('plan: writes the plan down and hands out slices of it', async () => {
    const planned = (await invoke('plan', event('plan'))) as { collect: Slice[]; evaluate: Slice[] }
    expect(planned).toMatchObject({ tick, sealed: false, resumed: false, plan: 'ticks/2026/01/05/0020Z/plan.json' })
    expect(planned.collect[0]).toEqual({
      plan: 'ticks/2026/01/05/0020Z/plan.json',
      from: 0,
      to: expect.any(Number),
      until: expect.stringMatching(/Z$/),
    })
    expect(keys()).toContain('ticks/2026/01/05/0020Z/plan.json')
    expect(keys()).toContain('ticks/2026/01/05/0020Z/config.json')
  })

  it('collect: reads the slice, and nothing breaks off', async () => {
    const collected = (await invoke('collect', event('collect'))) as { observed: number; broken: number }
    expect(collected).toEqual({ observed: expect.any(Number), broken: 0 })
    expect(collected.observed).toBeGreaterThan(0)
    expect(keys().some((key) => key.includes('/ecr-registry/'))).toBe(true)
    expect(keys().some((key) => key.includes('/collector/eks-evidence-prod-'))).toBe(true)
  })

  it('evaluate: judges the slice', async () => {
    const evaluated = (await invoke('evaluate', event('evaluate'))) as { evaluated: number; broken: number }
    expect(evaluated).toEqual({ evaluated: expect.any(Number), broken: 0 })
    expect(keys().some((key) => key.includes('/evaluations/'))).toBe(true)
  })

  it('seal: signs the tick', async () => {
    expect(await invoke('seal', event('seal'))).toMatchObject({ tick, counts: { failed: 0, missed: 0 } })
    expect(keys().filter((key) => key.startsWith('ledger/'))).toHaveLength(1)
  })

  it('publish: tells Security Hub', async () => {
    expect(await invoke('publish', event('publish'))).toEqual({ published: 1 })
    const found = Object.values(stack.hub.hubs).reduce((sum, { findings }) => sum + findings.size, 0)
    expect(found).toBeGreaterThan(0)
  })

  it('report: mails the head, copies the ledger, and makes the pages', async () => {
    expect(await invoke('report', event('report'))).toEqual({
      head: 1,
      copied: { copied: 1, left: 0, conflict: null },
      mail: 'sent',
      digest: 'no week',
      pages: expect.any(Number),
    })
    expect([...stack.copy.objects.keys()]).toEqual(['ledger/000000000001.dsse.json'])
    expect(stack.work.objects.has('pages/index.html')).toBe(true)
  })

  it('plan: has nothing to do for a tick that is sealed', async () => {
    expect(await invoke('plan', event('plan'))).toMatchObject({ sealed: true, collect: [], evaluate: [] })
  })

  it('are refused nothing: the generated IAM statements are enough', () => {
    const denied = stack.sandbox.calls().filter(({ code }) => code?.startsWith('AccessDenied'))
    expect(denied.map(({ caller, service, operation }) => `${caller} ${service}:${operation}`)).toEqual([])
  })

  it('put everything under lock for 800 days', () => {
    const locks = [...stack.evidence.objects.values()].flatMap((versions) => versions.map(({ lock }) => lock))
    expect(new Set(locks.map((lock) => `${lock?.mode} ${lock?.until}`))).toEqual(
      new Set(['COMPLIANCE 2028-03-15T00:19:00Z', 'COMPLIANCE 2028-03-15T00:20:00Z']),
    )
  })
})

describe('a handler', () => {
  it.each([
    ['plan', { tick: '2026-01-05T00:20:07Z' }, 'tick: expected a whole minute'],
    ['plan', { tick, more: 1 }, 'more: no such key'],
    ['collect', { plan: 'ticks/../plan.json', from: 0, to: 50 }, "plan: expected a plan's key"],
    ['seal', {}, 'tick: expected string'],
  ] as const)('refuses what it does not take: %s %j', async (name, input, why) => {
    await expect(invoke(name, input)).rejects.toMatchObject({ name: 'USAGE', message: expect.stringContaining(why) })
  })

  it('ends with an error that the state machine knows by its code', async () => {
    await expect(
      invoke('evaluate', { plan: 'ticks/2026/01/05/0120Z/plan.json', from: 0, to: 50 }),
    ).rejects.toMatchObject({
      name: 'PLAN_MISSING',
    })
  })

  it('logs its error with code and hint, and nothing of its environment', () => {
    const told = JSON.parse(logged.at(-1) ?? '') as object
    expect(told).toMatchObject({ level: 'ERROR', code: 'PLAN_MISSING', hint: 'run plan for this tick first' })
    expect(JSON.stringify(logged)).not.toMatch(/AWS_|AKIA|"any"/)
  })
})
