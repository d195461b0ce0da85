// Reads an observation from its parts and recomputes what its trailer claims.
import { LRUCache } from 'lru-cache'
import { EvidenceError } from '../errors.ts'
import { utf8, writeJson } from '../json.ts'
import type { Exchange, Status } from '../model.ts'
import type { Lack, Place, Source } from '../source.ts'
import { parseKey } from '../store/keys.ts'
import { type Header, readExchange, readHeader, readTrailer, type Trailer } from './format.ts'
import { gunzip } from './gzip.ts'

export type Part = { key: string; body: Uint8Array }

export type Observation = {
  header: Header
  /** Lazily, part by part: iterate as often as needed, hold as little as possible. */
  exchanges: Iterable<Exchange>
  /** What the last part's trailer says; undefined where the last part is missing. */
  claimed: { status: Status; reasons: string[] } | undefined
}

/**
 * Parts in order. Header and trailer of each part are read here, exchanges when iterated.
 * Throws OBSERVATION_INVALID, JSON_INVALID.
 */
export const readObservation = (parts: Part[]): Observation => {
  const heads = parts.map((part, at) => {
    const { head, end } = endsOf(part)
    if (head.part !== at + 1) refuse(part.key, `part ${head.part} stands where part ${at + 1} should`)
    if (!end.more && at < parts.length - 1) refuse(part.key, 'a part follows the last one')
    return { head, end }
  })
  const [first] = heads
  if (!first) return refuse('', 'no parts')
  for (const [at, { head }] of heads.entries()) {
    if (writeJson({ ...head, part: 1 }) !== writeJson(first.head))
      refuse(parts[at]?.key ?? '', 'the parts are of different observations')
  }
  const last = heads.at(-1)?.end
  return {
    header: first.head,
    exchanges: remembered(parts),
    claimed: last && !last.more ? { status: last.status, reasons: last.reasons } : undefined,
  }
}

type Ends = { head: Header; end: Trailer }

// What was read of a body holds for as long as the body is there.
const ends = new WeakMap<Uint8Array, Ends & { key: string }>()

const endsOf = (part: Part): Ends => {
  const known = ends.get(part.body)
  if (known?.key === part.key) return known
  const lines = linesOf(part)
  const read = { head: readHeader(lines[0] ?? ''), end: readTrailer(lines.at(-1) ?? '') }
  if (read.end.exchanges !== lines.length - 2)
    refuse(part.key, `${lines.length - 2} exchanges, the trailer counts ${read.end.exchanges}`)
  ends.set(part.body, { key: part.key, ...read })
  return read
}

// One part is at most some 16 MiB and is read several times over: by the proof, by every fact. More than one is opened anew each time.
const remembered = (parts: Part[]): Iterable<Exchange> => {
  let known: Exchange[] | undefined
  return {
    [Symbol.iterator]() {
      if (parts.length > 1) return exchangesOf(parts)
      known ??= parts.flatMap(opened)
      return known[Symbol.iterator]()
    },
  }
}

// The same bytes are read by the planner, the judge and whoever judges again: the newest are kept open, as many as one part
// may hold of text. A weak reference would not do: what it gave is kept until the program waits, which verify may not for long.
const recent = new LRUCache<Uint8Array, { key: string; exchanges: Exchange[] }>({ maxSize: 16 * 1024 * 1024 })

const opened = (part: Part): Exchange[] => {
  const known = recent.get(part.body)
  if (known?.key === part.key) return known.exchanges
  const lines = linesOf(part)
  const exchanges = lines.slice(1, -1).map(readExchange)
  const size = lines.reduce((sum, { length }) => sum + length, 0)
  recent.set(part.body, { key: part.key, exchanges }, { size })
  return exchanges
}

/** The exchanges of these parts, each part opened when its turn comes. */
export function* exchangesOf(parts: Part[]): Generator<Exchange> {
  for (const part of parts) {
    const lines = linesOf(part)
    for (let at = 1; at < lines.length - 1; at++) yield readExchange(lines[at] ?? '')
  }
}

/** Whether a part's trailer says that no other follows. Throws OBSERVATION_INVALID, JSON_INVALID. */
export const isLastPart = (part: Part): boolean => {
  const known = ends.get(part.body)
  return !(known?.key === part.key ? known.end : readTrailer(linesOf(part).at(-1) ?? '')).more
}

/** A part's lines: header, exchanges, trailer. Throws OBSERVATION_INVALID, JSON_INVALID, GZIP_INVALID. */
export const linesOf = ({ key, body }: Part): string[] => {
  const parsed = parseKey(key)
  const bytes = parsed?.kind === 'observation' && parsed.gzip ? gunzip(body) : body
  const text = utf8(bytes)
  if (!text.endsWith('\n')) refuse(key, 'does not end with a line end')
  return text.slice(0, -1).split('\n')
}

/**
 * What a source's lines amount to. Pure: the collector, the sealer and the auditor come to the same.
 * `lacks` is what the source says of these lines, where that was asked before.
 */
export const statusOf = (
  source: Source,
  given: Place,
  exchanges: Iterable<Exchange>,
  lacks?: Lack[],
): { status: Status; reasons: string[] } => {
  let read = 0
  const counted = function* (): Generator<Exchange> {
    for (const one of exchanges) {
      if (one.got !== 'failed') read += 1
      yield one
    }
  }
  const lacking = lacks ?? source.lacks(counted(), given)
  if (lacks && lacks.length > 0) for (const _ of counted());
  const reasons = bounded([...new Set(lacking.map(({ action, reason }) => `${action}: ${reason}`))].sort())
  if (lacking.length > 0) return { status: read > 0 ? 'partial' : 'failed', reasons }
  return { status: source.isEmpty?.(exchanges) ? 'empty' : 'complete', reasons: [] }
}

const bounded = (reasons: string[]): string[] => {
  const shown = reasons
    .slice(0, 10)
    .map((reason) => (reason.length > 300 ? `${reason.slice(0, 299)}…`.toWellFormed() : reason))
  return reasons.length > 10 ? [...shown, `and ${reasons.length - 10} more`] : shown
}

const refuse = (key: string, why: string): never => {
  throw new EvidenceError(
    'OBSERVATION_INVALID',
    { key, why },
    { hint: 'the bytes were altered, or written by another program' },
  )
}
