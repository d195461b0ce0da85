// How fast audit entries are read and judged, against JSON.parse of the same bytes.

import * as registry from '../gen/registry.ts'
import { backgroundOf } from '../sandbox/noise.ts'
import { detect } from '../src/audit-log/detect.ts'
import { readEvent } from '../src/audit-log/event.ts'
import { getResults, pageSize, startQuery } from '../src/audit-log/insights.ts'
import { plus, seconds } from '../src/clock.ts'
import type { Exchange, Slot } from '../src/model.ts'
import { asked, type Figure, median, megabytes, rounded, tell, timed } from './figure.ts'

const { quick } = asked()
const hours = quick ? 2 : 60
const times = quick ? 1 : 5
const base = '2026-01-05T00:00:00Z'
const slot: Slot = { start: base, end: plus(base, hours * 3_600) }

const background = backgroundOf({ region: 'eu-west-1', name: 'prod' })
const messages = Array.from({ length: hours }, (_, hour) => Object.values(background(plus(base, hour * 3_600))))
  .flat(2)
  .map(({ message }) => message)
  .filter((message) => message.startsWith('{'))
const bytes = messages.reduce((sum, message) => sum + Buffer.byteLength(message), 0)

// As GetQueryResults gives them: pages of a thousand rows.
const exchanges = (): Exchange[] => {
  const asked = { at: base, host: null, date: null, requestId: null, got: 'body' as const }
  const queryString = `filter @timestamp >= ${seconds(slot.start) * 1_000} and @timestamp < ${seconds(slot.end) * 1_000}`
  const pages = Math.ceil(messages.length / pageSize)
  return [
    { ...asked, action: startQuery, input: { queryString }, body: { queryId: 'q' } },
    ...Array.from({ length: pages }, (_, page): Exchange => {
      const rows = messages.slice(page * pageSize, (page + 1) * pageSize).map((value, row) => [
        { field: '@timestamp', value: '2026-01-05 00:20:00.123' },
        { field: '@message', value },
        { field: '@ptr', value: `${page}/${row}` },
      ])
      const input = { queryId: 'q', maxItems: pageSize, ...(page > 0 && { nextToken: String(page) }) }
      const statistics = { recordsMatched: messages.length }
      const nextToken = page + 1 < pages ? { nextToken: String(page + 1) } : {}
      return {
        ...asked,
        action: getResults,
        input,
        body: { status: 'Complete', statistics, results: rows, ...nextToken },
      }
    }),
  ]
}

const rate = async (name: string, how: string, work: () => unknown): Promise<Figure> => {
  const taken: number[] = []
  for (let nth = 0; nth < times; nth++) taken.push((await timed(work)).seconds)
  return { name, value: megabytes(bytes / median(taken)), unit: 'MB/s', how: `${how}; median of ${times}, one thread` }
}

let readable = 0
const parse = await rate('JSON.parse', 'each entry', () => {
  for (const message of messages) JSON.parse(message)
})
const read = await rate('classification', 'each entry parsed strictly, checked and classified (readEvent)', () => {
  readable = messages.filter((message) => readEvent(message).readable).length
})
const lines = exchanges()
let hits = 0
const judged = await rate(
  'classification and detections',
  `${registry.detections.length} detections over the pages of the query (detect)`,
  () => {
    hits = detect(registry.detections, lines, { slot, rules: {} }).length
  },
)
tell({
  bench: 'classify',
  quick,
  conditions: `${messages.length} audit entries of ${Math.round(bytes / messages.length)} bytes on average, as the sandbox's clusters log them; ${hits} hits`,
  figures: [
    read,
    judged,
    parse,
    {
      name: 'time of classification over JSON.parse',
      value: rounded(parse.value / read.value),
      unit: 'times',
      how: 'one by the other',
    },
  ],
  faults: readable === messages.length ? [] : [`${messages.length - readable} entries could not be read`],
})
