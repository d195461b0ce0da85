// Every source over the wire, with the unmodified SDK, against the demo's account: what is whole, what is lacking, and what it costs.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sources } from '../../gen/registry.ts'
import type { Effect } from '../../sandbox/faults.ts'
import { regions } from '../../sandbox/scenario/regions.ts'
import { amountsOf, daysOfMonth } from '../../src/cli/estimate/amounts.ts'
import { assumptions } from '../../src/cli/estimate/usage.ts'
import { isRecord } from '../../src/json.ts'
import type { Action, Exchange, Subject } from '../../src/model.ts'
import type { Source } from '../../src/source.ts'
import { type Demo, openDemo, openEmpty, type Read } from './demo-account.ts'

let demo: Demo
let empty: Demo
/** What each source reads where nothing goes wrong, by subject. */
const whole = new Map<Source, { subject: Subject; read: Read }[]>()
beforeAll(async () => {
  demo = await openDemo()
  empty = await openEmpty()
  for (const source of sources) whole.set(source, await readAll(source))
}, 60_000)
afterEach(() => demo.sandbox.faults.clear())
afterAll(async () => {
  await demo.close()
  await empty.close()
})

const readAll = async (source: Source, at = demo, regions?: string[]) => {
  const all: { subject: Subject; read: Read }[] = []
  for (const subject of at.subjectsOf(source.of, regions)) all.push({ subject, read: await at.read(source, subject) })
  return all
}
const wholeOf = (source: Source) => whole.get(source) ?? []
const isWhole = ({ status }: Read): boolean => status === 'complete' || status === 'empty'
/** Who was not wholly read, and what it lacks. */
const unread = (all: { subject: Subject; read: Read }[]) =>
  all.flatMap(({ subject, read }) => (isWhole(read) && read.lacks.length === 0 ? [] : [{ [subject.id]: read.lacks }]))

const hits = (action: Action, effect: Effect, times?: number) => {
  const [service = '', operation = ''] = action.split(':')
  const fault = { effect, service: service === 'cloudwatch' ? 'monitoring' : service, operation }
  demo.sandbox.faults.add({ ...fault, ...(times !== undefined && { times }) })
}
const count = (lines: Exchange[], action: Action): number => lines.filter((line) => line.action === action).length
const isAsked =
  (action: Action) =>
  ({ read }: { read: Read }) =>
    count(read.lines, action) > 0

/** All that is named in questions, but for the tokens of pages and the ids of queries: the same, however the answers come. */
const named = (lines: Exchange[]): string[] => [...new Set(lines.flatMap(({ input }) => words(input)))].sort()
const words = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(words)
  if (!isRecord(value)) return [String(value)]
  return Object.entries(value).flatMap(([name, one]) => (/token|marker|queryid/i.test(name) ? [] : words(one)))
}

// One action was refused everywhere: it is lacking by name, nothing else failed that was read before, and what does not hang on
// it was read as ever. Where Inspector is off, and may not say so, what it refuses is asked of it.
const lacksAlone = (source: Source, action: Action, before: Read, read: Read, code: RegExp) => {
  expect(read.lacks.map((lack) => lack.action)).toContain(action)
  expect(read.lacks.find((lack) => lack.action === action)?.reason).toMatch(code)
  expect(isWhole(read)).toBe(false)
  const failed = new Set(read.lines.flatMap((line) => (line.got === 'failed' ? [line.action] : [])))
  expect([...failed].filter((one) => one === action || count(before.lines, one) > 0)).toEqual([action])
  const lacking = new Set(read.lacks.map((lack) => lack.action))
  for (const { action: other } of source.operations) {
    if (!lacking.has(other)) expect([other, count(read.lines, other)]).toEqual([other, count(before.lines, other)])
  }
}

