// A sealed event that tells of a change makes the next tick read that subject again, once, within its slot.
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { answers } from '../../src/answers/answers.ts'
import { type AnyControl, defineControl, latest, over } from '../../src/control.ts'
import { defineFact } from '../../src/fact.ts'
import { fail, type Instant, pass } from '../../src/model.ts'
import { defineSource } from '../../src/source.ts'
import { isSlotLine, readEvaluation, readIndex, readPlan } from '../../src/store/documents.ts'
import { evaluationKey, indexKey, planKey, slug } from '../../src/store/keys.ts'
import { operation } from '../../src/wire.ts'
import { audit, catalog, type Little, makeLittle, tickAt } from './little.ts'

const lookup = operation<{ start: string }, { events: { id: string; at: Instant }[] }>('cloudtrail:LookupEvents')
const Events = z.object({ events: z.array(z.object({ id: z.string(), at: z.string() })) })
const trail = defineSource({
  id: 'trail',
  kind: 'window',
  of: 'region',
  every: 3_600,
  delay: 900,
  keeps: 30 * 86_400,
  operations: [lookup],
  observe: async ({ slot, ask }) => void (await ask(lookup, { start: slot.start })),
  lacks: (exchanges) =>
    [...exchanges].some(({ got }) => got === 'body') ? [] : [{ action: lookup.action, reason: 'was not answered' }],
  changes: (exchanges) => [...answers(exchanges, lookup.action, Events)].flatMap(({ body }) => body.events),
})
const told = defineFact({
  id: 'told',
  source: 'trail',
  of: 'region',
  actions: [lookup.action],
  read: (exchanges) =>
    [...answers(exchanges, lookup.action, Events)].flatMap(({ body }) => body.events.map(({ id }) => id)),
  about: (ids, { id }) => ids.filter((one) => one === id),
})
const public_ = defineFact({
  id: 'is-public',
  source: 'eks-cluster',
  of: 'cluster',
  actions: ['eks:DescribeCluster'],
  read: (exchanges) =>
    [...answers(exchanges, 'eks:DescribeCluster', z.object({ cluster: z.object({ public: z.boolean() }) }))].some(
      ({ body }) => body.cluster.public,
    ),
})
const untouched = defineControl({
  id: 'UNTOUCHED',
  title: 'Nobody touched it',
  of: 'cluster',
  criteria: ['CC8.1'],
  severity: 'low',
  settings: {},
  remedy: '-',
  sameAs: [],
  examples: { pass: [], fail: [] },
  needs: { is: latest(public_), events: over(told, 3 * 3_600) },
  assess: ({ events }) => {
    const all = events.flatMap(({ value }) => value)
    return all.length > 0 ? fail(`${all.length} events`) : pass(`none in ${events.length} hours`)
  },
}) as unknown as AnyControl
const using = { ...catalog, sources: [...catalog.sources, trail], controls: [...catalog.controls, untouched] }

const prod = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod'

/** Ticks until an hour; prod is opened at 02:30 and shut at 09:10, and each event is told in the window that holds it. */
const ran = async (until: number, broken: (hour: number, action: string) => boolean = () => false) => {
  const at = makeLittle()
  const events: Record<number, Instant> = { 2: '2026-01-05T02:30:00Z', 9: '2026-01-05T09:10:00Z' }
  const [cluster] = at.world.clusters
  for (let hour = 0; hour < until; hour++) {
    if (cluster) cluster.public = hour >= 3 && hour < 10
    at.fault.now = (action, { start }, region) => {
      if (broken(hour, action)) return { code: 'AccessDenied', message: 'no' }
      if (action !== lookup.action) return undefined
      const window = events[Number(String(start).slice(11, 13))]
      return { text: JSON.stringify({ events: window && region === 'eu-west-1' ? [{ id: prod, at: window }] : [] }) }
    }
    await at.tick(hour, { catalog: using })
  }
  return at
}

