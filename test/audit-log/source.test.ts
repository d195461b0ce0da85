// The source and its proof of completeness, against the sandbox's CloudWatch Logs.
import { describe, expect, it } from 'vitest'
import { putEvent } from '../../sandbox/services/logs-state.ts'
import { example } from '../../src/audit-log/example.ts'
import { readQueries } from '../../src/audit-log/insights.ts'
import { scansOf } from '../../src/audit-log/scans.ts'
import { plus } from '../../src/clock.ts'
import type { Exchange } from '../../src/model.ts'
import { statusOf } from '../../src/observation/read.ts'
import source from '../../src/sources/audit-log.ts'
import { lacks, observe, prod, put, slot, stream, subject, type Tamper } from './account.ts'

const entries = (count: number) =>
  Array.from({ length: count }, (_, at) => example({ verb: 'list', resource: 'secrets', auditID: `id-${at}` }))
const filled = (count: number) => {
  const { state, group } = prod()
  put(group, ...entries(count))
  return { state, group }
}
const isRows = (input: unknown): boolean => !JSON.stringify(input).includes('| stats ')
const started = (lines: Exchange[]) => lines.filter(({ action }) => action === 'logs:StartQuery')
const windows = (lines: Exchange[], kind: string) =>
  readQueries(lines)
    .filter((query) => query.kind === kind)
    .map(({ start, end }) => [start, end])
const status = (lines: Exchange[]) => statusOf(source, { subject, slot }, lines).status

describe('a window that is read', () => {
  it('is complete with one query of each kind', async () => {
    const { lines } = await observe(filled(3).state)
    expect(lacks(lines)).toEqual([])
    expect(started(lines)).toHaveLength(2)
    expect(status(lines)).toBe('complete')
  })

  it('asks for whole seconds and limits the window in milliseconds in the query', async () => {
    const { lines } = await observe(filled(1).state)
    expect(started(lines)[0]?.input).toMatchObject({
      logGroupName: '/aws/eks/prod/cluster',
      startTime: 1_767_571_200,
      endTime: 1_767_574_800,
      limit: 100_000,
      queryString: expect.stringContaining('@timestamp >= 1767571200000 and @timestamp < 1767574800000'),
    })
  })

  it('follows the pages to the last', async () => {
    const { lines } = await observe(filled(2_500).state)
    expect(readQueries(lines).find(({ kind }) => kind === 'rows')).toMatchObject({
      fetched: 2_500,
      matched: 2_500,
      whole: true,
    })
    expect(lacks(lines)).toEqual([])
  })

  it('leaves the entry at its end to the next window', async () => {
    const { state, group } = prod()
    putEvent(group, stream, JSON.stringify(entries(1)[0]), slot.end)
    const next = { start: slot.end, end: plus(slot.end, 3_600) }
    const fetched = async (of: typeof slot) =>
      readQueries((await observe(state, { slot: of, now: '2026-01-05T02:20:00Z' })).lines).map((query) => query.fetched)
    expect(await fetched(slot)).toEqual([0, 0])
    expect(await fetched(next)).toEqual([1, 1])
  })

  it('is empty where nothing was logged', async () => {
    expect(status((await observe(prod().state)).lines)).toBe('empty')
  })

  it('stores no rows while it polls', async () => {
    const { lines, waited } = await observe(filled(50).state)
    const polls = lines.filter(({ input }) => (input as { maxItems?: number }).maxItems === 1)
    expect(polls).toHaveLength(6)
    expect(waited).toBe(30)
    for (const poll of polls)
      expect((poll as { body: { results: unknown[] } }).body.results.length).toBeLessThanOrEqual(1)
  })
})

describe('a query that is answered in full and asks for less than it says', () => {
  it.each<[string, object]>([
    ['another log group', { logGroupName: '/aws/eks/quiet/cluster' }],
    ['a later beginning', { startTime: 1_767_571_201 }],
    ['an earlier end', { endTime: 1_767_574_799 }],
    ['another language', { queryLanguage: 'SQL' }],
    ['more log groups', { logGroupNames: ['/aws/eks/quiet/cluster'] }],
  ])('proves nothing of the window: %s', async (_, other) => {
    const { lines } = await observe(filled(3).state)
    const asked = lines.map((line) =>
      line.action === 'logs:StartQuery' ? { ...line, input: { ...(line.input as object), ...other } } : line,
    )
    expect(lacks(asked)).toEqual([
      'rows from 2026-01-05T00:00:00Z: never asked',
      'counts from 2026-01-05T00:00:00Z: never asked',
    ])
  })
})

