// The changes of a period: every event of every window once, with what the records say of each.
import { describe, expect, it } from 'vitest'
import { controls, detections, sources } from '../../../gen/registry.ts'
import { instant, seconds } from '../../../src/clock.ts'
import { type ExampleEvent, eventsOf } from '../../../src/examples/change-events.ts'
import { approvedChange } from '../../../src/examples/changes.ts'
import { subjects } from '../../../src/examples/example.ts'
import { recordsOf } from '../../../src/examples/records.ts'
import type { Exchange, Slot } from '../../../src/model.ts'
import { makeChanges } from '../../../src/report/period/changes-seen.ts'
import { watching } from '../../../src/report/period/watched.ts'
import { configMade } from '../period-made.ts'
import { entryOf, lineOf } from './walked.ts'

const start = '2026-01-05T00:00:00Z'
const period: Slot = { start, end: '2026-01-06T00:00:00Z' }
const hour = (nth: number) => instant(seconds(start) + nth * 3_600)
const tick = (nth: number) => instant(seconds(start) + nth * 3_600 + 1_200)
const upgrade = (minute = 30, more = {}): ExampleEvent => ({
  name: 'UpdateClusterVersion',
  minute,
  asked: { name: 'prod' },
  more,
})
const grant = (minute = 40): ExampleEvent => ({
  name: 'CreateAccessEntry',
  minute,
  asked: { name: 'prod', principalArn: 'arn:aws:iam::111122223333:role/x' },
})
const window = (
  nth: number,
  exchanges: Exchange[],
  status: 'complete' | 'empty' | 'partial' = 'complete',
  at = nth + 2,
) => lineOf({ source: 'change-events', subject: subjects.region, start: hour(nth), status, tick: tick(at), exchanges })

const watched = async (entries: ReturnType<typeof entryOf>[], changed = {}) => {
  const on = watching(period, { sources, controls, detections })
  for (const { seen } of entries) for (const watcher of on.watchers) await watcher.enter(seen)
  return (await on.watched({ configs: [configMade(changed)] })).changes
}
const recordsLine = (records: Parameters<typeof recordsOf>[0], at: number) =>
  lineOf({
    ...{ source: 'governance', subject: subjects.deployment, start, every: 86_400, tick: tick(at) },
    exchanges: recordsOf(records, tick(at)),
  })

describe('the changes of a period', () => {
  it('are every event of every window, oldest first, with the objects that hold it', async () => {
    const second = window(3, eventsOf(3, upgrade(5)))
    const first = window(1, eventsOf(1, grant(), upgrade()))
    const { events, windows, older } = await watched([entryOf(tick(5), [second]), entryOf(tick(6), [first])])
    expect(events.map(({ event, kind }) => [event.at, event.name, kind])).toEqual([
      ['2026-01-05T01:30:00Z', 'UpdateClusterVersion', 'cluster'],
      ['2026-01-05T01:40:00Z', 'CreateAccessEntry', 'access'],
      ['2026-01-05T03:05:00Z', 'UpdateClusterVersion', 'cluster'],
    ])
    expect([windows, older.size]).toEqual([2, 0])
    expect(events[0]?.evidence.map(({ key }) => key)).toEqual('parts' in first ? first.parts.map(({ key }) => key) : [])
    expect(events[0]?.subject).toBe(subjects.cluster.id)
  })

  it('are read from windows that hold something, of the period alone', async () => {
    const entry = entryOf(tick(5), [
      window(0, eventsOf(0), 'empty'),
      window(1, eventsOf(1, upgrade())),
      window(30, eventsOf(30, upgrade())),
    ])
    const { events } = await watched([entry])
    expect(events).toHaveLength(1)
    expect(entry.reads).toHaveLength(1)
  })

  it('stand once, however often their window is read', async () => {
    const half = window(1, eventsOf(1, upgrade()), 'partial', 2)
    const whole = window(1, eventsOf(1, upgrade(), grant()), 'complete', 3)
    const { events, byDay } = await watched([entryOf(tick(2), [half]), entryOf(tick(3), [whole])])
    expect(events.map(({ event }) => event.name)).toEqual(['UpdateClusterVersion', 'CreateAccessEntry'])
    expect([...(byDay.get('cluster') ?? [])]).toEqual([['2026-01-05', 1]])
  })

  it('are the newest in full, and those before by their names', async () => {
    const changes = makeChanges(period, 3)
    for (let nth = 0; nth < 10; nth++) {
      const { seen } = entryOf(tick(nth + 2), [window(nth, eventsOf(nth, upgrade(1), grant(2)))])
      await changes.enter(seen)
    }
    const { events, older, byDay } = changes.seen()
    expect(events.map(({ event }) => event.at.slice(11, 16))).toEqual(['08:02', '09:01', '09:02'])
    expect([...older].sort()).toEqual([
      ['eks:CreateAccessEntry', 8],
      ['eks:UpdateClusterVersion', 9],
    ])
    expect([...byDay].map(([kind, days]) => [kind, [...days.values()]])).toEqual([
      ['access', [10]],
      ['cluster', [10]],
    ])
  })

  it('name a window that is not what was sealed, and an event that is not as documented', async () => {
    const bad = window(1, eventsOf(1, upgrade()))
    const odd = window(2, eventsOf(2, upgrade(5, { userIdentity: {} })))
    const keys = 'parts' in bad ? bad.parts.map(({ key }) => key) : []
    const { events, faults } = await watched([entryOf(tick(4), [bad, odd], keys)])
    expect(events).toEqual([])
    expect(faults.map(({ at }) => at.split(' ')[2])).toEqual([hour(1), hour(2)])
    expect(faults[0]?.why).toContain('is not what was sealed')
  })

  it('read an observation of several parts', async () => {
    const line = lineOf(
      {
        ...{ source: 'change-events', subject: subjects.region, start: hour(1), tick: tick(3) },
        exchanges: eventsOf(1, upgrade(), grant()),
      },
      3,
    )
    expect((await watched([entryOf(tick(3), [line])])).events).toHaveLength(2)
  })
})

