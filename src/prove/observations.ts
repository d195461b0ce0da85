// Holds one slot's observation against its line in the index: whole, in form, of its own time and from AWS.
import { type Catalog, sourceOf } from '../catalog.ts'
import { seconds } from '../clock.ts'
import { EvidenceError } from '../errors.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Exchange, Ref, Status } from '../model.ts'
import { gunzip } from '../observation/gzip.ts'
import { type Part, readObservation, statusOf } from '../observation/read.ts'
import type { SlotLine } from '../store/documents.ts'
import { observationKey, parseKey, slug } from '../store/keys.ts'
import type { Check, Findings } from './checks.ts'
import type { Objects } from './objects.ts'
import type { Pins } from './pins.ts'

type On = { catalog: Catalog; findings: Findings; objects: Objects; pins: Pins; replay: Replay }

/** Remembers which observation an answer stands in. */
export type Replay = { firstPlace(requestId: string, key: string): string }

/** Two days of request ids: an older answer shows itself by its date. */
export const makeReplay = (): Replay & { next(): void } => {
  let recent = new Map<string, string>()
  let older = new Map<string, string>()
  let entries = 0
  return {
    firstPlace(requestId, key) {
      const known = recent.get(requestId) ?? older.get(requestId)
      if (known === undefined) recent.set(requestId, key)
      return known ?? key
    },
    next() {
      entries += 1
      if (entries % 24 === 0) [older, recent] = [recent, new Map()]
    },
  }
}

export const observation = async (on: On, tick: Tick, line: SlotLine): Promise<{ ref: Ref; body: Uint8Array }[]> => {
  const { findings, objects } = on
  const kind = tick.schedule[line.source]?.kind ?? 'state'
  const parts: { ref: Ref; body: Uint8Array }[] = []
  for (const ref of line.parts) {
    const body = await objects.obtain(ref, { tick, role: 'slot', kind, slot: line.slot })
    if (body) parts.push({ ref, body })
  }
  if (line.parts.length === 0) {
    findings.hold('completeness-recomputed', line.status === 'failed' || line.status === 'missed', place(line), `${line.status}, and nothing was put`)
    return []
  }
  if (parts.length < line.parts.length) return parts
  try {
    held(on, tick, line, parts.map(({ ref: { key }, body }) => ({ key, body })))
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    findings.fail(checkOf(error, parts), parts[0]?.ref.key ?? place(line), error.message)
  }
  return parts
}

const held = ({ catalog, findings, pins, replay }: On, tick: Tick, line: SlotLine, parts: Part[]): void => {
  const at = parts[0]?.key ?? place(line)
  for (const check of ['gzip-strict', 'observation-strict', 'json-strict', 'redaction-known', 'answer-slice'] as const) findings.look(check)
  const { header, exchanges, claimed } = readObservation(parts)
  const own = slug(header.subject) === line.subject && header.source === line.source && header.slot.start === line.slot.start && header.slot.end === line.slot.end
  findings.hold('key-derives', own && header.tick === tick.tick, at, `is of ${header.source} at ${slug(header.subject)} in the slot from ${header.slot.start}`)
  for (const [index, { key }] of parts.entries()) {
    const zipped = parseKey(key)
    const expected = observationKey(tick.tick, line.source, line.subject, line.slot.start, index + 1, zipped?.kind === 'observation' && zipped.gzip)
    findings.hold('key-derives', key === expected, key, `belongs under ${expected}`)
  }
  findings.hold('parts-complete', claimed !== undefined || line.status === 'failed', at, `part ${parts.length + 1} is missing`)
  const genuine = counting(exchanges, (one) => exchange(findings, pins, replay, tick, at, one))
  const { status } = claimed ? statusOf(sourceOf(catalog, line.source), header, genuine) : { status: 'failed' as Status }
  findings.hold('completeness-recomputed', status === line.status, at, `the index says ${line.status}, its lines amount to ${status}`)
}

// Looks at each exchange the first time the lines are read; a proof may read them twice.
const counting = (exchanges: Iterable<Exchange>, look: (one: Exchange) => void): Iterable<Exchange> => {
  let looked = false
  return {
    *[Symbol.iterator]() {
      const first = !looked
      looked = true
      for (const one of exchanges) {
        if (first) look(one)
        yield one
      }
    },
  }
}

const slack = 15 * 60

const exchange = (findings: Findings, pins: Pins, replay: Replay, tick: Tick, key: string, one: Exchange): void => {
  const { requestId, host, at, date } = one
  if (requestId !== null) {
    const first = replay.firstPlace(requestId, key)
    findings.hold('request-replay', first === key, key, `the answer ${requestId} stands in ${first} too`)
  }
  const inTime = seconds(at) >= seconds(tick.tick) - slack && seconds(at) <= seconds(tick.sealedAt) + slack
  const sameTime = date === null || Math.abs(seconds(date) - seconds(at)) <= slack
  findings.hold('request-replay', inTime && sameTime, key, `${one.action}: answered at ${date ?? at}, in the tick ${tick.tick}`)
  if (host !== null) findings.hold('endpoint-genuine', isGenuine(host, pins), key, `${one.action} was asked at ${host}`)
}

/** Whether a host is AWS's, or the sandbox's where the auditor said so. */
export const isGenuine = (host: string, { sandbox }: Pick<Pins, 'sandbox'>): boolean =>
  sandbox ? host === '127.0.0.1' || host === 'localhost' : /(^|\.)(amazonaws\.com(\.cn)?|api\.aws)$/.test(host)

const place = ({ source, subject, slot }: SlotLine): string => `${source}/${subject} from ${slot.start}`

// An unknown member in a line is named for what it pretends to be.
const checkOf = ({ code }: EvidenceError, parts: { ref: Ref; body: Uint8Array }[]): Check => {
  if (code === 'GZIP_INVALID') return 'gzip-strict'
  if (code === 'JSON_INVALID') return 'json-strict'
  const members = new Set(parts.flatMap(membersOf))
  return members.has('redacted') ? 'redaction-known' : members.has('slice') ? 'answer-slice' : 'observation-strict'
}

const membersOf = ({ ref: { key }, body }: { ref: Ref; body: Uint8Array }): string[] => {
  const parsed = parseKey(key)
  const text = Buffer.from(parsed?.kind === 'observation' && parsed.gzip ? gunzip(body) : body).toString('utf8')
  return text.trimEnd().split('\n').flatMap((line) => {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? Object.keys(value) : []
  })
}
