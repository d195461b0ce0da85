// Looks at each exchange once, while the proof reads it: of its own time, from AWS, and nowhere else before.
import { earliest, latest, seconds } from '../clock.ts'
import { isRecord } from '../json.ts'
import type { Tick } from '../ledger/statement.ts'
import type { Exchange, Instant, Slot, Subject } from '../model.ts'
import type { Source } from '../source.ts'
import type { Findings } from './checks.ts'
import { isGenuine } from './genuine.ts'
import type { Pins } from './pins.ts'
import { redaction } from './redacted.ts'

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

type On = { findings: Findings; pins: Pins; replay: Replay }
type Place = {
  tick: Tick
  subject: Subject
  slot: Slot
  kind: 'state' | 'window'
  key: string
  source: Pick<Source, 'redacts' | 'asks'>
  /** Another version that wrote the lines. */
  other: string | undefined
}

/**
 * The same exchanges; each is looked at when it is read for the first time, for a proof may read them twice.
 * `last` is then the time of the last answer, the tick's own where there is none behind it.
 */
export const looking = (
  on: On,
  place: Place,
  exchanges: Iterable<Exchange>,
): Iterable<Exchange> & { last: Instant } => {
  let looked = false
  return {
    last: place.tick.tick,
    *[Symbol.iterator](): Generator<Exchange> {
      const isFirst = !looked
      looked = true
      const ids = new Set<string>()
      for (const one of exchanges) {
        if (isFirst) {
          look(on, place, one, ids)
          this.last = latest(this.last, one.at)
        }
        yield one
      }
    },
  }
}

const slack = 15 * 60

const look = (
  { findings, pins, replay }: On,
  { tick, subject, slot, kind, key, source, other }: Place,
  one: Exchange,
  ids: Set<string>,
): void => {
  const { action, requestId, host, at, date } = one
  redaction(findings, source, key, one, other)
  const isAsked = source.asks?.(one) !== false
  findings.reproduce('completeness-recomputed', isAsked, key, `${action}: asks otherwise than its source asks`, other)
  // An answer came from somewhere and to some request: one that says neither could be any day's.
  const isAnswer = one.got !== 'failed'
  findings.hold('request-replay', !isAnswer || requestId !== null, key, `${action}: an answer to no request`)
  findings.hold('endpoint-genuine', !isAnswer || host !== null, key, `${action}: an answer from nowhere`)
  if (requestId !== null) {
    const first = replay.firstPlace(requestId, key)
    const isNew = first === key && !ids.has(requestId)
    ids.add(requestId)
    findings.hold('request-replay', isNew, key, `the answer ${requestId} stands in ${first} too`)
  }
  // A tick reads after it began and before it was sealed; a state inside of its slot, a window behind it.
  const [from, to] =
    kind === 'state'
      ? [latest(tick.tick, slot.start), earliest(tick.sealedAt, slot.end)]
      : [latest(tick.tick, slot.end), tick.sealedAt]
  const inTime = seconds(at) >= seconds(from) - slack && seconds(at) <= seconds(to) + slack
  const sameTime = date === null || Math.abs(seconds(date) - seconds(at)) <= slack
  findings.hold(
    'request-replay',
    inTime && sameTime,
    key,
    `${action}: answered at ${date ?? at}, in the tick ${tick.tick}`,
  )
  if (host !== null)
    findings.hold(
      'endpoint-genuine',
      isGenuine(host, action, subject.region, pins, isRecord(one.input) ? one.input.Bucket : undefined),
      key,
      `${action} was asked at ${host}`,
    )
}
