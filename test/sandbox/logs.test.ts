// CloudWatch Logs of the sandbox: what it finds, how queries end, what it refuses.
import { CloudWatchLogsClient, GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs'
import { describe, expect, it } from 'vitest'
import { logsService } from '../../sandbox/services/logs.ts'
import { createGroup, putEvent } from '../../sandbox/services/logs-state.ts'
import type { Answered } from '../../src/model.ts'
import { ask, prod, region, stream } from '../audit-log/account.ts'
import { bench } from './start.ts'

const name = '/aws/eks/prod/cluster'
const start = { logGroupName: name, startTime: 1_767_571_200, endTime: 1_767_574_800, queryString: 'fields @message' }
const bodyOf = (answered: Answered): Record<string, unknown> => {
  if (answered.got !== 'body') throw new Error(JSON.stringify(answered))
  return answered.body as Record<string, unknown>
}
const failed = (code: string) => expect.objectContaining({ got: 'failed', code })

const bench3 = (messages: string[], at = (index: number) => `2026-01-05T00:00:0${index}Z`) => {
  const { state, group } = prod()
  for (const [index, message] of messages.entries()) putEvent(group, stream, message, at(index))
  const results = (queryString: string, more: Record<string, unknown> = {}) => {
    const { queryId } = bodyOf(ask(state, 'StartQuery', { ...start, queryString, ...more }))
    state.polls = 0
    return bodyOf(ask(state, 'GetQueryResults', { queryId }))
  }
  const values = (queryString: string, field: string, more: Record<string, unknown> = {}) =>
    (results(queryString, more).results as { field: string; value: string }[][]).map(
      (row) => row.find((cell) => cell.field === field)?.value,
    )
  return { state, group, results, values }
}

describe('a query', () => {
  it('is Scheduled, then Running with a part of its rows, then Complete', () => {
    const { state } = bench3(['a', 'b', 'c', 'd'])
    const { queryId } = bodyOf(ask(state, 'StartQuery', start))
    const polls = [1, 2, 3].map(() => bodyOf(ask(state, 'GetQueryResults', { queryId })))
    expect(polls.map(({ status }) => status)).toEqual(['Scheduled', 'Running', 'Complete'])
    expect(polls.map(({ results }) => (results as unknown[]).length)).toEqual([0, 2, 4])
  })

  it('gives the newest first, each with its pointer, and only the fields asked for', () => {
    const { results } = bench3(['a', 'b'])
    expect(results('fields @timestamp, @message').results).toEqual([
      [
        { field: '@timestamp', value: '2026-01-05 00:00:01.000' },
        { field: '@message', value: 'b' },
        { field: '@ptr', value: expect.any(String) },
      ],
      [
        { field: '@timestamp', value: '2026-01-05 00:00:00.000' },
        { field: '@message', value: 'a' },
        { field: '@ptr', value: expect.any(String) },
      ],
    ])
  })

  it('takes its end inclusively, at that very millisecond', () => {
    const times = ['2026-01-05T00:00:00Z', '2026-01-05T01:00:00Z', '2026-01-05T01:00:00.001Z']
    const { values } = bench3(['first', 'last', 'beyond'], (index) => times[index] ?? '')
    expect(values('fields @message', '@message')).toEqual(['last', 'first'])
  })

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Filter.html
  it.each([
    ['/b/', ['ab']],
    ['/(?i)b/', ['aB', 'ab']],
    ['/(?i)(x\\.|^a)/', ['aB', 'ab']],
    ['"a."', []],
  ])('finds what is like %s', (pattern, found) => {
    const { values } = bench3(['ab', 'aB', 'c'])
    expect(values(`fields @message | filter @message like ${pattern}`, '@message')).toEqual(found)
  })

  it('counts what it matched, also beyond its limit', () => {
    const { results } = bench3(['a', 'b', 'c'])
    const said = results('fields @message', { limit: 2 })
    expect(said.results).toHaveLength(2)
    expect(said.statistics).toMatchObject({ recordsMatched: 3, recordsScanned: 3 })
  })

  it('gives 10,000 rows where no limit was asked for', () => {
    const { state, group, results } = bench3([])
    group.streams.set(
      stream,
      Array.from({ length: 10_001 }, () => ({ timestamp: 1_767_571_200_000, ingestionTime: 0, message: 'x' })),
    )
    expect(results('fields @message').results).toHaveLength(10_000)
    expect(state.queries.size).toBe(1)
  })

  it('pages with a token that is good for this query', () => {
    const { state, results } = bench3(['a', 'b', 'c'])
    results('fields @message')
    const [queryId] = [...state.queries.keys()]
    const first = bodyOf(ask(state, 'GetQueryResults', { queryId, maxItems: 2 }))
    const second = bodyOf(ask(state, 'GetQueryResults', { queryId, maxItems: 2, nextToken: first.nextToken }))
    expect([first.results, second.results].map((page) => (page as unknown[]).length)).toEqual([2, 1])
    expect(second.nextToken).toBeUndefined()
    expect(ask(state, 'GetQueryResults', { queryId, maxItems: 2, nextToken: 'bogus' })).toEqual(
      failed('InvalidParameterException'),
    )
  })

  it('finds no fields in an entry that was cut', () => {
    const { values } = bench3(['{"verb":"get","cut'])
    expect(values('fields @message\n| filter ispresent(verb)', '@message')).toEqual([])
  })

  it('finds fields of lists and objects by their path', () => {
    const { values } = bench3(['{"user":{"groups":["a","b"]}}'])
    expect(values('fields user.groups.1', 'user.groups.1')).toEqual(['b'])
  })

  it('finds 200 fields of an entry, in order', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`f${at}`, at]))
    const { values } = bench3([JSON.stringify(many)])
    expect(values('fields f199', 'f199')).toEqual(['199'])
    expect(values('fields f200', 'f200')).toEqual([undefined])
  })

  it('finds no fields in a group of the Infrequent Access class', () => {
    const { group, values } = bench3(['{"verb":"get"}'])
    group.logGroupClass = 'INFREQUENT_ACCESS'
    expect(values('fields verb', 'verb')).toEqual([undefined])
  })

  it('holds a comparison with a missing field for neither true nor false', () => {
    const { values } = bench3(['{"a":"x"}'])
    expect(values('fields a\n| filter b in ["x"]', 'a')).toEqual([])
    expect(values('fields a\n| filter not (b in ["x"])', 'a')).toEqual([])
    expect(values('fields a\n| filter not (b in ["x"]) or ispresent(a)', 'a')).toEqual(['x'])
  })

  it('counts by fields, and keeps those without a field in a group of their own', () => {
    const { results } = bench3(['{"v":"get"}', '{"v":"get"}', 'text'])
    const query = 'stats count(*) as n, count(v) as with, min(@timestamp) as first by v'
    const rows = (results(query).results as { field: string; value: string }[][]).map((row) =>
      Object.fromEntries(row.map(({ field, value }) => [field, value])),
    )
    expect(rows).toEqual([
      { n: '1', with: '0', first: '2026-01-05 00:00:02.000' },
      { v: 'get', n: '2', with: '2', first: '2026-01-05 00:00:00.000' },
    ])
  })

  it('does not find what has not arrived yet', () => {
    const { group, values } = bench3([])
    putEvent(group, stream, 'late', '2026-01-05T00:30:00Z', '2026-01-05T02:00:00Z')
    expect(values('fields @message', '@message')).toEqual([])
  })

  it('finds what flows in of itself, hour by hour', () => {
    const { group, values } = bench3([])
    group.background = (hour) => ({ [stream]: [{ timestamp: Date.parse(hour) + 1, ingestionTime: 0, message: hour }] })
    expect(values('fields @message', '@message')).toEqual(['2026-01-05T00:00:00Z'])
  })
})