const bodyOf = async (at: Little, key: string) => (await at.memory.get({ key }))?.body ?? new Uint8Array()
const planAt = async (at: Little, hour: number) => readPlan(await bodyOf(at, planKey(tickAt(hour))))
const readings = async (at: Little, hour: number, name = 'prod') =>
  readIndex(await bodyOf(at, indexKey(tickAt(hour))))
    .filter(isSlotLine)
    .filter(({ source, subject }) => source === 'eks-cluster' && subject.startsWith(`${name}-`))
const verdictAt = async (at: Little, hour: number, control: string) => {
  const task = (await planAt(at, hour)).tasks.find(({ subject }) => subject.id === prod)
  if (!task) throw new Error('no task of prod')
  const { verdicts } = readEvaluation(await bodyOf(at, evaluationKey(tickAt(hour), slug(task.subject))))
  return verdicts.find((one) => one.control === control)
}

describe('a cluster that an event tells of', () => {
  it('is read again by the tick after the one that sealed the event, and not by those after it', async () => {
    const at = await ran(9)
    const hours = await Promise.all([2, 3, 4, 5].map(async (hour) => (await readings(at, hour)).length))
    expect(hours).toEqual([0, 0, 1, 0])
    expect((await readings(at, 4))[0]).toMatchObject({
      status: 'complete',
      lateBy: 0,
      slot: { start: '2026-01-05T00:00:00Z' },
    })
  })

  it('is judged by what it was when it was read again', async () => {
    const at = await ran(9)
    expect((await verdictAt(at, 3, 'OPEN'))?.outcome).toBe('pass')
    expect((await verdictAt(at, 4, 'OPEN'))?.outcome).toBe('fail')
  })

  it('is alone: no other cluster is read again', async () => {
    const at = await ran(9)
    expect(await readings(at, 4, 'test')).toEqual([])
  })

  it('is read again until a reading succeeds', async () => {
    const at = await ran(9, (hour, action) => action === 'eks:DescribeCluster' && (hour === 4 || hour === 5))
    expect((await readings(at, 4)).map(({ status }) => status)).toEqual(['failed'])
    expect((await readings(at, 6)).map(({ status }) => status)).toEqual(['complete'])
    expect((await verdictAt(at, 6, 'OPEN'))?.outcome).toBe('fail')
  })

  it('is found when a window is read late', async () => {
    const at = await ran(9, (hour, action) => action === lookup.action && hour >= 3 && hour < 5)
    expect((await readings(at, 6)).map(({ status }) => status)).toEqual(['complete'])
  })

  it('leaves evidence that verifies', async () => {
    const { failed, said } = await audit((await ran(12)).memory, 12, {}, using)
    expect(failed).toEqual([])
    expect(said.filter((one) => one.includes('late'))).toEqual([])
  })
})

describe('a control of a cluster over windows of its region', () => {
  it('sees the event until it is out of sight, and rests on what its region carries', async () => {
    const at = await ran(9)
    const outcomes = await Promise.all(
      [2, 3, 5, 6].map(async (hour) => (await verdictAt(at, hour, 'UNTOUCHED'))?.outcome),
    )
    expect(outcomes).toEqual(['pass', 'fail', 'fail', 'pass'])
    const basis = (await verdictAt(at, 5, 'UNTOUCHED'))?.basis.map(({ key }) => key) ?? []
    expect(basis.some((key) => key.includes('/evaluations/eu-west-1-'))).toBe(true)
    expect(basis.some((key) => key.includes('/trail/'))).toBe(true)
  })

  it('is unknown while a window of its region is not read', async () => {
    const at = await ran(6, (hour, action) => action === lookup.action && hour === 4)
    expect((await verdictAt(at, 4, 'UNTOUCHED'))?.outcome).toBe('unknown')
    expect((await verdictAt(at, 5, 'UNTOUCHED'))?.outcome).toBe('fail')
  })
})
