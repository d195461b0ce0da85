// What a reading, an evaluation and a tick store: the figures that an estimate assumes.
import { gzipSync } from 'node:zlib'
import { getResults, pageSize, readQueries } from '../src/audit-log/insights.ts'
import { isRecord } from '../src/json.ts'
import type { Exchange } from '../src/model.ts'
import { readEvaluation, readIndex, readPlan } from '../src/store/documents.ts'
import { type Day, placeOf, type Reading } from './day.ts'
import { type Figure, rounded } from './figure.ts'

export const storedFigures = ({ readings, others, calls: _, ...day }: Day, held: ReadonlySet<string>): Figure[] => {
  const figures: Figure[] = []
  const note = (name: string, all: number[], unit: string, how = `mean of ${all.length}`): void => {
    if (all.length > 0) figures.push({ name, value: rounded(sum(all) / all.length), unit, how })
  }
  const bySource = Map.groupBy(readings, ({ source, subject }) => `${source} of one ${placeOf(subject, held)}`)
  for (const [name, own] of [...bySource].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    note(
      `a reading of ${name}`,
      own.map(({ lines }) => lines.length),
      'calls',
    )
    note(
      `a reading of ${name}, stored`,
      own.map(({ bytes }) => bytes),
      'bytes',
    )
  }
  const bodies = (kind: Day['others'][number]['kind']) => others.flatMap((one) => (one.kind === kind ? [one.body] : []))
  const evaluations = bodies('evaluation').map((body) => ({ place: placeOf(readEvaluation(body).subject, held), body }))
  for (const [place, own] of Map.groupBy(evaluations, (one) => one.place)) {
    note(
      `an evaluation of one ${place}`,
      own.map(({ body }) => body.length),
      'bytes',
    )
    note(
      `evaluations of one ${place} and day`,
      [own.length / day.many[place] / (day.hours / 24)],
      'count',
      `${own.length}`,
    )
  }
  const tasks = bodies('plan').flatMap((body) => readPlan(body).tasks)
  for (const [place, own] of Map.groupBy(tasks, ({ subject }) => placeOf(subject, held)))
    note(
      `the plan, for each ${place}`,
      own.map((task) => JSON.stringify(task).length),
      'bytes',
    )
  const objects = (body: Uint8Array) =>
    readIndex(body).reduce((all, line) => all + ('parts' in line ? line.parts.length : 1), 0)
  note(
    'the index, for each object',
    bodies('index').map((body) => body.length / objects(body)),
    'bytes',
  )
  for (const kind of ['config', 'ledger', 'published'] as const)
    note(
      `${kind} of one tick`,
      bodies(kind).map((body) => body.length),
      'bytes',
    )
  return [...figures, ...windows(readings.filter(({ source }) => source === 'audit-log'))]
}

const sum = (all: number[]): number => all.reduce((a, b) => a + b, 0)

// A window as it would be without its rows: what they come to when they are stored is the difference.
const windows = (readings: Reading[]): Figure[] => {
  const all = readings.map(({ lines, bytes }) => {
    const [rows, scanned] = rowsOf(lines)
    const [whole, bare] = [zipped(lines), zipped(lines.map((line) => (rows.has(line) ? without(line) : line)))]
    return { bare: bytes - whole + bare, stored: whole - bare, rows: sum([...rows.values()]), scanned }
  })
  const total = (of: 'bare' | 'stored' | 'rows' | 'scanned') => sum(all.map((one) => one[of]))
  const how = `${all.length} windows, of ${Math.round(total('rows') / all.length)} bytes of rows`
  const figure = (name: string, value: number, unit: string): Figure => ({ name, value: rounded(value), unit, how })
  return [
    figure('a window of the audit log without its rows, stored', total('bare') / all.length, 'bytes'),
    figure('stored for a byte of rows', total('stored') / total('rows'), 'bytes'),
    figure('rows of a byte scanned', total('rows') / total('scanned'), 'bytes'),
  ]
}

const zipped = (lines: Exchange[]): number => gzipSync(lines.map((line) => JSON.stringify(line)).join('\n')).length
const without = (line: Exchange): Exchange =>
  line.got === 'body' && isRecord(line.body) ? { ...line, body: { ...line.body, results: [] } } : line

// The pages of rows with the bytes of their messages, and what their queries scanned.
const rowsOf = (lines: Exchange[]): [Map<Exchange, number>, number] => {
  const ids = new Set(readQueries(lines).flatMap(({ kind, queryId }) => (kind === 'rows' ? [queryId] : [])))
  const pages = new Map<Exchange, number>()
  const scanned = new Map<unknown, number>()
  for (const line of lines) {
    if (line.action !== getResults || line.got !== 'body' || !isRecord(line.body) || !isRecord(line.input)) continue
    const { queryId, maxItems } = line.input
    if (!ids.has(String(queryId))) continue
    const { statistics, results } = line.body
    if (isRecord(statistics)) scanned.set(queryId, Number(statistics.bytesScanned))
    // A poll has a row too.
    if (maxItems === pageSize && Array.isArray(results)) pages.set(line, sum(results.flat().map(messageOf)))
  }
  return [pages, sum([...scanned.values()])]
}

const messageOf = (field: unknown): number =>
  isRecord(field) && field.field === '@message' ? Buffer.byteLength(String(field.value)) : 0