describe('the approval of a change', () => {
  const made = window(1, eventsOf(1, upgrade(), grant()))
  const stateOf = async (records: Parameters<typeof recordsOf>[0], at = 8, config = {}) => {
    const { events } = await watched([entryOf(tick(3), [made]), entryOf(tick(at), [recordsLine(records, at)])], config)
    return events.map(({ approval }) => approval.state)
  }

  it('is what a record says that covers it and was put before', async () => {
    expect(await stateOf([approvedChange()])).toEqual(['approved', 'approved'])
  })

  it('asks a ticket for a change of access, and none for one of a cluster', async () => {
    const { ticket: _, ...unticketed } = approvedChange().record
    expect(await stateOf([{ record: unticketed }])).toEqual(['approved', 'not approved'])
  })

  it('is not there where no record covers the change, or one came afterwards', async () => {
    expect(await stateOf([])).toEqual(['not approved', 'not approved'])
    expect(await stateOf([approvedChange({}, '2026-01-05T02:00:00Z')])).toEqual(['not approved', 'not approved'])
  })

  it('follows the setting of its time', async () => {
    const { config } = configMade()
    const lax = { config: { ...config, controls: { 'CHG-01': { settings: { recordedFirst: false } } } } }
    expect(await stateOf([approvedChange({}, '2026-01-05T02:00:00Z')], 8, lax)).toEqual(['approved', 'not approved'])
  })

  it('is not known where the records were read before the change, or not at all', async () => {
    const late = window(9, eventsOf(9, upgrade()))
    const early = await watched([entryOf(tick(8), [recordsLine([], 8)]), entryOf(tick(11), [late])])
    expect(early.events[0]?.approval).toEqual({ state: 'unread', why: 'the records were read before it was made' })
    expect((await watched([entryOf(tick(3), [made])])).events[0]?.approval.state).toBe('unread')
  })

  it('is asked of nobody for what was refused, made by AWS, or is not of a cluster', async () => {
    const line = window(
      1,
      eventsOf(
        1,
        upgrade(1, { errorCode: 'AccessDenied' }),
        upgrade(2, { userIdentity: { type: 'AWSService', invokedBy: 'eks.amazonaws.com' } }),
        {
          name: 'PutRetentionPolicy',
          minute: 3,
          source: 'logs.amazonaws.com',
          asked: { logGroupName: '/aws/eks/prod/cluster' },
        },
      ),
    )
    const { events } = await watched([entryOf(tick(3), [line])])
    expect(events.map(({ approval }) => approval.state)).toEqual(['refused', 'aws', 'not-asked'])
  })
})