describe('what is refused', () => {
  it.each([
    ['sort @timestamp asc'],
    ['fields @message | sort @timestamp'],
    ['fields @message | filter a = "x"'],
    ['fields @message | filter a in []'],
    ['fields @message | filter (a in ["x"]'],
    ['fields @message | filter ispresent a'],
    ['fields @message | filter a like /(?s)x/'],
    ['fields @message | filter a like /(?i)/'],
    ['fields @message | filter a like /(x/'],
    ['filter ispresent(a)'],
    ['fields @message |'],
    ['fields @message extra'],
    ['fields a | stats count(*) as n by a'],
    ['stats avg(a) as n by a'],
    [''],
  ])('a query outside of the grammar: %s', (queryString) => {
    expect(ask(prod().state, 'StartQuery', { ...start, queryString })).toEqual(failed('MalformedQueryException'))
  })

  it.each([
    [
      'a query of more than 10,000 characters',
      { queryString: `fields ${'x'.repeat(10_000)}` },
      'InvalidParameterException',
    ],
    ['a limit of more than 100,000', { limit: 100_001 }, 'InvalidParameterException'],
    ['an end before the start', { endTime: 1 }, 'InvalidParameterException'],
    ['a log group that is not there', { logGroupName: '/aws/eks/other/cluster' }, 'ResourceNotFoundException'],
    ['a window before the group was made', { startTime: 0, endTime: 1 }, 'MalformedQueryException'],
  ])('%s', (_, more, code) => {
    expect(ask(prod().state, 'StartQuery', { ...start, ...more })).toEqual(failed(code))
  })

  it('one query more than may run at once, until one has ended', () => {
    const { state } = prod()
    state.concurrent = 1
    const { queryId } = bodyOf(ask(state, 'StartQuery', start))
    expect(ask(state, 'StartQuery', start)).toEqual(failed('LimitExceededException'))
    for (let poll = 0; poll < 3; poll++) ask(state, 'GetQueryResults', { queryId })
    expect(ask(state, 'StartQuery', start)).toMatchObject({ got: 'body' })
  })

  it('a query that nobody started', () => {
    expect(ask(prod().state, 'GetQueryResults', { queryId: 'x' })).toEqual(failed('ResourceNotFoundException'))
  })
})

