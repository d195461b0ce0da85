// Who is observed: nobody is lost to a denial, nobody is invented, and whoever is gone has it shown.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Exchange, Ref, Subject, Task } from '../../src/model.ts'
import { type Exclusion, excludedBy, type Inventory, type Population, population } from '../../src/plan/population.ts'
import { beginTask } from '../../src/plan/tasks.ts'
import { slug } from '../../src/store/keys.ts'

const tick = '2026-01-05T05:20:00Z'
const before = '2026-01-05T04:20:00Z'
const owner: Subject = {
  scope: 'account',
  id: 'aws://111122223333',
  name: '111122223333',
  region: 'eu-west-1',
  bornAt: null,
}
const regionOf = (name: string): Subject => ({
  scope: 'region',
  id: `aws://111122223333/${name}`,
  name,
  region: name,
  bornAt: null,
})
const cluster = (name: string, bornAt: string | null = '2025-01-01T00:00:00Z', region = 'eu-west-1'): Subject => ({
  scope: 'cluster',
  id: `arn:aws:eks:${region}:111122223333:cluster/${name}`,
  name,
  region,
  bornAt,
})
const parts: Ref[] = [{ key: 'inventory', versionId: null, sha256: `sha256:${'0'.repeat(64)}`, bytes: 1 }]
const found = (subjects: Subject[], more: Partial<Inventory> = {}): Inventory => ({
  region: 'eu-west-1',
  subjects,
  unidentified: [],
  complete: { cluster: true, repository: true },
  parts,
  ...more,
})
const unnamed = (name: string) => ({
  scope: 'cluster' as const,
  id: cluster(name).id,
  name,
  reason: 'eks:DescribeCluster failed: AccessDenied',
})
const known = (...subjects: Subject[]): Task[] => subjects.map((subject) => beginTask(subject, before))

const merge = (given: {
  known?: Task[]
  leftOut?: Population['excluded']
  found: Inventory[]
  exclude?: Exclusion[]
  fixed?: Subject[]
  final?: Map<string, { exchanges: Exchange[]; parts: Ref[] }>
}) =>
  population({
    tick,
    fixed: [owner, regionOf('eu-west-1')],
    known: [],
    leftOut: [],
    exclude: [],
    final: new Map(),
    ...given,
  })
const clusters = ({ tasks }: { tasks: Task[] }) =>
  tasks.flatMap(({ subject }) => (subject.scope === 'cluster' ? [subject] : []))
const vanishedAt = ({ tasks }: { tasks: Task[] }, subject: Subject) =>
  tasks.find((task) => slug(task.subject) === slug(subject))?.vanished

const absent: Exchange = {
  action: 'eks:DescribeCluster',
  input: {},
  at: tick,
  host: null,
  date: null,
  requestId: null,
  got: 'absent',
  code: 'ResourceNotFoundException',
}
const describes = (bornAt: string): Exchange => ({
  ...absent,
  got: 'body',
  body: { cluster: { name: 'prod', arn: cluster('prod').id, createdAt: Date.parse(bornAt) / 1000 } },
})

describe('an inventory', () => {
  it('adds whom it finds, and goes on with whom it found before', () => {
    const result = merge({ known: known(cluster('prod')), found: [found([cluster('prod'), cluster('test')])] })
    expect(clusters(result).map(({ name }) => name)).toEqual(['prod', 'test'])
    expect(result.tasks.find(({ subject }) => subject.name === 'prod')?.firstSeen).toBe(before)
    expect(result.tasks.find(({ subject }) => subject.name === 'test')?.firstSeen).toBe(tick)
  })

  it('that was denied loses nobody and calls nobody gone', () => {
    const denied = found([], { complete: { cluster: false, repository: false } })
    const result = merge({ known: known(cluster('prod'), cluster('test')), found: [denied] })
    expect(clusters(result)).toHaveLength(2)
    expect(vanishedAt(result, cluster('prod'))).toBeNull()
  })

  it('that is incomplete for clusters may be complete for repositories, and says nothing of clusters', () => {
    const partial = found([cluster('test')], { complete: { cluster: false, repository: true } })
    expect(vanishedAt(merge({ known: known(cluster('prod')), found: [partial] }), cluster('prod'))).toBeNull()
  })

  it('of another region says nothing of this one', () => {
    const result = merge({
      known: known(cluster('prod')),
      fixed: [owner, regionOf('eu-west-1'), regionOf('us-east-1')],
      found: [found([], { region: 'us-east-1' })],
    })
    expect(vanishedAt(result, cluster('prod'))).toBeNull()
  })

  it('in any order gives the same population', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'))
    fc.assert(
      fc.property(names, names, names, (was, here, odd) => {
        const given = { known: known(...was.map((name) => cluster(name))), exclude: [{ subject: '*/g', reason: 'x' }] }
        const there = odd.filter((name) => !here.includes(name)).map(unnamed)
        const one = merge({
          ...given,
          found: [
            found(
              here.map((name) => cluster(name)),
              { unidentified: there },
            ),
          ],
        })
        const other = merge({
          ...given,
          known: given.known.toReversed(),
          found: [
            found(
              here.toReversed().map((name) => cluster(name)),
              { unidentified: there.toReversed() },
            ),
          ],
        })
        expect(other).toEqual(one)
        // Each that was found is exactly one of observed and left out; each that was known is that, or gone.
        const seen = new Set([...was, ...here, ...there.map(({ name }) => name)])
        const told = [...clusters(one).map(({ name }) => name), ...one.excluded.map(({ name }) => name)]
        expect(told.toSorted()).toEqual([...seen].sort())
      }),
    )
  })
})

