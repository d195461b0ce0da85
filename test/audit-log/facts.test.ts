// Facts of a window, and the two controls over them.
import { describe, expect, it } from 'vitest'
import { createGroup, putEvent } from '../../sandbox/services/logs-state.ts'
import { example } from '../../src/audit-log/example.ts'
import { plus } from '../../src/clock.ts'
import uninterrupted from '../../src/controls/detection-uninterrupted.ts'
import noSilentHour from '../../src/controls/no-silent-hour.ts'
import resultsComplete from '../../src/controls/query-results-complete.ts'
import { describedCluster } from '../../src/examples/example.ts'
import { auditLogGroup } from '../../src/facts/audit-log-group.ts'
import { auditLogPopulation, type Population } from '../../src/facts/audit-log-population.ts'
import { auditLogQueries } from '../../src/facts/audit-log-queries.ts'
import type { Exchange, Instant } from '../../src/model.ts'
import { readFact } from '../../src/observation/fact.ts'
import source from '../../src/sources/audit-log.ts'
import { run } from '../controls/run.ts'
import { observe, prod, put, region, slot, stream, subject, type Tamper } from './account.ts'

const given = { subject, slot }
const read = <T>(fact: Parameters<typeof readFact<T>>[0], lines: Exchange[]) => readFact(fact, source, lines, given)
const lease = example({ verb: 'update', resource: 'leases', user: 'system:kube-scheduler', auditID: 'lease' })
const filled = async () => {
  const { state, group } = prod()
  put(group, lease, example({ verb: 'list', resource: 'secrets' }), '{"kind":"Event","cut')
  return { state, group, ...(await observe(state)) }
}

