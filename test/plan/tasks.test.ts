// What a tick owes each subject, and whose verdicts it can change.
import { describe, expect, it } from 'vitest'
import { scheduleOf } from '../../src/catalog.ts'
import { plus, seconds } from '../../src/clock.ts'
import exposed from '../../src/detections/cluster-exposed-or-deleted.ts'
import { sha256 } from '../../src/digest.ts'
import type { Instant, Status, Subject, Task } from '../../src/model.ts'
import { beginTask, duties, judged, startOf } from '../../src/plan/tasks.ts'
import { observationKey } from '../../src/store/keys.ts'
import { catalog } from '../pipeline/little.ts'

const tick: Instant = '2026-01-05T12:20:00Z'
const schedule = scheduleOf(catalog, {})
const region = (name: string): Subject => ({ scope: 'region', id: `aws://1/${name}`, name, region: name, bornAt: null })
const account: Subject = { scope: 'account', id: 'aws://1', name: '1', region: 'eu-west-1', bornAt: null }
const cluster = (bornAt: Instant | null, name = 'prod', where = 'eu-west-1'): Subject => ({
  scope: 'cluster',
  id: `arn:${where}:${name}`,
  name,
  region: where,
  bornAt,
})
const dutiesOf = (task: Task, start = task.subject.bornAt ?? task.firstSeen, at = tick) =>
  duties(task, { schedule, catalog, tick: at, start })

/** The look that the tick took in which the inventory first lacked it. */
const looked = (status: Status): Pick<Task, 'vanished' | 'latest'> => {
  const slot = { start: '2026-01-05T12:00:00Z', end: '2026-01-05T18:00:00Z' }
  const key = observationKey(tick, 'eks-cluster', 'prod-00000000000000000000', slot.start, 1, false)
  const part = { key, versionId: null, sha256: sha256(''), bytes: 0 }
  return { vanished: tick, latest: { 'eks-cluster': [{ slot, status, parts: [part] }] } }
}

describe('the slots of a subject', () => {
  it('begin with the one that holds its birth, in the middle of it too', () => {
    const { due, lost } = dutiesOf(beginTask(cluster('2026-01-05T10:40:00Z'), tick))
    expect(due.filter(({ source }) => source === 'activity').map(({ slot }) => slot.start)).toEqual([
      '2026-01-05T10:00:00Z',
      '2026-01-05T11:00:00Z',
    ])
    expect(lost.map(({ slot }) => slot.start)).toEqual(['2026-01-05T06:00:00Z'])
  })

  it('that it was never seen in count: the hours between birth and the first tick', () => {
    const { lost } = dutiesOf(beginTask(cluster('2026-01-04T10:40:00Z'), tick))
    expect(lost.map(({ slot }) => slot.start)).toEqual([
      '2026-01-04T06:00:00Z',
      '2026-01-04T12:00:00Z',
      '2026-01-04T18:00:00Z',
      '2026-01-05T00:00:00Z',
      '2026-01-05T06:00:00Z',
    ])
  })

  it('begin with its region, where that began to be observed later than it was born', () => {
    const tasks = [beginTask(region('eu-west-1'), tick), beginTask(cluster('2024-01-01T00:00:00Z'), tick)]
    expect(tasks.map((task) => startOf(tasks, task))).toEqual([tick, tick])
  })

  it('begin when it was first seen, where nobody may read its birth', () => {
    const tasks = [
      { ...beginTask(region('eu-west-1'), tick), firstSeen: plus(tick, -7_200) },
      beginTask(cluster(null), tick),
    ]
    expect(tasks.map((task) => startOf(tasks, task))).toEqual([plus(tick, -7_200), tick])
  })

  it('end with the slot in which it vanished, and one last look', () => {
    const before = {
      ...beginTask(cluster('2026-01-05T06:00:00Z'), '2026-01-05T06:20:00Z'),
      progress: { 'eks-cluster': { upTo: '2026-01-05T18:00:00Z', open: [] } },
    }
    const first = dutiesOf({ ...before, vanished: tick })
    expect(first.due.filter(({ source }) => source === 'eks-cluster').map(({ slot }) => slot.start)).toEqual([
      '2026-01-05T12:00:00Z',
    ])
    const later = dutiesOf({ ...first, ...looked('complete') }, '2026-01-05T06:00:00Z', plus(tick, 86_400))
    for (const { slot } of [...later.due, ...later.lost]) expect(seconds(slot.start)).toBeLessThan(seconds(tick))
  })

  it('hold one more look where the last one failed, until one does not', () => {
    const states = (task: Task): string[] =>
      dutiesOf(task, '2026-01-05T06:00:00Z', plus(tick, 86_400)).due.flatMap(({ source, slot }) =>
        source === 'eks-cluster' ? [slot.start] : [],
      )
    const gone = { ...beginTask(cluster('2026-01-05T06:00:00Z'), '2026-01-05T06:20:00Z'), vanished: tick }
    const progress = { 'eks-cluster': { upTo: '2026-01-05T18:00:00Z', open: [] } }
    expect(states({ ...gone, progress, ...looked('failed') })).toEqual(['2026-01-06T12:00:00Z'])
    expect(states({ ...gone, progress, ...looked('complete') })).toEqual([])
  })

  it('are due once, also where the last look came before its slot was due', () => {
    const slot = { start: '2026-01-05T12:00:00Z', end: '2026-01-05T18:00:00Z' }
    const progress = { 'eks-cluster': { upTo: slot.start, open: [{ slot, best: 'failed' as const }] } }
    const gone = { ...beginTask(cluster('2026-01-05T06:00:00Z'), '2026-01-05T06:20:00Z'), vanished: tick, progress }
    const { due } = dutiesOf(gone, '2026-01-05T06:00:00Z', '2026-01-05T17:20:00Z')
    expect(due.filter(({ source }) => source === 'eks-cluster')).toEqual([{ source: 'eks-cluster', slot }])
  })

  it('are those of sources of its scope alone', () => {
    expect(new Set(dutiesOf(beginTask(region('eu-west-1'), tick)).due.map(({ source }) => source))).toEqual(
      new Set(['inventory']),
    )
    expect(new Set(dutiesOf(beginTask(account, tick)).due.map(({ source }) => source))).toEqual(new Set(['regions']))
  })
})

