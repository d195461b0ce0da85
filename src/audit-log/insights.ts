// Reads stored Logs Insights exchanges: which windows were asked, how each query ended, and what its pages held.
import { isRecord } from '../json.ts'
import type { Exchange, Instant } from '../model.ts'

export const startQuery = 'logs:StartQuery'
export const getResults = 'logs:GetQueryResults'

/** Rows a page; a smaller page is a poll, which only asks how far the query is. */
export const pageSize = 1_000

export type Kind = 'rows' | 'counts'
export type Fields = Record<string, string>
/** Gets each row of each page once, with its query. */
export type OnRow = (query: Query, row: Fields) => void

export type Amount = { records: number; bytes: number }

/** One query of one half-open window, in milliseconds since 1970. */
export type Query = {
  kind: Kind
  start: number
  end: number
  /** null where it did not start; then `refused` says why, or `noGroup` that there is no log group. */
  queryId: string | null
  refused: string | null
  noGroup: boolean
  /** When it was asked. */
  at: Instant
  /** What the last answer said of it. */
  status: string | null
  /** What it went through, as the last answer says; null where none does. */
  scanned: Amount | null
  /** What a field index spared it, by estimate: left out by CloudWatch where none was used. */
  skipped: Amount
  /** Whether its pages were asked for: what matched more than a query gives is read by its parts. */
  paged: boolean
  /** statistics.recordsMatched, as the pages say it, or without one the last poll; null where they do not, or do not agree. */
  matched: number | null
  /** Log records got: distinct `@ptr`s, or the sum of the counted entries. */
  fetched: number
  /** Whether the pages run from the first to one without a token. */
  whole: boolean
}

/**
 * One pass, in any order; only a page that comes before its StartQuery is held. The window and the kind are read from the query itself, so that evidence of earlier versions stays readable.
 */
export const readQueries = (exchanges: Iterable<Exchange>, onRow: OnRow = () => undefined): Query[] => {
  const queries: Query[] = []
  const open = new Map<string, Reading>()
  const early: Exchange[] = []
  for (const line of exchanges) {
    if (line.action === startQuery) {
      const query = begun(line)
      if (!query) continue
      queries.push(query)
      if (query.queryId !== null)
        open.set(query.queryId, {
          ...{ query, tokens: new Map(), pointers: new Set() },
          ...{ matched: new Set(), polled: undefined },
        })
    } else if (line.action === getResults) {
      const reading = open.get(idOf(line))
      if (reading) read(reading, line, onRow)
      else early.push(line)
    }
  }
  for (const line of early) {
    const reading = open.get(idOf(line))
    if (reading) read(reading, line, onRow)
  }
  for (const reading of open.values()) close(reading)
  return queries
}

type Reading = {
  query: Query
  /** From a page's token to the next one's; '' is the first page, null the end. */
  tokens: Map<string, string | null>
  pointers: Set<string>
  matched: Set<unknown>
  polled: unknown
}

const begun = (line: Exchange): Query | undefined => {
  const asked = isRecord(line.input) ? line.input.queryString : undefined
  if (typeof asked !== 'string') return undefined
  const [, start, end] = /@timestamp >= (\d+) and @timestamp < (\d+)/.exec(asked) ?? []
  if (start === undefined || end === undefined) return undefined
  const queryId = line.got === 'body' && isRecord(line.body) ? line.body.queryId : undefined
  const none = 'StartQuery answered without a queryId'
  return {
    kind: /^\| stats /m.test(asked) ? 'counts' : 'rows',
    start: Number(start),
    end: Number(end),
    queryId: typeof queryId === 'string' ? queryId : null,
    refused:
      line.got === 'failed'
        ? `${line.code}: ${line.message}`
        : line.got === 'body' && typeof queryId !== 'string'
          ? none
          : null,
    noGroup: line.got === 'absent',
    at: line.at,
    status: null,
    scanned: null,
    skipped: { records: 0, bytes: 0 },
    paged: false,
    matched: null,
    fetched: 0,
    whole: false,
  }
}

const idOf = ({ input }: Exchange): string => (isRecord(input) ? String(input.queryId) : '')

const read = (reading: Reading, line: Exchange, onRow: OnRow): void => {
  const { query, tokens, pointers, matched } = reading
  if (line.got !== 'body' || !isRecord(line.body)) {
    if (line.got === 'failed') query.refused = `${line.code}: ${line.message}`
    return
  }
  const { status, statistics, results, nextToken } = line.body
  query.status = String(status)
  if (isRecord(statistics)) Object.assign(query, goneThrough(statistics))
  const input = isRecord(line.input) ? line.input : {}
  if (input.maxItems !== pageSize && status === 'Complete' && isRecord(statistics))
    reading.polled = statistics.recordsMatched
  if (input.maxItems !== pageSize || !Array.isArray(results)) return
  query.paged = true
  if (status === 'Complete') {
    tokens.set(
      typeof input.nextToken === 'string' ? input.nextToken : '',
      typeof nextToken === 'string' && nextToken !== '' ? nextToken : null,
    )
    matched.add(isRecord(statistics) ? statistics.recordsMatched : undefined)
  }
  for (const result of results) {
    const row = fieldsOf(result)
    const id = row['@ptr'] ?? ''
    if (query.kind === 'rows' && pointers.has(id)) continue
    if (query.kind === 'rows') pointers.add(id)
    query.fetched += query.kind === 'rows' ? 1 : Number(row.entries ?? 0)
    onRow(query, row)
  }
}

// The proof, every fact and every detection go over the same rows.
const known = new WeakMap<object, Fields>()

export const fieldsOf = (result: unknown): Fields => {
  if (!Array.isArray(result)) return {}
  const before = known.get(result)
  if (before) return before
  const fields = Object.fromEntries(
    result.flatMap((one) =>
      isRecord(one) && typeof one.field === 'string' && typeof one.value === 'string' ? [[one.field, one.value]] : [],
    ),
  )
  known.set(result, fields)
  return fields
}

/** Of the statistics of an answer: what the query went through so far, and what it left out. */
export const goneThrough = (statistics: Record<string, unknown>): Pick<Query, 'scanned' | 'skipped'> => {
  const { recordsScanned: records, bytesScanned: bytes, ...more } = statistics
  const isSaid = typeof records === 'number' && typeof bytes === 'number'
  const estimated = (value: unknown): number => (typeof value === 'number' ? value : 0)
  return {
    scanned: isSaid ? { records, bytes } : null,
    skipped: { records: estimated(more.estimatedRecordsSkipped), bytes: estimated(more.estimatedBytesSkipped) },
  }
}

const close = ({ query, tokens, matched, polled }: Reading): void => {
  if (matched.size === 0) matched.add(polled)
  const [only] = matched
  if (matched.size === 1 && typeof only === 'number') query.matched = only
  let at: string | null | undefined = ''
  for (let steps = 0; typeof at === 'string' && steps <= tokens.size; steps++) at = tokens.get(at)
  query.whole = at === null
}

/** Everything that the query matched was fetched. A log group that is not there has nothing to fetch. */
export const isComplete = (query: Query): boolean =>
  query.noGroup || (query.whole && query.matched !== null && query.fetched === query.matched)
