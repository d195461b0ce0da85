// The sheet of one observation, as an auditor asks it of information that the entity produced (IPE): what was asked, by whom, and that it is whole.
import { readQueries } from '../../audit-log/insights.ts'
import { extent, tile } from '../../audit-log/tiling.ts'
import { isRecord } from '../../json.ts'
import type { Action, Digest, Exchange, Instant, Ref, Slot, Status, Subject } from '../../model.ts'
import { readTrailer } from '../../observation/format.ts'
import { linesOf, readObservation, statusOf } from '../../observation/read.ts'
import type { Lack, Source } from '../../source.ts'
import { byBytes } from '../../store/order.ts'
import { repeating } from './repeat.ts'

/** Text of answers and names is hostile and stands here as it was stored: whoever shows it makes it visible. */
export type Ipe = {
  source: string
  subject: Subject
  slot: Slot
  tick: Instant
  /** The caller's ARN. */
  runBy: string
  /** The first and the last answer by the collector's clock; null where no line is there. */
  runAt: { first: Instant; last: Instant } | null
  tool: { version: string; commit: string }
  /** The digest of the tick's config.json. */
  config: Digest
  /** The stored parts in their order: key, versionId, sha256, bytes. */
  parts: Ref[]
  counts: {
    /** Lines: each is one question and its answer. */
    asked: number
    answered: number
    /** "There is none", said by an error that the operation expects. */
    absent: number
    failed: number
    /** Answers to a question for a page after the first. */
    furtherPages: number
    /** By action, sorted by name. */
    byAction: {
      action: Action
      asked: number
      answered: number
      absent: number
      failed: number
      furtherPages: number
    }[]
  }
  /** What was counted twice, by us and by the answers: lines against the trailers, rows against recordsMatched. */
  reconciled: { what: string; expected: number | null; found: number; agree: boolean }[]
  /** By action and name of the redaction, sorted: in how many answers something was withheld. */
  redactions: { action: Action; name: string; answers: number }[]
  completeness: {
    /** What the last trailer says; null where the last part is missing. */
    claimed: { status: Status; reasons: string[] } | null
    /** What the lines amount to. */
    recomputed: { status: Status; reasons: string[] }
    lacks: Lack[]
    agree: boolean
  }
  /** The first of them, in their order, and how many more there are. */
  exchanges: IpeExchange[]
  more: number
}

export type IpeExchange = Pick<Exchange, 'action' | 'input' | 'at' | 'host' | 'date' | 'requestId' | 'got'> & {
  /** The error's code, of what is absent or failed; null of a body. */
  code: string | null
  /** Names of the redactions that withheld something of this answer. */
  redacted: string[]
  /** A page after the first: its token is good for a while only. The command of the first page gives all, unless it asks for a size. */
  furtherPage: boolean
  /** One line of printable ASCII for a POSIX shell that asks AWS the same. Null for what the AWS CLI cannot be told. */
  command: string | null
}

export type Sheeted = {
  /** The stored parts, held against their digests. */
  parts: { ref: Ref; body: Uint8Array }[]
  source: Source
  /** The region that is asked where a subject names none. */
  home: string
}

const shown = 200

/** Pure. Throws OBSERVATION_INVALID, JSON_INVALID for parts that are none. `most`: of so many exchanges the line is shown. */
export const ipeOf = ({ parts, source, home }: Sheeted, most = shown): Ipe => {
  const { header, exchanges, claimed } = readObservation(parts.map(({ ref: { key }, body }) => ({ key, body })))
  const { subject, slot, tick, collector, config } = header
  const isFurther = furtherOf(source)
  const byAction = new Map<Action, Ipe['counts']['byAction'][number]>()
  const withheld = new Map<string, Ipe['redactions'][number]>()
  const lines: IpeExchange[] = []
  const runAt: { first?: Instant; last?: Instant } = {}
  let more = 0
  for (const line of exchanges) {
    const own = byAction.get(line.action) ?? { action: line.action, ...none }
    const isPage = isFurther(line)
    byAction.set(line.action, added(own, line.got, isPage))
    runAt.first ??= line.at
    runAt.last = line.at
    for (const name of redactedIn(line)) {
      const known = withheld.get(`${line.action} ${name}`)
      withheld.set(`${line.action} ${name}`, { action: line.action, name, answers: (known?.answers ?? 0) + 1 })
    }
    if (lines.length < most) lines.push(lineOf(line, isPage, subject.region || home))
    else more += 1
  }
  const all = [...byAction.values()].sort((a, b) => byBytes(a.action, b.action))
  const counts = all.reduce(plus, none)
  return {
    ...{ source: header.source, subject, slot, tick, runBy: collector.caller },
    runAt: runAt.first && runAt.last ? { first: runAt.first, last: runAt.last } : null,
    ...{ tool: { version: collector.version, commit: collector.commit }, config, parts: parts.map(({ ref }) => ref) },
    counts: { ...counts, byAction: all },
    reconciled: [linesCounted(parts, counts.asked), ...rowsMatched(exchanges)],
    redactions: [...withheld.entries()].sort(([a], [b]) => byBytes(a, b)).map(([, one]) => one),
    completeness: completenessOf(source, header, exchanges, claimed ?? null),
    exchanges: lines,
    more,
  }
}

