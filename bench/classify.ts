// How fast audit entries are read and judged, as a share of JSON.parse on the same bytes.
import { rowsQuery } from '../gen/query.ts'
import * as registry from '../gen/registry.ts'
import { backgroundOf } from '../sandbox/noise.ts'
import { recordOf } from '../sandbox/services/logs-fields.ts'
import { parseQuery } from '../sandbox/services/logs-query.ts'
import { runQuery } from '../sandbox/services/logs-run.ts'
import { createGroup, logsState } from '../sandbox/services/logs-state.ts'
import { countDistinct } from '../src/audit-log/counted.ts'
import { detect } from '../src/audit-log/detect.ts'
import { distinct } from '../src/audit-log/entries.ts'
import { readEvent } from '../src/audit-log/event.ts'
import { windowExample } from '../src/audit-log/example-window.ts'
import { pageSize } from '../src/audit-log/insights.ts'
import { judgeEntries } from '../src/audit-log/judged.ts'
import { between } from '../src/audit-log/query.ts'
import { plus, seconds } from '../src/clock.ts'
import { parseJson } from '../src/json.ts'
import type { Slot } from '../src/model.ts'
import { podWrite } from './classify/pod-writes.ts'
import { asked, type Figure, median, megabytes, rounded, tell } from './figure.ts'

const { quick } = asked()
const hours = quick ? 4 : 80
/** Of so many entries of the background a pod is written: the mean is then some two kilobytes. */
const perPod = 17
const times = quick ? 1 : 11
/** Runs before anything is taken: a function that is called all day is compiled. */
const warm = quick ? 0 : 4
const base = '2026-01-05T00:00:00Z'
const slot: Slot = { start: base, end: plus(base, hours * 3_600) }
const { detections } = registry

const background = backgroundOf({ region: 'eu-west-1', name: 'prod' })
const all = Array.from({ length: hours }, (_, hour) => plus(base, hour * 3_600)).flatMap((hour) =>
  Object.values(background(hour))
    .flat()
    .filter(({ message }) => message.startsWith('{'))
    .flatMap(({ message }, nth) =>
      nth % perPod === 0 ? [message, podWrite(seconds(hour) + nth, hour.replace('Z', '.482913Z'))] : [message],
    ),
)

// What the query of the scan gives of them, by the sandbox's Logs Insights.
const ofScan = (messages: readonly string[]): string[] => {
  const group = createGroup(logsState(), { region: 'eu-west-1', name: '/aws/eks/prod/cluster', at: base })
  const timestamp = seconds(base) * 1_000
  const query = parseQuery(between(rowsQuery, timestamp, timestamp + 1))
  const stream = 'kube-apiserver-audit-0a1b'
  return messages.filter((message) => {
    const record = recordOf(group, stream, { timestamp, ingestionTime: timestamp, message }, 0)
    return runQuery(query, [record], 1).matched === 1
  })
}
const rows = ofScan(all)

// As they come out of an answer or a batch: whoever reads them is the first to.
const fresh = (messages: readonly string[]): string[] => JSON.parse(JSON.stringify(messages)) as string[]

// Of the thread alone, for the machine may have other work; a quick run is shorter than what that is counted in.
const clock = (): number => {
  const { user, system } = process.threadCpuUsage()
  return quick ? performance.now() / 1_000 : (user + system) / 1e6
}
const taken = (messages: readonly string[], work: (messages: string[]) => unknown): number => {
  const own = fresh(messages)
  const begun = clock()
  work(own)
  return clock() - begun
}

const each =
  (read: (message: string) => unknown) =>
  (messages: string[]): void => {
    for (const message of messages) read(message)
  }
const parse = each((message) => JSON.parse(message))

let hits = 0
const judge = (messages: string[]): void => {
  const entries = judgeEntries(detections, {}, slot)
  const things = countDistinct(detections, {}, slot)
  const take = distinct((entry) => {
    entries.judge(entry)
    things.take(entry)
  })
  for (const [nth, message] of messages.entries()) take({ pointer: pointers[nth] ?? '', at: base, stream: '', message })
  hits = entries.found().length + things.found().length
}
const pointers = fresh(all.map((_, nth) => `CmEKJgoiMTExMTIyMjIzMzMzOi9hd3MvZWtzL3Byb2QvY2x1c3RlchAGEjUaGAIGU${nth}`))

const pages = (messages: string[]): void => {
  const lines = windowExample(slot, { messages })
  hits = detect(detections, lines, { slot, rules: {} }).length
}

// In pairs, one after the other, so that what slows the one slows the other.
type Work = (messages: string[]) => unknown
const shareOf = ([name, how, messages, work]: readonly [string, string, readonly string[], Work]): Figure[] => {
  const bytes = messages.reduce((sum, message) => sum + Buffer.byteLength(message), 0)
  for (let nth = 0; nth < warm; nth++) taken(messages, work)
  const pairs = Array.from({ length: times }, () => ({ plain: taken(messages, parse), own: taken(messages, work) }))
  const own = median(pairs.map((pair) => pair.own))
  const said = `${how}; ${messages.length} entries of ${Math.round(bytes / messages.length)} bytes on average; median of ${times}, ${quick ? 'by the clock' : 'CPU time of one thread'}`
  return [
    { name, value: megabytes(bytes / own), unit: 'MB/s', how: said },
    {
      name: `${name}: share of JSON.parse`,
      value: rounded(median(pairs.map((pair) => pair.plain / pair.own))),
      unit: 'of its rate',
      how: 'on the same bytes, in pairs',
    },
  ]
}

const judged = `read, and judged by ${detections.length} detections`
const figures = (
  [
    ['entries read', 'parsed strictly, checked and classified (readEvent)', all, each(readEvent)],
    ['entries read and judged', judged, all, judge],
    ['rows of a scan read', 'those that the query gives, read (readEvent)', rows, each(readEvent)],
    ['rows of a scan read and judged', judged, rows, judge],
    ['rows of a scan, page by page', `GetQueryResults' pages of ${pageSize} rows, and the same (detect)`, rows, pages],
    ['entries of the background alone', judged, all.filter(({ length }) => length < 5_000), judge],
    ['strict JSON', 'entries, with no member twice and none too deep (parseJson)', all, each(parseJson)],
  ] as const
).flatMap(shareOf)
const readable = all.filter((message) => readEvent(message).readable).length
tell({
  bench: 'classify',
  quick,
  conditions: `entries as the sandbox's clusters log them, and a pod written with both objects for every ${perPod} of them; ${hits} hits`,
  figures,
  faults: readable === all.length ? [] : [`${all.length - readable} entries could not be read`],
})