describe('who is judged', () => {
  const due = (subject: Subject, ...sources: string[]): Task => ({
    ...beginTask(subject, tick),
    due: sources.map((source) => ({ source, slot: { start: tick, end: tick } })),
  })
  const names = (tasks: Task[], all = false) =>
    judged(tasks, catalog, all).flatMap(({ subject, judge }) => (judge ? [subject.name] : []))
  const inventory = {
    ...catalog,
    controls: catalog.controls.map((one) =>
      one.id === 'OPEN'
        ? {
            ...one,
            needs: {
              ...one.needs,
              place: { fact: { ...one.needs.open?.fact, source: 'inventory', of: 'region' }, when: 'latest' },
            },
          }
        : one,
    ),
  } as typeof catalog

  it('is whoever was read, of what its controls rest on', () => {
    expect(names([due(cluster(null, 'a'), 'activity'), due(cluster(null, 'b'))])).toEqual(['a'])
  })

  it('is whoever rests on a region or an account that was read, whatever order they stand in', () => {
    const tasks = [
      due(region('eu-west-1'), 'inventory'),
      due(cluster(null, 'a')),
      due(cluster(null, 'b', 'us-east-1')),
      due(region('us-east-1')),
    ]
    const judgedIn = (all: Task[]) =>
      judged(all, inventory, false)
        .flatMap(({ subject, judge }) => (judge ? [subject.name] : []))
        .toSorted()
    expect(judgedIn(tasks)).toEqual(['a', 'eu-west-1'])
    expect(judgedIn(tasks.toReversed())).toEqual(['a', 'eu-west-1'])
  })

  it('is a region with its account, and nobody else with it', () => {
    expect(names([due(account, 'regions'), due(region('eu-west-1')), due(cluster(null, 'a'))])).toEqual(['eu-west-1'])
  })

  it('is a region whose history was read, where a detection looks at it', () => {
    const tasks = [due(region('eu-west-1'), 'change-events')]
    const names = (detections: typeof catalog.detections) =>
      judged(tasks, { ...catalog, detections }, false).flatMap(({ subject, judge }) => (judge ? [subject.name] : []))
    expect(names([])).toEqual([])
    expect(names([exposed])).toEqual(['eu-west-1'])
  })

  it('is whoever is owed a verdict from before', () => {
    expect(names([{ ...due(cluster(null, 'a')), judge: true }])).toEqual(['a'])
  })

  it('is everybody that any control is about under another configuration', () => {
    expect(names([due(account), due(region('eu-west-1')), due(cluster(null, 'a'))], true)).toEqual(['eu-west-1', 'a'])
  })
})