const none = { asked: 0, answered: 0, absent: 0, failed: 0, furtherPages: 0 }
type Counts = typeof none

const plus = (a: Counts, b: Counts): Counts => ({
  asked: a.asked + b.asked,
  answered: a.answered + b.answered,
  absent: a.absent + b.absent,
  failed: a.failed + b.failed,
  furtherPages: a.furtherPages + b.furtherPages,
})

const added = <T extends Counts>(own: T, got: Exchange['got'], isPage: boolean): T => ({
  ...own,
  ...plus(own, {
    asked: 1,
    answered: got === 'body' ? 1 : 0,
    absent: got === 'absent' ? 1 : 0,
    failed: got === 'failed' ? 1 : 0,
    furtherPages: isPage ? 1 : 0,
  }),
})

const furtherOf = (source: Source): ((line: Exchange) => boolean) => {
  const tokens = new Map(source.operations.map(({ action, token }) => [action, token]))
  return ({ action, input }) => {
    const token = tokens.get(action)
    return token !== undefined && isRecord(input) && input[token] !== undefined && input[token] !== null
  }
}

const redactedIn = (line: Exchange): string[] => (line.got === 'body' ? (line.redacted ?? []) : [])

const lineOf = (line: Exchange, furtherPage: boolean, region: string): IpeExchange => {
  const { action, input, at, host, date, requestId, got } = line
  return {
    ...{ action, input, at, host, date, requestId, got },
    code: line.got === 'body' ? null : line.code,
    redacted: redactedIn(line),
    furtherPage,
    command: repeating(action, input, region),
  }
}

const linesCounted = (parts: Sheeted['parts'], found: number): Ipe['reconciled'][number] => {
  const trailers = parts.map(({ ref: { key }, body }) => readTrailer(linesOf({ key, body }).at(-1) ?? ''))
  const expected = trailers.reduce((sum, { exchanges }) => sum + exchanges, 0)
  return { what: 'lines, as the trailers count them', expected, found, agree: expected === found }
}

// CloudWatch says of each query how many records it matched; a window that was cut is covered by its parts.
const rowsMatched = (exchanges: Iterable<Exchange>): Ipe['reconciled'] => {
  const queries = readQueries(exchanges)
  return (['rows', 'counts'] as const).flatMap((kind) => {
    const whole = extent(queries, kind)
    if (!whole) return []
    const { leaves, hole } = tile(queries, kind, whole.start, whole.end)
    const found = leaves.reduce((sum, { fetched }) => sum + fetched, 0)
    const matched = leaves.reduce((sum, one) => sum + (one.matched ?? 0), 0)
    const what = kind === 'rows' ? 'records that the query of rows matched' : 'records that the query of counts matched'
    return [{ what, expected: hole ? null : matched, found, agree: hole === null && matched === found }]
  })
}

const completenessOf = (
  source: Source,
  header: ReturnType<typeof readObservation>['header'],
  exchanges: Iterable<Exchange>,
  claimed: Ipe['completeness']['claimed'],
): Ipe['completeness'] => {
  const lacks = source.lacks(exchanges, header)
  const recomputed = statusOf(source, header, exchanges, lacks)
  const agree =
    claimed !== null && claimed.status === recomputed.status && claimed.reasons.join() === recomputed.reasons.join()
  return { claimed, recomputed, lacks, agree }
}