describe('a subject that a complete inventory lacks', () => {
  const gone = (task: Partial<Task>, final: Exchange[]) =>
    merge({
      known: known(cluster('prod')).map((one) => ({ ...one, ...task })),
      found: [found([])],
      final: new Map([[slug(cluster('prod')), { exchanges: final, parts }]]),
    })

  it('has vanished, and keeps the time of the tick that first lacked it', () => {
    expect(vanishedAt(gone({}, []), cluster('prod'))).toBe(tick)
    expect(vanishedAt(gone({ vanished: before }, []), cluster('prod'))).toBe(before)
  })

  it('is retired once its last reading says that it is not there', () => {
    const result = gone({ vanished: before }, [absent])
    expect(clusters(result)).toEqual([])
    expect(result.retired).toEqual([{ subject: cluster('prod'), firstSeen: before, inventory: parts, notFound: parts }])
  })

  it('is retired once its last reading shows another of the same name', () => {
    expect(gone({ vanished: before }, [describes('2026-01-05T05:00:00Z')]).retired).toHaveLength(1)
  })

  it('is not retired while its own reading finds it, fails, or is owed', () => {
    const open = {
      progress: {
        'eks-cluster': { upTo: tick, open: [{ slot: { start: before, end: tick }, best: 'failed' as const }] },
      },
    }
    const denied: Exchange = { ...absent, got: 'failed', code: 'AccessDenied', message: 'no' }
    expect(gone({ vanished: before }, [describes('2025-01-01T00:00:00Z')]).retired).toEqual([])
    expect(gone({ vanished: before }, [denied]).retired).toEqual([])
    expect(gone({ vanished: before }, []).retired).toEqual([])
    expect(gone({ vanished: before, ...open }, [absent]).retired).toEqual([])
    expect(
      gone({ vanished: before, progress: { activity: { upTo: '2026-01-05T03:00:00Z', open: [] } } }, [absent]).retired,
    ).toEqual([])
  })

  it('is there again when it is listed again', () => {
    const result = merge({
      known: known(cluster('prod')).map((one) => ({ ...one, vanished: before })),
      found: [found([cluster('prod')])],
    })
    expect(vanishedAt(result, cluster('prod'))).toBeNull()
  })
})

describe('a cluster of the same name', () => {
  it('is another subject where it was born at another time, and the first has vanished', () => {
    const again = cluster('prod', '2026-01-05T05:00:00Z')
    const result = merge({ known: known(cluster('prod')), found: [found([again])] })
    expect(clusters(result)).toHaveLength(2)
    expect(vanishedAt(result, cluster('prod'))).toBe(tick)
    expect(vanishedAt(result, again)).toBeNull()
  })
})

describe('a cluster that is listed and could not be identified', () => {
  it('is the one that lives by this ARN, and is owed', () => {
    const result = merge({ known: known(cluster('prod')), found: [found([], { unidentified: [unnamed('prod')] })] })
    expect(clusters(result)).toEqual([cluster('prod')])
    expect(result.owed).toEqual([
      { id: cluster('prod').id, name: 'prod', reason: 'eks:DescribeCluster failed: AccessDenied' },
    ])
    expect(vanishedAt(result, cluster('prod'))).toBeNull()
  })

  it('is observed without a birth where nobody lives by this ARN', () => {
    expect(clusters(merge({ found: [found([], { unidentified: [unnamed('prod')] })] }))).toEqual([
      cluster('prod', null),
    ])
  })

  it('brings nobody back who has vanished', () => {
    const result = merge({
      known: known(cluster('prod')).map((one) => ({ ...one, vanished: before })),
      found: [found([], { unidentified: [unnamed('prod')] })],
    })
    expect(vanishedAt(result, cluster('prod'))).toBe(before)
    expect(vanishedAt(result, cluster('prod', null))).toBeNull()
  })

  it('gives way to itself once it is identified', () => {
    const result = merge({ known: known(cluster('prod', null)), found: [found([cluster('prod')])] })
    expect(clusters(result)).toEqual([cluster('prod')])
    expect(result.retired).toEqual([])
  })
})

