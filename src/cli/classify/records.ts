// What of a log a piece of the input is: the entries themselves, or what CloudWatch Logs, Insights and subscriptions wrap them in.
import { gunzipSync } from 'node:zlib'
import { insightsTime, type LogRecord } from '../../audit-log/entries.ts'
import { readTime } from '../../clock.ts'
import { sha256 } from '../../digest.ts'
import { EvidenceError } from '../../errors.ts'
import { isRecord, parseJson } from '../../json.ts'
import type { Instant } from '../../model.ts'
import { complete } from './complete.ts'
import { csvRow } from './csv.ts'
import { mended } from './cut.ts'
import { type Piece, pieces } from './pieces.ts'
import { rawElements } from './raw.ts'

/** What is looked at and is none of it: told, for nothing is passed over in silence. */
export type PassedOver =
  | "of another of the control plane's logs"
  | 'a control message of a subscription'
  | 'the names of the columns'

export type Item =
  /** `lacks`: what the API server writes of every entry, and somebody dropped. */
  (Omit<LogRecord, 'pointer'> & { lacks?: string[] }) | Trailed | { passedOver: PassedOver }

/** A record of CloudTrail, and as it is written. */
export type Trailed = { trail: string; id: string; at: Instant; record: Record<string, unknown> }

/** Bytes of an unpacked payload: many times what one invocation carries. */
const mostUnpacked = 64 * 1024 * 1024
/** A payload within a record within a list. */
const deepest = 4

/** Whatever is none of it is an entry that cannot be read, and comes as one. */
export const itemsIn = (piece: Piece, depth = 0): Item[] => {
  const { text, value } = piece
  if (!('value' in piece)) return cutOrLine(text, depth)
  if (Array.isArray(value)) return elements(text, value, undefined, depth)
  if (!isRecord(value)) return [entry(text)]
  if (isEvent(value)) return [completed(text, value)]
  if (isRecord(value.awslogs) && typeof value.awslogs.data === 'string') return payload(value.awslogs.data, depth)
  if (isList(value.logEvents)) return value.logEvents.flatMap((one) => sent(value, one))
  if (isList(value.items)) return elements(text, value.items, 'items', depth)
  if (isList(value.Events)) return elements(text, value.Events, 'Events', depth)
  if (isList(value.events)) return elements(text, value.events, 'events', depth)
  if (isList(value.results)) return value.results.map(row)
  for (const name of ['Records', 'records'] as const)
    if (isList(value[name])) return elements(text, value[name], name, depth)
  const carried = isRecord(value.kinesis) ? value.kinesis.data : (value.data ?? value.Data)
  if (typeof carried === 'string') return payload(carried, depth)
  const trail = trailed(text, value)
  if (trail) return [trail]
  if (typeof value.CloudTrailEvent === 'string') return [trailIn(value.CloudTrailEvent)]
  if ('@message' in value) return [row(value)]
  return typeof value.message === 'string' ? [logEvent(value, value.message)] : [entry(text)]
}

// A document that was cut: what is whole of it is judged, and the rest of it is an entry that cannot be read.
const cutOrLine = (text: string, depth: number): Item[] => {
  const cut = depth < deepest ? mended(text) : undefined
  if (!cut) return [lineOf(text)]
  return [...itemsIn({ line: 0, text: cut.text, value: cut.value }, depth + 1), entry(cut.rest)]
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value)
const isEvent = (value: Record<string, unknown>): boolean => value.kind === 'Event' || typeof value.auditID === 'string'

// One that names neither event nor time is no record.
const trailed = (text: string, record: Record<string, unknown>): Trailed | undefined => {
  const { eventSource, eventName, eventID: id, eventTime } = record
  const at = readTime(eventTime)
  const isOne = typeof eventSource === 'string' && typeof eventName === 'string' && typeof id === 'string'
  return isOne && at !== undefined ? { trail: text, id, at, record } : undefined
}

const entry = (message: string, at: Instant | null = null, stream = ''): Item => ({ message, at, stream })

const completed = (text: string, value: Record<string, unknown>): Item => {
  const { event, lacks } = complete(value, sha256(text))
  // Written anew, an entry that says something twice would say it once.
  return lacks.length === 0 || !isPlain(text)
    ? entry(text)
    : { message: JSON.stringify(event), at: null, stream: '', lacks }
}

// What `aws cloudtrail lookup-events` gives.
const trailIn = (text: string): Item => {
  const value = isPlain(text) ? (JSON.parse(text) as unknown) : undefined
  return (isRecord(value) ? trailed(text, value) : undefined) ?? entry(text)
}