describe('log groups', () => {
  it('are listed by prefix, with retention only where there is one', () => {
    const { state, group } = prod()
    group.retentionInDays = 30
    createGroup(state, { region, name: `${name}-2`, at: '2026-01-02T00:00:00Z' })
    createGroup(state, { region: 'us-east-1', name, at: '2026-01-02T00:00:00Z' })
    const listed = (more = {}) => bodyOf(ask(state, 'DescribeLogGroups', { logGroupNamePrefix: name, ...more }))
    expect(listed().logGroups).toEqual([
      expect.objectContaining({ logGroupName: name, retentionInDays: 30, creationTime: 1_767_225_600_000 }),
      expect.not.objectContaining({ retentionInDays: expect.anything() }),
    ])
    expect(listed({ limit: 1 })).toMatchObject({ logGroups: [{ logGroupName: name }], nextToken: expect.any(String) })
  })

  it('name their streams', () => {
    const { state } = bench3(['a'])
    expect(
      bodyOf(ask(state, 'DescribeLogStreams', { logGroupName: name, logStreamNamePrefix: 'kube-apiserver-audit-' })),
    ).toMatchObject({
      logStreams: [{ logStreamName: stream }],
    })
  })
})

it('speaks to the unmodified SDK', async () => {
  const { state } = bench3(['{"verb":"get"}'])
  state.polls = 0
  const { sandbox, config, clock } = await bench({ services: [logsService(state)] })
  clock.set('2026-01-05T01:20:00Z')
  const client = new CloudWatchLogsClient(config)
  const { queryId } = await client.send(new StartQueryCommand({ ...start, queryString: 'fields verb' }))
  const said = await client.send(new GetQueryResultsCommand({ queryId }))
  expect(said).toMatchObject({
    status: 'Complete',
    statistics: { recordsMatched: 1 },
    results: [[{ field: 'verb', value: 'get' }, { field: '@ptr' }]],
  })
  client.destroy()
  await sandbox.close()
})