// What `estimate` comes to for one round of a source over the demo's account.
const held = new Set(['eu-west-1', 'us-east-1'])
const estimated = ({ id, of, every }: Source, names: string[]): number => {
  const { clusters, repositories } = demo.population(names)
  const { calls } = amountsOf({
    ...{ region: 'eu-west-1', regions: names, assume: assumptions({}), controls: {}, lockDays: 800, streams: false },
    clusters: clusters.map((one) => ({
      ...{ ...one, loggedBytesPerDay: null, measuredBy: '', types: [], storedBytes: null, keptDays: null },
    })),
    ...{ repositories, sources: [{ id, of, every, first: false }] },
  })
  return (calls * every) / (daysOfMonth * 86_400)
}
const everywhere = Object.keys(regions).filter((name) => regions[name] !== 'DISABLED')
const regionsOf = ({ of }: Source): [what: string, names: string[] | undefined][] => [
  ['where there is something', undefined],
  ...(of === 'region' ? [['everywhere', everywhere] as [string, string[]]] : []),
]

describe.each(sources.map((source) => [source.id, source] as const))('%s', (_, source) => {
  const actions = source.operations.map(({ action }) => action)

  it('reads all of everybody, and asks everything that it declares of somebody', () => {
    expect(unread(wholeOf(source))).toEqual([])
    expect(wholeOf(source).length).toBeGreaterThan(0)
    for (const action of actions) expect([action, wholeOf(source).some(isAsked(action))]).toEqual([action, true])
  })

  it('reads as much where every page holds one thing', async () => {
    demo.sandbox.faults.add({ effect: { kind: 'page-limit', size: 1 } })
    const all = await readAll(source)
    expect(unread(all)).toEqual([])
    expect(all.map(({ read }) => named(read.lines))).toEqual(wholeOf(source).map(({ read }) => named(read.lines)))
  })

  it('is whole where each operation is throttled once, and the SDK asks again', async () => {
    for (const action of actions) hits(action, { kind: 'throttle' }, 1)
    const all = await readAll(source)
    expect(unread(all)).toEqual([])
    const throttled = all.flatMap(({ read }) => read.calls.filter(({ faults }) => faults.includes('throttle')))
    expect(throttled.length).toBe(actions.length)
  })

  // Of the first that it asks it of: what it makes of a refusal does not depend on whom it asks about.
  const refused = async (action: Action, effect: Effect, code: RegExp) => {
    const one = wholeOf(source).find(isAsked(action))
    expect(one).toBeDefined()
    if (!one) return
    hits(action, effect)
    lacksAlone(source, action, one.read, await demo.read(source, one.subject), code)
  }

  it.each(actions)('lacks %s where it is throttled for longer than the SDK asks, and reads the others', (action) =>
    refused(action, { kind: 'throttle' }, /Throttl|TooMany|LimitExceeded|SlowDown|ServiceUnavailable/),
  )

  it.each(actions)('lacks %s where it is denied, and reads the others', (action) =>
    refused(action, { kind: 'denial' }, /AccessDenied|UnauthorizedOperation|AuthorizationError|Forbidden/),
  )

  // The stack is there as long as its functions run.
  it.skipIf(source.of === 'deployment')('reads that there is nothing, where there never was anything', async () => {
    const all = await readAll(source, empty)
    expect(unread(all)).toEqual([])
    expect(all.flatMap(({ read }) => read.lines.filter(({ got }) => got === 'failed'))).toEqual([])
  })

  it.runIf(source.of === 'region')('reads all of a region that holds nothing', async () => {
    expect(unread(await readAll(source, demo, ['ca-central-1']))).toEqual([])
  })

  it.runIf(source.of === 'region')('reads nothing of a region that is not enabled', async () => {
    const [one] = await readAll(source, demo, ['me-south-1'])
    expect(one?.read.status).toBe('failed')
    expect(new Set(one?.read.lines.map(({ got }) => got))).toEqual(new Set(['failed']))
  })

  it.each(regionsOf(source))('asks as often as an estimate says, and at least half as often (%s)', async (_, names) => {
    // Of an hour without an incident: those with one are few.
    const quiet = async () => {
      const found: { subject: Subject; read: Read }[] = []
      for (const { subject } of wholeOf(source)) found.push({ subject, read: await demo.read(source, subject, []) })
      return found
    }
    const all = names ? await readAll(source, demo, names) : source.looks ? await quiet() : wholeOf(source)
    const asked = all.reduce((sum, { read }) => sum + read.calls.length, 0)
    const said = estimated(source, names ?? [...held])
    expect([asked <= said, said <= 2 * asked], `${asked} calls, estimated ${said}`).toEqual([true, true])
  })
})