describe('a window with more than a query gives', () => {
  // As if StartQuery gave at most so many rows.
  const giving =
    (most: number): Tamper =>
    (action, input, answered) => {
      if (action !== 'logs:GetQueryResults' || answered.got !== 'body' || input.maxItems !== 1_000) return answered
      const body = answered.body as { results: unknown[] }
      const haveRows = JSON.stringify(body.results).includes('@ptr')
      return haveRows ? { got: 'body', body: { ...body, results: body.results.slice(0, most) } } : answered
    }
  const crowded = (most: number) => observe(filled(40).state, { tamper: giving(most) })

  it('is cut at once into as many parts as it takes', async () => {
    const { lines } = await crowded(15)
    expect(lacks(lines)).toEqual([])
    expect(windows(lines, 'rows')).toHaveLength(5)
  })

  const rowsScanned = (lines: Exchange[]) => scansOf(readQueries(lines).filter(({ kind }) => kind === 'rows'))

  it('is scanned twice for its rows, however many there are, by how the counts say that they spread', async () => {
    const { state, group } = prod()
    // Three quarters of them in the first quarter of the hour.
    for (const [at, one] of entries(400).entries())
      putEvent(group, stream, JSON.stringify(one), plus(slot.start, at < 300 ? at * 3 : 900 + (at - 300) * 27))
    const { lines } = await observe(state, { tamper: giving(50) })
    expect(lacks(lines)).toEqual([])
    const { bytes, once, queries } = rowsScanned(lines)
    expect(queries).toBe(12)
    // The last second of a part is scanned with the next one too.
    expect(bytes / once).toBeCloseTo(2, 1)
  })

  it('is cut again where most of it is in one minute, and there alone', async () => {
    const { state, group } = prod()
    for (const [at, one] of entries(400).entries())
      putEvent(group, stream, JSON.stringify(one), plus(slot.start, at < 300 ? at * 12 : 601 + (at - 300) * 0.5))
    const { lines } = await observe(state, { tamper: giving(50) })
    expect(lacks(lines)).toEqual([])
    const { bytes, once } = rowsScanned(lines)
    expect(bytes / once).toBeLessThan(3)
  })

  it('asks for no row of a query that matched more than it gives', async () => {
    const { state } = filled(40)
    let first: unknown
    const { lines } = await observe(state, {
      tamper: (action, input, answered) => {
        const body = (answered.got === 'body' ? answered.body : {}) as { queryId?: string; statistics?: object }
        if (action === 'logs:StartQuery' && isRows(input)) first ??= body.queryId
        if (first === undefined || input.queryId !== first) return answered
        return { got: 'body', body: { ...body, statistics: { ...body.statistics, recordsMatched: 200_000 } } }
      },
    })
    expect(lines.filter(({ input }) => (input as { queryId?: unknown }).queryId === first)).toHaveLength(3)
    expect(windows(lines, 'rows')).toHaveLength(4)
    expect(lacks(lines)).toEqual([])
    const begun = lines.filter(({ action, input }) => action === 'logs:StartQuery' && isRows(input))
    expect(lacks(lines.filter((line) => line !== begun[1]))).toEqual([
      'rows from 2026-01-05T00:00:00Z: 200000 records matched, more than a query gives, and not all parts of it were read',
    ])
  })

  it('is left after 64 queries, and says from where', async () => {
    const { lines } = await crowded(0)
    expect(windows(lines, 'rows')).toHaveLength(64)
    expect(lacks(lines)[0]).toMatch(/^rows from 2026-01-05T00:00:00Z/)
    expect(status(lines)).toBe('partial')
  })

  it('is partial where one millisecond overflows', async () => {
    const { state, group } = prod()
    for (const one of entries(5)) putEvent(group, stream, JSON.stringify(one), slot.start)
    const { lines } = await observe(state, {
      tamper: (_, input, answered) => {
        const body = answered.got === 'body' ? (answered.body as { results?: unknown[][] }) : {}
        if (input.maxItems !== 1_000 || !JSON.stringify(body.results).includes('@ptr')) return answered
        return { got: 'body', body: { ...body, results: body.results?.slice(0, 4) } }
      },
    })
    expect(lacks(lines)).toEqual([
      'rows from 2026-01-05T00:00:00Z to 2026-01-05T00:00:00.001Z: 5 records matched, 4 fetched',
    ])
  })
})

