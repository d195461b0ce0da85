// What the walk's watchers put together: the collector's own events, and the newest reading of the attested records.
import { describe, expect, it } from 'vitest'
import { controls, detections, sources } from '../../../gen/registry.ts'
import { instant, seconds } from '../../../src/clock.ts'
import collectorChanged from '../../../src/controls/collector-changed-by-deployment.ts'
import { approvedChange } from '../../../src/examples/changes.ts'
import { subjects } from '../../../src/examples/example.ts'
import { recordsOf } from '../../../src/examples/records.ts'
import { type Exchange, isUnknown } from '../../../src/model.ts'
import { watching } from '../../../src/report/period/watched.ts'
import { configMade } from '../period-made.ts'
import { entryOf, lineOf } from './walked.ts'

const start = '2026-01-05T00:00:00Z'
const hour = (nth: number) => instant(seconds(start) + nth * 3_600)
const tick = (nth: number) => instant(seconds(start) + nth * 3_600 + 1_200)
const catalog = { sources, controls, detections }

const watched = async (entries: ReturnType<typeof entryOf>[]) => {
  const on = watching({ start, end: '2026-01-06T00:00:00Z' }, catalog)
  for (const { seen } of entries) for (const watcher of on.watchers) await watcher.enter(seen)
  return on.watched({ configs: [configMade()] })
}
const records = (nth: number, all: Parameters<typeof recordsOf>[0], status: 'complete' | 'failed' = 'complete') =>
  entryOf(tick(nth), [
    lineOf({
      ...{ source: 'governance', subject: subjects.deployment, start, every: 86_400, status, tick: tick(nth) },
      exchanges: recordsOf(all, tick(nth)),
    }),
  ])

describe('the records of a period', () => {
  it('are those of the newest reading', async () => {
    const { changes } = await watched([records(2, []), records(9, [approvedChange()])])
    expect(changes.records.read).toBe(tick(9))
    expect(isUnknown(changes.records.changes) ? changes.records.changes : changes.records.changes.length).toBe(1)
    expect(changes.records.evidence).toHaveLength(1)
  })

  it('are unknown where there is no reading, or one that was altered', async () => {
    expect(isUnknown((await watched([])).changes.records.changes)).toBe(true)
    const { seen } = records(2, [approvedChange()])
    const keys = seen.lines.flatMap((line) => ('parts' in line ? line.parts.map(({ key }) => key) : []))
    const { changes } = await watched([entryOf(tick(2), seen.lines, keys)])
    expect(changes.records.changes).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('is not what was sealed'),
    })
    expect(changes.records.read).toBeNull()
  })
})

describe("the collector's own events", () => {
  // The control's examples hold hours of them: the first passes with a deployment, the first that fails does not.
  const hours = (of: 'pass' | 'fail', nth: number): Exchange[][] =>
    (collectorChanged.examples[of][nth]?.events ?? []) as Exchange[][]
  const entries = (all: Exchange[][]) =>
    all.map((exchanges, nth) =>
      entryOf(tick(nth + 1), [
        lineOf({
          source: 'collector-events',
          subject: subjects.deployment,
          start: hour(nth),
          tick: tick(nth + 1),
          exchanges,
        }),
      ]),
    )

  it('tell a deployment from what was changed beside it, and name where they are stored', async () => {
    const deployed = (await watched(entries(hours('pass', 1)))).changes.collector.events
    expect(deployed.map(({ by }) => by).sort()).toContain('deployment')
    const behind = (await watched(entries(hours('fail', 0)))).changes.collector.events
    expect(behind.map(({ by }) => by)).toContain('behind')
    expect(behind.every(({ evidence }) => evidence.length === 1)).toBe(true)
  })

  it('name a window that does not tell, and do not look empty for it', async () => {
    const [first = []] = hours('fail', 0)
    const { changes } = await watched(
      entries([first.filter(({ action }) => action !== 'cloudformation:DescribeStacks')]),
    )
    expect(changes.collector.events).toEqual([])
    expect(changes.faults).toHaveLength(1)
  })
})
