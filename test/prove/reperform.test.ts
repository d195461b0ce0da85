// Stored answers against live ones: what differs is told by its place, what was not read is never the same.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../src/model.ts'
import { compared, isDenied } from '../../src/prove/reperform/compare.ts'
import { logCompared } from '../../src/prove/reperform/log-rows.ts'
import { differences } from '../../src/prove/reperform/values.ts'
import { operation } from '../../src/wire.ts'

const told = { at: '2026-01-05T00:20:00Z', host: 'h', date: '2026-01-05T00:20:00Z', requestId: 'r' }
const line = (action: Exchange['action'], input: unknown, body: unknown): Exchange => ({
  ...{ ...told, action, input },
  ...{ got: 'body', body },
})
const list = operation('eks:ListNodegroups')
const source = { operations: [list, operation('eks:DescribeCluster')] } as Parameters<typeof compared>[0]

describe('two values', () => {
  it('are the same in whatever order lists and members stand', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled).reverse()
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, one]) => [name, shuffled(one)]),
      )
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => differences(value, shuffled(value)).length === 0),
      { seed: 1, numRuns: 300 },
    )
  })

  it('are never the same where one value stands for another', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const sorted = (value: unknown): string =>
          Array.isArray(value)
            ? `[${value.map(sorted).sort()}]`
            : typeof value === 'object' && value !== null
              ? `{${Object.entries(value)
                  .map(([name, one]) => `${JSON.stringify(name)}:${sorted(one)}`)
                  .sort()}}`
              : JSON.stringify(value)
        return (differences(a, b).length === 0) === (sorted(a) === sorted(b))
      }),
      { seed: 2, numRuns: 500 },
    )
  })

  it.each([
    ['a member', { a: { b: 1 } }, { a: { b: 2 } }, '$.a.b', 1, 2],
    ['a member that is new', { a: 1 }, { a: 1, 'b c': null }, "$['b c']", undefined, null],
    ['a name with quotes in it', {}, { 'it\'s "x"\n': 1 }, "$['it\\'s \"x\"\\n']", undefined, 1],
    [
      'an item by its name',
      { l: [{ name: 'a', on: true }, { name: 'b' }] },
      { l: [{ name: 'b' }, { name: 'a', on: false }] },
      "$.l[?@.name=='a'].on",
      true,
      false,
    ],
    ['an item that is gone', [{ Arn: 'x' }, { Arn: 'y' }], [{ Arn: 'y' }], "$[?@.Arn=='x']", { Arn: 'x' }, undefined],
    ['an item without a name', [[1], [2]], [[2], [3], [1]], '$[*]', undefined, [3]],
    ['one of two that are alike', ['a', 'a'], ['a'], '$[*]', 'a', undefined],
    ['the only item that differs', [{ from: 1, to: 2 }], [{ from: 1, to: 3 }], '$[*].to', 2, 3],
  ])('differ in %s', (_, stored, live, path, was, is) => {
    expect(differences(stored, live)).toEqual([{ path, stored: was, live: is }])
  })

  it('tell items apart by what most of them have in common', () => {
    const was = [
      { roleArn: 'r1', name: 'a' },
      { roleArn: 'r2', name: 'b' },
    ]
    const is = [
      { roleArn: 'r3', name: 'a' },
      { roleArn: 'r4', name: 'b' },
    ]
    expect(differences(was, is).map(({ path }) => path)).toEqual(["$[?@.name=='a'].roleArn", "$[?@.name=='b'].roleArn"])
  })
})