describe('a slot of which as much was scanned as may be in one tick', () => {
  const big = 2 ** 31
  const scanning =
    (bytesScanned: number): Tamper =>
    (action, _, answered) => {
      if (action !== 'logs:GetQueryResults' || answered.got !== 'body') return answered
      const body = answered.body as { statistics: object }
      return { got: 'body', body: { ...body, statistics: { ...body.statistics, bytesScanned } } }
    }
  const failing = async (bytes: number) => {
    const { state } = filled(3)
    state.endings = ['Failed', 'Failed', 'Failed', 'Failed', 'Failed', 'Complete']
    return (await observe(state, { tamper: scanning(bytes) })).lines
  }

  it('is left for the next tick, and says what was scanned', async () => {
    const lines = await failing(big)
    expect(started(lines)).toHaveLength(4)
    const said = `the query ended as Failed; ${4 * big} bytes were scanned for it, 4.0 times the window, and no more is in one tick`
    expect(lacks(lines)).toEqual([`rows from ${slot.start}: ${said}`, `counts from ${slot.start}: ${said}`])
    expect(status(lines)).toBe('partial')
  })

  it('is whole in the next tick, which begins anew', async () => {
    const { state } = filled(3)
    expect(lacks((await observe(state, { tamper: scanning(big) })).lines)).toEqual([])
  })

  it('is not left where there is little of it', async () => {
    expect(started(await failing(big / 10))).toHaveLength(6)
  })
})

describe('a query that comes to nothing', () => {
  it('is tried again, and complete when it then succeeds', async () => {
    const { state } = filled(3)
    state.endings = ['Failed', 'Timeout']
    const { lines } = await observe(state)
    expect(started(lines)).toHaveLength(4)
    expect(lacks(lines)).toEqual([])
  })

  it('is given up after three tries, by the name of its end', async () => {
    const { state } = filled(3)
    state.endings = ['Timeout', 'Complete', 'Failed', 'Cancelled']
    expect(lacks((await observe(state)).lines)).toEqual([
      'rows from 2026-01-05T00:00:00Z: the query ended as Cancelled',
    ])
  })

  it('is left where it does not finish, without asking for ever', async () => {
    const { state } = filled(3)
    state.polls = Number.POSITIVE_INFINITY
    const { lines, waited } = await observe(state)
    expect(lines.length).toBeLessThan(70)
    expect(waited).toBeLessThan(600)
    expect(lacks(lines)).toHaveLength(2)
  })

  it('is failed by name where too many queries run', async () => {
    const { state } = filled(3)
    state.concurrent = 0
    const { lines } = await observe(state)
    const refused = (kind: string) => [
      expect.stringMatching(new RegExp(`^${kind} from .*: LimitExceededException`)),
      expect.stringMatching(new RegExp(`^not all asked: logs:StartQuery: ${kind} from .*: LimitExceededException`)),
    ]
    expect(lacks(lines)).toEqual([...refused('rows'), ...refused('counts')])
  })

  it('is failed by name where the log expired', async () => {
    const { state, group } = filled(3)
    group.retentionInDays = 1
    const { lines } = await observe(state, { now: '2026-02-05T00:00:00Z' })
    expect(lacks(lines)[0]).toMatch(/MalformedQueryException/)
  })

  it('is a read of nothing where there is no log group', async () => {
    const { state } = prod()
    state.groups = []
    const { lines } = await observe(state)
    expect(lines.map(({ got }) => got)).toEqual(['body', 'absent', 'absent'])
    expect(status(lines)).toBe('empty')
  })

  it('is failed where reading the results is denied', async () => {
    const { lines } = await observe(filled(3).state, {
      tamper: (action, _, answered) =>
        action === 'logs:GetQueryResults' ? { got: 'failed', code: 'AccessDeniedException', message: 'no' } : answered,
    })
    expect(lacks(lines)[0]).toBe('rows from 2026-01-05T00:00:00Z: AccessDeniedException: no')
  })
})

describe('lines that were altered', () => {
  const altered = async (change: (lines: Exchange[]) => Exchange[]) =>
    lacks(change((await observe(filled(2_500).state)).lines))

  it('lack the page that was dropped', async () => {
    expect(
      await altered((lines) => lines.filter(({ input }) => !(input as { nextToken?: string }).nextToken)),
    ).not.toEqual([])
  })

  it('lack a row that was dropped', async () => {
    const drop = (line: Exchange): Exchange => {
      const body = (line as { body: { results?: unknown[] } }).body
      const full = (line.input as { maxItems?: number }).maxItems === 1_000 && (body.results?.length ?? 0) > 1
      return full ? ({ ...line, body: { ...body, results: body.results?.slice(1) } } as Exchange) : line
    }
    expect((await altered((lines) => lines.map(drop)))[0]).toMatch(/2500 records matched, 2497 fetched/)
  })

  it('lack the counts where only the rows are there', async () => {
    expect(await altered((lines) => lines.filter(({ input }) => isRows(input)))).toEqual([
      'counts from 2026-01-05T00:00:00Z: never asked',
    ])
  })

  it('lack a slot that they are not about', async () => {
    const { lines } = await observe(filled(3).state)
    expect(lacks(lines, { start: slot.end, end: plus(slot.end, 3_600) })).toHaveLength(2)
  })

  it('lack nothing in another order', async () => {
    expect(await altered((lines) => lines.toReversed())).toEqual([])
  })
})