describe('an exclusion', () => {
  it('names who is left out and by which rule, known or new', () => {
    const exclude = [{ subject: '*/test*', reason: 'not in scope' }]
    const result = merge({
      known: known(cluster('test-1')),
      found: [found([cluster('test-1'), cluster('test-2'), cluster('prod')])],
      exclude,
    })
    expect(clusters(result).map(({ name }) => name)).toEqual(['prod'])
    expect(result.excluded.map(({ name, rule }) => [name, rule])).toEqual([
      ['test-1', '*/test*'],
      ['test-2', '*/test*'],
    ])
  })

  it('of a region is one of everything in it', () => {
    const result = merge({
      known: known(cluster('prod')),
      found: [],
      exclude: [{ subject: 'aws://*/eu-west-1', reason: 'x' }],
    })
    expect(result.tasks.map(({ subject }) => subject.scope)).toEqual(['account'])
    expect(result.excluded.map(({ name }) => name).toSorted()).toEqual(['eu-west-1', 'prod'])
  })

  it('never leaves out the account', () => {
    expect(
      merge({ found: [], exclude: [{ subject: '*', reason: 'x' }] }).tasks.map(({ subject }) => subject.scope),
    ).toEqual(['account'])
  })

  it('takes every character but the star as it stands', () => {
    const isLeftOut = excludedBy([{ subject: 'a.b*(c', reason: 'x' }])
    expect([isLeftOut('a.b--(c'), isLeftOut('axb--(c'), isLeftOut('a.b--(c ')]).toEqual([
      'a.b*(c',
      undefined,
      undefined,
    ])
  })
})

describe('whoever was left out before', () => {
  const leftOut = [{ ...cluster('prod'), rule: '*prod' }]
  const includedAt = (result: Population) => result.tasks.find(({ subject }) => subject.name === 'prod')?.included

  it('owes slots from the tick that takes it up again, and no other does', () => {
    const result = merge({ leftOut, found: [found([cluster('prod'), cluster('test')])] })
    expect(
      result.tasks.flatMap(({ subject, included }) => (subject.scope === 'cluster' ? [[subject.name, included]] : [])),
    ).toEqual([
      ['prod', tick],
      ['test', null],
    ])
  })

  it('keeps that time afterwards', () => {
    const again = known(cluster('prod')).map((one) => ({ ...one, included: before }))
    expect(includedAt(merge({ known: again, found: [found([cluster('prod')])] }))).toBe(before)
  })

  it('is taken up again though the inventory was denied', () => {
    expect(includedAt(merge({ leftOut, found: [found([], { complete: { cluster: false, repository: true } })] }))).toBe(
      tick,
    )
  })

  it('is taken up again as itself where its birth cannot be read', () => {
    const result = merge({ leftOut, found: [found([], { unidentified: [unnamed('prod')] })] })
    expect(clusters(result)).toEqual([cluster('prod')])
    expect(includedAt(result)).toBe(tick)
  })

  it('stays left out while the rule holds, also while the inventory is denied', () => {
    const exclude = [{ subject: '*prod', reason: 'x' }]
    const result = merge({ leftOut, found: [found([], { complete: { cluster: false, repository: true } })], exclude })
    expect([clusters(result), result.excluded]).toEqual([[], leftOut])
  })

  it('is forgotten once a complete inventory lacks it', () => {
    const exclude = [{ subject: '*prod', reason: 'x' }]
    const result = merge({ leftOut, found: [found([])], exclude })
    expect([clusters(result), result.excluded]).toEqual([[], []])
  })
})

describe('a region that is observed no more', () => {
  it('takes everybody in it along, by name, though it is the home region', () => {
    const result = merge({
      known: known(regionOf('eu-west-1'), cluster('prod')),
      fixed: [owner, regionOf('us-east-1')],
      found: [found([], { region: 'us-east-1' })],
    })
    expect(clusters(result)).toEqual([])
    expect(result.excluded.map(({ name, rule }) => [name, rule])).toEqual([
      ['prod', 'regions'],
      ['eu-west-1', 'regions'],
    ])
  })
})