describe('answers', () => {
  it('are the same on other pages', () => {
    const stored = [
      line('eks:ListNodegroups', { clusterName: 'c' }, { nodegroups: ['a'], nextToken: '1' }),
      line('eks:ListNodegroups', { clusterName: 'c', nextToken: '1' }, { nodegroups: ['b'] }),
    ]
    const live = [line('eks:ListNodegroups', { clusterName: 'c' }, { nodegroups: ['b', 'a'] })]
    expect(compared(source, stored, live)).toMatchObject({ questions: 1, same: 1, changed: [], notCompared: [] })
  })

  it('are not compared where one of the pages was not read', () => {
    const stored = [line('eks:ListNodegroups', { clusterName: 'c' }, { nodegroups: ['a'] })]
    const live: Exchange[] = [
      line('eks:ListNodegroups', { clusterName: 'c' }, { nodegroups: ['a'], nextToken: '1' }),
      {
        ...told,
        action: 'eks:ListNodegroups',
        input: { clusterName: 'c', nextToken: '1' },
        got: 'failed',
        code: 'AccessDeniedException',
        message: 'no',
      },
    ]
    expect(compared(source, stored, live)).toMatchObject({ same: 0, changed: [], notCompared: [{ denied: true }] })
  })

  it('are not compared where they were not read then, nor where nobody asked now', () => {
    const failed: Exchange = {
      ...told,
      action: 'eks:DescribeCluster',
      input: { name: 'c' },
      got: 'failed',
      code: 'Throttling',
      message: '',
    }
    const now = [line('eks:DescribeCluster', { name: 'c' }, { cluster: {} })]
    expect(compared(source, [failed], now).notCompared).toMatchObject([
      { why: 'was not read then: Throttling: ', denied: false },
    ])
    expect(compared(source, now, [])).toMatchObject({
      same: 0,
      notCompared: [{ why: expect.stringContaining('not now') }],
    })
  })

  it('count the last where one was too busy to answer', () => {
    const busy: Exchange = {
      ...told,
      action: 'eks:DescribeCluster',
      input: { name: 'c' },
      got: 'failed',
      code: 'LimitExceeded',
      message: '',
    }
    const own = line('eks:DescribeCluster', { name: 'c' }, { cluster: {} })
    expect(compared(source, [busy, own], [own])).toMatchObject({ questions: 1, same: 1 })
  })

  it('say that what is withheld is not compared', () => {
    const withheld: Exchange = {
      ...line('eks:DescribeCluster', { name: 'c' }, { cluster: '[redacted]' }),
      raw: 'sha256:0',
      redacted: ['cluster'],
    } as Exchange
    expect(compared(source, [withheld], [withheld])).toMatchObject({
      same: 1,
      withheld: ['eks:DescribeCluster cluster'],
    })
  })

  it('are cut where they are long, and counted where they are many', () => {
    const big = line('eks:DescribeCluster', { name: 'c' }, { text: 'x'.repeat(10_000) })
    const other = line(
      'eks:DescribeCluster',
      { name: 'c' },
      { text: 'y', ...Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`m${at}`, at])) },
    )
    const { changed, more } = compared(source, [big], [other])
    expect([changed.length, more]).toEqual([200, 301])
    expect(changed.every(({ stored }) => (stored ?? '').length < 2_100)).toBe(true)
  })

  it.each([
    'AccessDenied',
    'AccessDeniedException',
    'UnauthorizedOperation',
    'AuthorizationErrorException',
    'Forbidden',
  ])('are denied by %s', (code) => expect(isDenied(code)).toBe(true))

  it('are not denied by what may pass', () =>
    expect(['ThrottlingException', 'ResourceNotFoundException'].map(isDenied)).toEqual([false, false]))
})

describe('an hour of the audit log', () => {
  const window = '@timestamp >= 0 and @timestamp < 3600000'
  const row = (id: string, text = 'x') => [
    { field: '@message', value: JSON.stringify({ auditID: id, stage: 'ResponseComplete', text }) },
    { field: '@ptr', value: `ptr-${id}-${Math.abs(text.length)}` },
  ]
  const answered = (rows: ReturnType<typeof row>[], matched = rows.length): Exchange[] => [
    line('logs:StartQuery', { queryString: window }, { queryId: 'rows' }),
    line(
      'logs:GetQueryResults',
      { queryId: 'rows', maxItems: 1_000 },
      { status: 'Complete', statistics: { recordsMatched: matched }, results: rows },
    ),
    line('logs:StartQuery', { queryString: `${window}\n| stats count(*)` }, { queryId: 'counts' }),
    line(
      'logs:GetQueryResults',
      { queryId: 'counts', maxItems: 1_000 },
      {
        status: 'Complete',
        statistics: { recordsMatched: rows.length },
        results: [[{ field: 'entries', value: String(rows.length) }]],
      },
    ),
  ]

  it('is the same entry by entry, whatever CloudWatch calls them now', () => {
    const live = answered([row('b'), row('a')])
    expect(logCompared(answered([row('a'), row('b')]), live)).toMatchObject({
      ...{ same: 2, hindered: null, altered: { entries: 0 }, onlyStored: { entries: 0 }, onlyLive: { entries: 0 } },
      ...{ stored: { rows: 2, counted: 2 }, live: { rows: 2, counted: 2 } },
    })
  })

  it('names what is gone, what is new and what has another text', () => {
    const found = logCompared(
      answered([row('a'), row('b'), row('c')]),
      answered([row('a'), row('b', 'other'), row('d')]),
    )
    expect(found).toMatchObject({
      same: 1,
      altered: { entries: 1, first: ['b ResponseComplete'] },
      onlyStored: { entries: 1, first: ['c ResponseComplete'] },
      onlyLive: { entries: 1, first: ['d ResponseComplete'] },
    })
  })

  it('is not compared where not all of it was read', () => {
    const { hindered, live } = logCompared(answered([row('a')]), answered([row('a')], 9))
    expect(hindered).toMatch(/^not all of it was read now: rows from/)
    expect(live.rows).toBeNull()
  })
})
