// A cluster that comes and goes within a day: what the demo tells of it is in the evidence, and verify holds it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keptIn } from '../../sandbox/demo/copy.ts'
import { insider } from '../../sandbox/demo/insider.ts'
import { tombstonesIn } from '../../sandbox/demo/lives.ts'
import { storySeen, type Told } from '../../sandbox/demo/story-seen.ts'
import { loadTest } from '../../sandbox/scenario/load-test.ts'
import { makeScenario, type Scenario } from '../../sandbox/scenario.ts'
import { type Played, played } from './in-thread.ts'

const place = { region: 'eu-west-1', cluster: 'load-test' }
const [born, gone] = ['2026-01-05T02:39:00Z', '2026-01-05T06:12:00Z']

/** Of a day the first thirteen hours, and in them a cluster's life: three hours after it is gone what happened in it can still be looked into. */
const scenario = (): Scenario => ({
  ...makeScenario({ days: 1 }),
  end: '2026-01-05T13:00:00Z',
  outages: [{ start: '2026-01-05T14:00:00Z', end: '2026-01-06T12:00:00Z' }],
  story: [{ kind: 'life', at: 2.65, until: 6.2, what: 'it comes and goes', place, make: loadTest }],
  lives: [{ ...place, slot: { start: born, end: gone } }],
})

let one: Played & { close(): Promise<void> }
let told: Told | undefined

beforeAll(async () => {
  const played_ = scenario()
  one = await played(played_)
  const { heard, store } = one
  const tombstones = await tombstonesIn(store, heard.tombstones())
  const evidence = {
    evaluations: heard.evaluations(),
    incidents: heard.incidents(),
    lines: heard.lines(),
    statements: heard.statements(),
    tombstones,
  }
  told = storySeen(played_.story, evidence)[0]
}, 120_000)
afterAll(() => one.close())

const source = (name: string) => told?.life?.sources.find((each) => each.source === name)

describe('a cluster that is made and deleted', () => {
  it('is observed from the hour of its birth to that of its end, each slot read', () => {
    expect(source('audit-log')).toMatchObject({
      first: '2026-01-05T02:00:00Z',
      last: '2026-01-05T07:00:00Z',
      slots: 5,
      read: 5,
    })
    expect(source('eks-cluster')).toMatchObject({ first: '2026-01-05T00:00:00Z', slots: 1, read: 1 })
  })

  it('has a tombstone that cites an inventory and the answer that it is not there', () => {
    expect(told?.life?.tombstone).toMatchObject({
      inventory: expect.stringContaining('/inventory/'),
      said: expect.stringMatching(/^DescribeCluster answered ResourceNotFoundException at 2026-01-05T0\d:20:00Z$/),
    })
  })

  it('is retired as the subject that was born then, once', () => {
    const retired = one.heard.tombstones().flatMap((plan) => plan.retired)
    expect(retired.map(({ subject }) => [subject.name, subject.bornAt])).toEqual([['load-test', born]])
  })

  it('is held by verify: its slots are accounted for, and its end is supported', () => {
    const state = (check: string) => one.verified.checks.find(({ name }) => name === check)
    expect(one.verified.checks.filter((check) => check.state === 'fail')).toEqual([])
    expect(state('slot-accounted')).toMatchObject({ state: 'pass' })
    expect(state('tombstone-supported')).toMatchObject({ state: 'pass', looked: 1 })
  })
})

describe('an insider', () => {
  it('is refused by the bucket, and found out in a copy by the entries verified before', async () => {
    const { sandbox, store, heard, pins } = one
    const day = {
      ...scenario(),
      silences: [{ ...place, slot: { start: '2026-01-05T13:00:00Z', end: '2026-01-05T16:00:00Z' } }],
    }
    const kept = await keptIn(sandbox)
    const seen = await insider({
      scenario: day,
      endpoint: sandbox.endpoint,
      store,
      kept,
      statements: heard.statements(),
      pins,
    })
    expect(seen.bucket.asked).toBeGreaterThan(0)
    expect(seen.bucket).toMatchObject({ refused: seen.bucket.asked, said: expect.stringContaining('AccessDenied') })
    expect(seen.copy).toMatchObject({ since: null, exit: 1, result: 'broken' })
    expect(seen.copy.deleted).toBe(kept.filter(({ key }) => key.startsWith('ticks/2026/01/05/')).length)
    expect(seen.copy.failed.map(({ check }) => check)).toContain('object-present')
  }, 60_000)

  it('has changed nothing in the bucket', async () => {
    const kept = await keptIn(one.sandbox)
    expect(kept.filter(({ key }) => key.startsWith('ticks/2026/01/05/')).length).toBeGreaterThan(100)
  })
})