const isPlain = (text: string): boolean => {
  try {
    parseJson(text)
    return true
  } catch (error) {
    if (error instanceof EvidenceError) return false
    throw error
  }
}

// Each element as it is written; of what can be taken apart further, the parts.
const elements = (text: string, list: unknown[], member: string | undefined, depth: number): Item[] => {
  const raw = rawElements(text, member)
  return raw.flatMap((own, at) => {
    const value = raw.length === list.length ? list[at] : (JSON.parse(own) as unknown)
    if (Array.isArray(value) && value.some(isField)) return [row(value)]
    return isRecord(value) && depth < deepest ? itemsIn({ line: 0, text: own, value }, depth + 1) : [entry(own)]
  })
}

// An export to S3 has the time before each entry, `aws logs tail` the name of the stream, too; its short format says no zone, which is UTC.
const prefixed = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?) (?:([^\s{}"]{1,512}) )?(?=\S)/

const lineOf = (line: string): Item => {
  const [prefix, time, stream = ''] = prefixed.exec(line) ?? []
  if (prefix === undefined) return ofTable(line)
  return isOther(stream) ?? entry(line.slice(prefix.length).trimEnd(), timeOf(time), stream)
}

const ofTable = (line: string): Item => {
  const row = csvRow(line)
  if (row === 'header') return { passedOver: 'the names of the columns' }
  return row ? (isOther(row.stream) ?? { ...row }) : entry(line.trimEnd())
}

const audit = 'kube-apiserver-audit-'
const others = /^(kube-apiserver|authenticator|kube-controller-manager|cloud-controller-manager|kube-scheduler)-/
// The log group of a cluster holds five kinds of logs, told apart by their streams' names.
const isOther = (stream: string): Item | undefined =>
  others.test(stream) && !stream.startsWith(audit)
    ? { passedOver: "of another of the control plane's logs" }
    : undefined

const timeOf = (text: string | undefined): Instant | null => {
  const [, head, fraction = '', zone = 'Z'] = /^([^.]*?)(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.exec(text ?? '') ?? []
  return readTime(`${head}${fraction.slice(0, 4)}${zone}`) ?? null
}
const milliseconds = (value: unknown): Instant | null => (typeof value === 'number' && readTime(value / 1_000)) || null

// filter-log-events and get-log-events; the second names no stream.
const logEvent = ({ timestamp, logStreamName }: Record<string, unknown>, message: string): Item => {
  const stream = typeof logStreamName === 'string' ? logStreamName : ''
  return isOther(stream) ?? entry(message, milliseconds(timestamp), stream)
}

// A batch of a subscription.
const sent = ({ messageType, logStream }: Record<string, unknown>, one: unknown): Item => {
  if (messageType === 'CONTROL_MESSAGE') return { passedOver: 'a control message of a subscription' }
  if (!isRecord(one) || typeof one.message !== 'string') return entry(JSON.stringify(one) ?? '')
  return logEvent({ timestamp: one.timestamp, logStreamName: logStream }, one.message)
}

const isField = (value: unknown): value is { field: string; value: unknown } =>
  isRecord(value) && typeof value.field === 'string'

// A row of Insights: a list of fields from GetQueryResults, an object from the console, which may show the entry as an object.
const row = (value: unknown): Item => {
  const fields = isList(value)
    ? Object.fromEntries(value.filter(isField).map(({ field, value: of }) => [field, of]))
    : isRecord(value)
      ? value
      : {}
  const [message, stream, time] = [fields['@message'], fields['@logStream'], fields['@timestamp']]
  const at = insightsTime(typeof time === 'number' ? String(time) : typeof time === 'string' ? time : undefined)
  const text = typeof message === 'string' ? message : JSON.stringify(message ?? value)
  const from = typeof stream === 'string' ? stream : ''
  return isOther(from) ?? entry(text ?? '', at, from)
}

// Base64, mostly of gzip; Firehose puts one document behind the other.
const payload = (base64: string, depth: number): Item[] => {
  const bytes = Buffer.from(base64, 'base64')
  const text = depth < deepest ? textIn(bytes) : undefined
  if (text === undefined) return [entry(base64)]
  const inner = pieces()
  return [...inner.push(text), ...inner.end()].flatMap((one) => itemsIn(one, depth + 1))
}

const textIn = (bytes: Buffer): string | undefined => {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.length > 0 ? bytes.toString() : undefined
  try {
    return gunzipSync(bytes, { maxOutputLength: mostUnpacked }).toString()
  } catch {
    return undefined // told as an entry that cannot be read
  }
}