describe('the population of a window', () => {
  it('counts what was delivered, fetched and unreadable', async () => {
    const { lines, group } = await filled()
    const bytes = group.streams.get(stream)?.reduce((sum, { message }) => sum + message.length, 0) ?? 0
    const silences = [{ from: '2026-01-05T00:00:01Z', seconds: 3_599 }]
    const times = { first: '2026-01-05T00:00:00Z', last: '2026-01-05T00:00:02Z' }
    expect(read(auditLogPopulation, lines)).toEqual({
      logGroup: 'present',
      identity: {
        arn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/eks/prod/cluster',
        createdAt: '2026-01-01T00:00:00Z',
      },
      scanned: { queries: 2, records: 6, bytes: 2 * bytes, once: bytes, skipped: { records: 0, bytes: 0 } },
      delivered: 3,
      unparsed: 1,
      matched: 2,
      classified: 1,
      unreadable: 1,
      first: '2026-01-05T00:00:00Z',
      last: '2026-01-05T00:00:01Z',
      quiet: 3_599,
      lag: { seconds: 2, stream },
      streams: 1,
      byStream: [
        {
          ...{ stream, delivered: 3, unparsed: 1, classified: 1, unreadable: 1, ...times, lag: 2 },
          silences: [{ from: '2026-01-05T00:00:02Z', seconds: 3_598 }],
        },
      ],
      skew: { seconds: expect.any(Number), stream },
      silences,
      waited: expect.any(Number),
      isMasked: false,
      lost: null,
    })
  })

  it('tells each stream by itself, those of the most entries first, and sums up what is beyond eight', async () => {
    const { state, group } = prod()
    for (let nth = 0; nth < 11; nth++) {
      for (let at = 0; at <= nth; at++)
        putEvent(
          group,
          `kube-apiserver-audit-${nth}`,
          JSON.stringify({ ...lease, auditID: `${nth} ${at}` }),
          slot.start,
        )
    }
    putEvent(group, 'kube-apiserver-audit-10', 'cut {', plus(slot.start, 1_800), plus(slot.start, 1_860))
    const found = read(auditLogPopulation, (await observe(state)).lines)
    if ('outcome' in found) throw new Error(found.reason)
    expect(found.byStream.map(({ stream: name, delivered }) => [name, delivered])).toEqual([
      ['kube-apiserver-audit-10', 12],
      ...[9, 8, 7, 6, 5, 4, 3].map((nth) => [`kube-apiserver-audit-${nth}`, nth + 1]),
      ['3 others', 6],
    ])
    expect(found.byStream[0]).toMatchObject({
      ...{ unparsed: 1, unreadable: 1, classified: 0, lag: 60, last: '2026-01-05T00:30:00Z' },
      silences: [
        { from: '2026-01-05T00:00:00Z', seconds: 1_800 },
        { from: '2026-01-05T00:30:00Z', seconds: 1_800 },
      ],
    })
    expect(found.byStream.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(found.delivered)
  })

  it('tells every silence of the hour, the longest first', async () => {
    const { state, group } = prod()
    for (const minute of [0, 16, 20, 40, 45, 59])
      putEvent(group, stream, JSON.stringify({ ...lease, auditID: `${minute}` }), plus(slot.start, minute * 60))
    expect(read(auditLogPopulation, (await observe(state)).lines)).toMatchObject({
      silences: [
        { from: '2026-01-05T00:20:00Z', seconds: 1_200 },
        { from: '2026-01-05T00:00:00Z', seconds: 960 },
      ],
    })
  })

  it('tells how long nothing was written within the hour, and of nothing that is shorter than it counts', async () => {
    const { state, group } = prod()
    const at = (...minutes: number[]) => {
      for (const minute of minutes)
        putEvent(group, stream, JSON.stringify({ ...lease, auditID: `${minute}` }), plus(slot.start, minute * 60))
    }
    at(0, 7, 14, 22, 29, 31, 46, 59)
    expect(read(auditLogPopulation, (await observe(state)).lines)).toMatchObject({ silences: [] })
    group.streams = new Map()
    at(0, 7, 14, 22, 31, 47, 59)
    expect(read(auditLogPopulation, (await observe(state)).lines)).toMatchObject({
      silences: [{ from: '2026-01-05T00:31:00Z', seconds: 960 }],
    })
  })

  it('does not take what is no JSON for an end of the silence', async () => {
    const { state, group } = prod()
    putEvent(group, stream, JSON.stringify(lease), slot.start)
    for (let minute = 5; minute < 60; minute += 5) putEvent(group, stream, 'filler', plus(slot.start, minute * 60))
    expect(read(auditLogPopulation, (await observe(state)).lines)).toMatchObject({ silences: [{ seconds: 3_600 }] })
  })

  it('knows of no silence where the query did not count by pieces of the hour', async () => {
    const { lines } = await filled()
    const old = JSON.parse(JSON.stringify(lines).replaceAll('"field":"bin(15m)"', '"field":"other"')) as Exchange[]
    expect(read(auditLogPopulation, old)).toMatchObject({ delivered: 3, silences: [] })
  })

  it('does not hold the first half hour of a cluster against its log', async () => {
    const { state, group } = prod()
    for (const minute of [28, 36, 44, 52, 59])
      putEvent(group, stream, JSON.stringify({ ...lease, auditID: `${minute}` }), plus(slot.start, minute * 60))
    const lines = (await observe(state)).lines
    expect(read(auditLogPopulation, lines)).toMatchObject({ silences: [{ from: slot.start, seconds: 1_680 }] })
    const born = { subject: { ...subject, bornAt: '2026-01-05T00:02:00Z' }, slot }
    expect(readFact(auditLogPopulation, source, lines, born)).toMatchObject({ silences: [] })
  })

  it('tells by the time of their arrival that a hole was filled afterwards', async () => {
    const { state, group } = await filled()
    putEvent(
      group,
      'kube-apiserver-audit-refill',
      JSON.stringify(lease),
      '2026-01-05T00:10:00Z',
      '2026-01-05T00:55:00Z',
    )
    const found = read(auditLogPopulation, (await observe(state)).lines)
    expect(found).toMatchObject({ lag: { seconds: 2_700, stream: 'kube-apiserver-audit-refill' } })
  })

  it('does not say how late entries were where the query did not ask', async () => {
    const { lines } = await filled()
    const old = JSON.parse(JSON.stringify(lines).replaceAll('"field":"lag"', '"field":"other"')) as Exchange[]
    expect(read(auditLogPopulation, old)).toMatchObject({ delivered: 3, lag: null })
  })

  it('is nothing where nothing was delivered', async () => {
    expect(read(auditLogPopulation, (await observe(prod().state)).lines)).toMatchObject({ delivered: 0, first: null })
  })

  it('says that there is no log group, and not that there were no events', async () => {
    const { state } = prod()
    state.groups = []
    expect(read(auditLogPopulation, (await observe(state)).lines)).toMatchObject({ logGroup: 'absent' })
  })

  it('says when the log group was made, if that was within the window', async () => {
    const { state, group } = await filled()
    group.creationTime = Date.parse('2026-01-05T00:40:00Z')
    expect(read(auditLogPopulation, (await observe(state)).lines)).toMatchObject({
      lost: { until: '2026-01-05T00:40:00Z', why: 'log-group-recreated' },
    })
  })

  it('does not say so of a new cluster, whose log group follows it', async () => {
    const { state, group } = await filled()
    group.creationTime = Date.parse('2026-01-05T00:20:00Z')
    const born = { subject: { ...subject, bornAt: '2026-01-05T00:05:00Z' }, slot }
    expect(readFact(auditLogPopulation, source, (await observe(state)).lines, born)).toMatchObject({ lost: null })
  })

  it('is unknown where a query failed', async () => {
    const { state } = await filled()
    state.endings = ['Failed', 'Complete', 'Failed', 'Failed']
    expect(read(auditLogPopulation, (await observe(state)).lines)).toMatchObject({ outcome: 'unknown' })
  })
})

describe('the log group', () => {
  it('is described by its own name, not by a longer one', async () => {
    const { state, group } = prod()
    createGroup(state, { region, name: '/aws/eks/prod/cluster-2', at: '2026-01-02T00:00:00Z' })
    Object.assign(group, { retentionInDays: 90, logGroupClass: 'INFREQUENT_ACCESS' })
    expect(read(auditLogGroup, (await observe(state)).lines)).toEqual({
      state: 'present',
      arn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/eks/prod/cluster',
      createdAt: '2026-01-01T00:00:00Z',
      logGroupClass: 'INFREQUENT_ACCESS',
      retentionInDays: 90,
      kmsKeyId: null,
      isMasked: false,
    })
  })

  it('is absent where only others are', async () => {
    const { state } = prod()
    state.groups = []
    createGroup(state, { region, name: '/aws/eks/prod/cluster-2', at: '2026-01-02T00:00:00Z' })
    expect(read(auditLogGroup, (await observe(state)).lines)).toEqual({ state: 'absent' })
  })
})

describe('no silent hour', () => {
  const at = {
    asOf: '2026-01-05T03:20:00Z' as Instant,
    settings: { minutes: 15 },
    subject,
    register: null,
    acceptances: [],
  }
  const hour = (start: number, value: Partial<Population>) => ({
    slot: { start: `2026-01-05T0${start}:00:00Z`, end: `2026-01-05T0${start + 1}:00:00Z` },
    value: {
      logGroup: 'present',
      identity: { arn: null, createdAt: '2025-06-02T08:14:00Z' },
      delivered: 500,
      unparsed: 2,
      classified: 9,
      silences: [],
      lost: null,
      ...value,
    } as Population,
  })
  const assess = (...values: Partial<Population>[]) =>
    noSilentHour.assess({ hours: values.map((value, start) => hour(start, value)), logging: ['audit'] }, at)

  it('passes with the numbers it saw', () => {
    expect(assess({}, {})).toEqual({
      outcome: 'pass',
      reason:
        'entries delivered in each of 2 hours: 1000, of which 4 without an audit id; the log group was made at 2025-06-02T08:14:00Z',
    })
  })

  it('fails by the first hour in which nothing was delivered', () => {
    expect(assess({}, { delivered: 0 }, { delivered: 0 })).toEqual({
      outcome: 'fail',
      reason: 'no entry delivered in 2 of 3 hours, the first from 2026-01-05T01:00:00Z',
    })
  })

  it('fails where the log group was made anew, though every hour has entries', () => {
    expect(assess({}, { lost: { until: '2026-01-05T01:40:00Z', why: 'log-group-recreated' } })).toMatchObject({
      outcome: 'fail',
      reason: expect.stringMatching(/made at 2026-01-05T01:40:00Z/),
    })
  })

  it('fails where there was no log group', () => {
    expect(assess({}, { logGroup: 'absent', delivered: 0 })).toMatchObject({
      outcome: 'fail',
      reason: expect.stringMatching(/no log group in 1 of 2/),
    })
  })
})

describe('query results', () => {
  const at = {
    ...{ asOf: '2026-01-05T03:20:00Z' as Instant, settings: { skipped: 0 }, subject },
    ...{ register: null, acceptances: [] },
  }
  const assess = (lines: Exchange[]) => {
    const queries = read(auditLogQueries, lines)
    return 'outcome' in queries ? queries : resultsComplete.assess({ queries }, at)
  }

  it('pass where each query gave what it matched', async () => {
    expect(assess((await filled()).lines)).toEqual({
      outcome: 'pass',
      reason: expect.stringMatching(
        /^5 records matched and 5 stored, over 2 windows of rows and counts; 2 queries scanned \d+ bytes, 2.0 times those of the window$/,
      ),
    })
  })

  const skipping: Tamper = (_, __, answered) => {
    const body = (answered.got === 'body' ? answered.body : {}) as { statistics?: object }
    if (!body.statistics) return answered
    const statistics = { ...body.statistics, estimatedRecordsSkipped: 7, estimatedBytesSkipped: 9_000 }
    return { got: 'body', body: { ...body, statistics } }
  }

  it('are unknown where CloudWatch skipped records, for no query compares an indexed field alone', async () => {
    const { lines } = await observe((await filled()).state, { tamper: skipping })
    expect(read(auditLogPopulation, lines)).toMatchObject({ scanned: { skipped: { records: 14, bytes: 18_000 } } })
    expect(assess(lines)).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringMatching(/^CloudWatch skipped some 14 records by a field index/),
    })
    const covered = run(uninterrupted, { hours: [lines], queries: [lines], logging: [describedCluster()] })
    expect(covered).toMatchObject({ outcome: 'unknown', reason: expect.stringMatching(/skipped some 14 records/) })
  })

  it('leave open what took longer to arrive than the reading waited', async () => {
    const { state, group } = prod()
    put(group, lease)
    putEvent(group, stream, JSON.stringify(lease), slot.start, plus(slot.end, 1_190))
    const { lines } = await observe(state)
    const late = run(uninterrupted, { hours: [lines], queries: [lines], logging: [describedCluster()] })
    expect(late).toMatchObject({ outcome: 'unknown', reason: expect.stringMatching(/took up to 4790 s to arrive/) })
  })

  it('fail where a millisecond holds more than a query gives', async () => {
    const { state, group } = prod()
    for (const auditID of ['a', 'b', 'c']) {
      putEvent(group, stream, JSON.stringify(example({ verb: 'list', resource: 'secrets', auditID })), slot.start)
    }
    const { lines } = await observe(state, {
      tamper: (_, input, answered) => {
        const body = answered.got === 'body' ? (answered.body as { results?: unknown[] }) : {}
        if (input.maxItems !== 1_000 || !JSON.stringify(body.results).includes('@ptr')) return answered
        return { got: 'body', body: { ...body, results: body.results?.slice(1) } }
      },
    })
    expect(assess(lines)).toMatchObject({ outcome: 'fail', reason: /3 records matched, 2 fetched$/ })
  })

  it('are unknown where a query failed', async () => {
    const { state } = await filled()
    state.endings = ['Timeout', 'Complete', 'Timeout', 'Timeout']
    expect(assess((await observe(state)).lines)).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringMatching(/ended as Timeout/),
    })
  })
})
